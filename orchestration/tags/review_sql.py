"""What the review of tags asks the snapshot; every answer begins with the tag's key."""

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
