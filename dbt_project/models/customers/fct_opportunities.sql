with

opportunities as (

    {{ resolved_to_customer(ref('stg_crm__opportunities'), {'crm_contact_id': 'contact_id'}, account='account_id') }}

)

select
    cast(opportunities.opportunity_id as string) as opportunity_id,
    cast(opportunities.source_system as string) as source_system,
    cast(opportunities.customer_id as string) as customer_id,
    cast(opportunities.person_customer_id as string) as person_customer_id,
    cast(opportunities.opportunity_name as string) as opportunity_name,
    cast(opportunities.stage as string) as stage,
    cast(opportunities.status as string) as status,
    cast(opportunities.opened_at as timestamp) as opened_at,
    cast(opportunities.opened_on as date) as opened_on,
    cast(opportunities.expected_close_on as date) as expected_close_on,
    cast(opportunities.closed_at as timestamp) as closed_at,
    cast(opportunities.closed_on as date) as closed_on,
    cast(opportunities.opportunity_amount as decimal(18, 4)) as opportunity_amount,
    cast(opportunities.currency_code as string) as currency_code,
    {{ converted('opportunities.opportunity_amount') }} as reporting_amount

from opportunities
{{ rates_of_the_day('opportunities.currency_code', 'opportunities.opened_on') }}
where opportunities.opened_at is not null
