-- what the uplift model is trained on: messages of campaigns with a holdout whose time to respond is over

with

run_context as (

    select as_of_on from {{ source('ingest', 'run_context') }}

),

messages as (

    select
        customer_id,
        campaign_id,
        coalesce(campaign_kind, 'unknown') as campaign_kind,
        arm,
        sent_at,
        sent_on,
        {{ add_days('sent_on', var('settings').uplift_response_days) }} as respond_until_on

    from {{ ref('fct_messages') }}
    where customer_id is not null and campaign_id is not null and arm in ('treatment', 'holdout')

),

-- of a customer one message a day, so that it is clear which one an order answers
first_messages as (

    select messages.*
    from messages
    inner join run_context on messages.respond_until_on < run_context.as_of_on
    qualify
        row_number() over (
            partition by messages.customer_id, messages.sent_on
            order by messages.sent_at asc nulls last, messages.campaign_id asc nulls last
        ) = 1

),

sampled as (

    select
        *,
        {{ day_start('sent_on') }} as as_of,
        sent_on as as_of_on

    from first_messages
    qualify row_number() over (order by md5(customer_id || campaign_id) asc nulls last, sent_on asc nulls last) <= 200000

),

training_spine as (

    select
        customer_id,
        as_of,
        as_of_on

    from sampled

),

features as (

    {{ features_as_of('training_spine') }}

),

responded as (

    select distinct
        sampled.customer_id,
        sampled.sent_on

    from sampled
    inner join {{ ref('fct_orders') }} as orders
        on
            sampled.customer_id = orders.customer_id
            and orders.ordered_at >= sampled.sent_at
            and orders.ordered_on <= sampled.respond_until_on

)

select
    features.*,
    sampled.campaign_id,
    sampled.campaign_kind,
    sampled.sent_on,
    sampled.arm = 'treatment' as is_treated,
    responded.customer_id is not null as has_responded

from features
inner join sampled on features.customer_id = sampled.customer_id and features.as_of_on = sampled.as_of_on
left join responded on sampled.customer_id = responded.customer_id and sampled.sent_on = responded.sent_on
