with

contacts as (

    {{ resolved_to_customer(ref('stg_crm__contacts'), {'crm_contact_id': 'contact_id'}) }}

),

shop_customers as (

    {{ resolved_to_customer(ref('stg_shop__customers'), {'shop_customer_id': 'shop_customer_id'}) }}

),

referred as (

    select
        'crm_contact_id' as identifier_type,
        referrer_contact_id as referrer,
        customer_id as referred_customer_id,
        created_at as referred_at

    from contacts
    union all
    select
        'shop_customer_id' as identifier_type,
        referrer_customer_id as referrer,
        customer_id as referred_customer_id,
        registered_at as referred_at

    from shop_customers

),

resolved as (

    select * from {{ ref('int_customers__identifiers_resolved') }}

)

-- shop and CRM may tell of the same referral
select
    cast(resolved.customer_id as string) as customer_id,
    cast(referred.referred_customer_id as string) as referred_customer_id,
    cast(min(referred.referred_at) as timestamp) as referred_at,
    cast({{ business_day('min(referred.referred_at)') }} as date) as referred_on

from referred
inner join resolved
    on referred.identifier_type = resolved.identifier_type and referred.referrer = resolved.identifier_value
where referred.referred_at is not null and resolved.customer_id <> referred.referred_customer_id
group by resolved.customer_id, referred.referred_customer_id
