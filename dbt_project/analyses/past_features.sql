-- features over the relation past_spine (customer_id, as_of, as_of_on): what a tag's past is rebuilt from

with

own_features as (

    {{ customer_features('past_spine') }}

)

{{ own_and_age('own_features') }}
