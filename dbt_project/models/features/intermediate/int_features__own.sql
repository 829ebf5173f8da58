-- computed for whom they are due; everyone else keeps what was computed before
{% set columns = own_feature_columns() | map(attribute='name') | list %}

with

spine as (

    select * from {{ ref('int_features__spine') }}

),

built_before as (

    {{ own_features_before() }}

),

computed as (

    {{ own_features_due() }}

),

-- all of them are of today's definitions: after an edit everyone is due
kept as (

    select built_before.*
    from built_before
    inner join {{ ref('dim_customers') }} as customers on built_before.customer_id = customers.customer_id
    left join spine on built_before.customer_id = spine.customer_id
    where spine.customer_id is null

)

select {{ columns | join(', ') }}
from computed
union all
select {{ columns | join(', ') }}
from kept
