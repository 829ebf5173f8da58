{#- Every check across tables stays within the share of broken rows it allows. -#}
{% test within_its_limit(model) %}
select check_key, source_system, broken_count, checked_count
from {{ model }}
where not is_passed
{% endtest %}
