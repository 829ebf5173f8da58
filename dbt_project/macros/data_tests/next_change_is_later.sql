{#- A profile's next change by time lies after the day it looks from. -#}
{% test next_change_is_later(model) %}
select customer_id
from {{ model }}
where next_change_on <= as_of_on
{% endtest %}
