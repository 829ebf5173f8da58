-- one row per customer: the first stage whose rule holds
select
    customer_id,
    case
        {% for stage in var('lifecycle') -%}
        when {{ stage.rule }} then '{{ stage.stage }}'
        {% endfor -%}
    end as lifecycle_stage

from {{ ref('fct_customer_features') }}
