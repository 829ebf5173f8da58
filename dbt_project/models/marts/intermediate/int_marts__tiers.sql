-- one row per customer with a usable tag that is one of several bands: per tier the rank of the highest it holds
{% set tiers = var('dimensions') | selectattr('tier', 'defined') | map(attribute='tier') | list %}
with

bands as (
    {% for tier in tiers %}{% for tag in tags_of_tier(tier) %}
    select
        '{{ tag.key }}' as tag_key,
        '{{ tier }}' as tier_key,
        cast({{ tag.tier_rank }} as int) as tier_rank
    union all
    {% endfor %}{% endfor %}
    select
        cast(null as string) as tag_key,
        cast(null as string) as tier_key,
        cast(null as int) as tier_rank
    where false

),

held as (

    select
        tags.customer_id,
        bands.tier_key,
        bands.tier_rank

    from {{ ref('fct_customer_tags') }} as tags
    inner join bands on tags.tag_key = bands.tag_key
    where tags.is_usable

)

select
    customer_id{% for tier in tiers %},
    max(case when tier_key = '{{ tier }}' then tier_rank end) as {{ tier }}_rank{% endfor %}

from held
group by customer_id
