{#- Own, derived and age features over a spine (customer_id, as_of, as_of_on) of the past. -#}
{% macro features_as_of(spine) %}
with

own_features as (

    {{ customer_features(spine) }}

)

{{ own_and_age('own_features') }}
{% endmacro %}
