"""What the review of tags asks the snapshot; every answer begins with the tag's key."""

# holders now, expired, given by people or imported, ever, came or went in 30 days but for the first run
HELD = """
with

first_seen as (
    select tag_key, min(valid_from_on) as first_on
    from tags.fct_customer_tags where not is_backfilled group by tag_key
),

-- changes count from here on
since as (
    select first_seen.tag_key, greatest(first_seen.first_on, run_context.as_of_on - 30) as day
    from first_seen cross join ingest.run_context
)

select
    tags.tag_key,
    count_if(tags.is_usable),
    count_if(tags.valid_to_on is null and not tags.is_usable),
    count_if(tags.valid_to_on is null and tags.tag_source <> 'rule'),
    count(distinct tags.customer_id),
    count(*) filter (where tags.valid_from_on > since.day)
    + count(*) filter (where tags.valid_to_on > since.day)
from tags.fct_customer_tags as tags
left join since on tags.tag_key = since.tag_key
group by tags.tag_key
"""
# runs of the last 30 days, the first run ever, the last one that confirmed it
RUNS = """
select
    tag_key,
    count(distinct case when confirmed_on > as_of_on - 30 then confirmed_on end),
    min(confirmed_on),
    max(confirmed_on)
from ingest.tag_confirmations
cross join ingest.run_context
group by tag_key
"""
# the tag most like it: customers with both over customers with either; two that say a value are never alike
OVERLAPS = """
with

held as (select customer_id, tag_key, tag_value from tags.fct_customer_tags where is_usable),

sizes as (select tag_key, count(*) as size from held group by tag_key),

shared as (
    select one.tag_key, other.tag_key as other_key, count(*) as size
    from held as one
    inner join held as other on one.customer_id = other.customer_id and one.tag_key <> other.tag_key
    where one.tag_value is null or other.tag_value is null
    group by all
)

select shared.tag_key, shared.other_key, shared.size / (sizes.size + others.size - shared.size) as overlap
from shared
inner join sizes on shared.tag_key = sizes.tag_key
inner join sizes as others on shared.other_key = others.tag_key
qualify row_number() over (partition by shared.tag_key order by overlap desc, shared.other_key) = 1
"""
# did those who held it 90 days ago, or on the first day known, order since, beside all other buyers of then;
# Wald's interval of the difference at 95 %; and the mean churn score of holders and others now
OUTCOMES = """
with

days as (
    select tag_key, greatest(min(valid_from_on), max(as_of_on) - 90) as day
    from tags.fct_customer_tags cross join ingest.run_context
    group by tag_key
    having greatest(min(valid_from_on), max(as_of_on) - 90) <= max(as_of_on) - 30
),

buyers as (
    select days.day, orders.customer_id, count_if(orders.ordered_on >= days.day) > 0 as has_ordered
    from (select distinct day from days) as days
    cross join ingest.run_context
    inner join customers.fct_orders as orders on orders.ordered_at < run_context.as_of
    where orders.customer_id is not null
    group by all
    having min(orders.ordered_on) < days.day
),

whole as (select day, count(*) as size, count_if(has_ordered) as ordered from buyers group by day),

holders as (
    select days.tag_key, days.day, count(*) as size, count_if(buyers.has_ordered) as ordered
    from days
    inner join tags.fct_customer_tags as tags
        on days.tag_key = tags.tag_key and tags.valid_from_on <= days.day
        and (tags.valid_to_on is null or tags.valid_to_on > days.day)
    inner join buyers on days.day = buyers.day and tags.customer_id = buyers.customer_id
    group by all
),

rates as (
    select
        holders.tag_key,
        holders.day,
        holders.size,
        whole.size - holders.size as other_size,
        holders.ordered / holders.size as rate,
        (whole.ordered - holders.ordered) / nullif(whole.size - holders.size, 0) as other_rate
    from holders
    inner join whole on holders.day = whole.day
),

spread as (
    select *, 1.96 * sqrt(rate * (1 - rate) / size + other_rate * (1 - other_rate) / other_size) as half
    from rates
),

churn as (select customer_id, score from scores.fct_customer_scores where model_key = 'churn'),

everyone as (select sum(score) as total, count(*) as size from churn),

scored as (
    select tags.tag_key, sum(churn.score) as total, count(*) as size
    from tags.fct_customer_tags as tags
    inner join churn on tags.customer_id = churn.customer_id
    where tags.is_usable
    group by tags.tag_key
)

select
    coalesce(spread.tag_key, scored.tag_key),
    spread.day,
    spread.size,
    spread.rate,
    spread.other_rate,
    spread.rate - spread.other_rate - spread.half,
    spread.rate - spread.other_rate + spread.half,
    scored.total / scored.size,
    (everyone.total - scored.total) / nullif(everyone.size - scored.size, 0)
from spread
full outer join scored on spread.tag_key = scored.tag_key
cross join everyone
"""
