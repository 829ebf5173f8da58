-- features over the relation past_spine (customer_id, as_of, as_of_on): what a tag's past is rebuilt from

{{ features_as_of('past_spine') }}
