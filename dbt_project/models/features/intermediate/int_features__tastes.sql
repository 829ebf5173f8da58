-- what customers care about as far as they show it: what they buy, look at, follow and name
{{ config(materialized='view') }}

select
    customer_id,
    cast('bought' as string) as kind,
    category as thing,
    ordered_on as acted_on,
    false as is_standing

from {{ ref('fct_order_lines') }}
where line_type = 'sale' and customer_id is not null and category is not null and ordered_on is not null

union all
select
    customer_id,
    cast('bought_' || trait_key as string) as kind,
    trait_value as thing,
    ordered_on as acted_on,
    false as is_standing

from {{ ref('int_features__bought_traits') }}
where customer_id is not null and ordered_on is not null

union all
select
    customer_id,
    cast('looked_at' as string) as kind,
    category as thing,
    occurred_on as acted_on,
    false as is_standing

from {{ ref('fct_web_events') }}
where customer_id is not null and category is not null
{% for fact, day in (
    ('fct_radar_clicks', 'clicked_on'),
    ('fct_moment_interactions', 'occurred_on'),
    ('fct_social_interactions', 'occurred_on'),
) %}
union all
select
    customer_id,
    cast('topic' as string) as kind,
    topic as thing,
    {{ day }} as acted_on,
    false as is_standing

from {{ ref(fact) }}
where customer_id is not null and topic is not null
{% endfor %}
union all
-- an interest once named stays, until the customer names another
select
    customer_id,
    cast('interest' as string) as kind,
    trait_value as thing,
    told_on as acted_on,
    true as is_standing

from {{ ref('fct_customer_traits') }}
where trait_key = 'interest' and trait_value is not null
