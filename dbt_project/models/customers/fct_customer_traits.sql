with

contact_traits as (

    {{ resolved_to_customer(ref('stg_crm__contact_traits'), {'crm_contact_id': 'contact_id'}) }}

),

corp_tags as (

    {{ resolved_to_customer(ref('stg_wecom__contact_tags'), {'external_userid': 'external_userid'}) }}

),

-- what several staff members say of one WeCom contact counts together
traits as (

    select
        customer_id,
        contact_id as told_by,
        trait_key,
        trait_value,
        updated_at

    from contact_traits
    union all
    select
        customer_id,
        external_userid as told_by,
        trait_key,
        trait_value,
        max(updated_at) over (partition by source_system, external_userid) as updated_at

    from corp_tags

),

-- of several records of one customer the latest word counts
latest as (

    select *
    from traits
    where customer_id is not null
    qualify
        dense_rank() over (
            partition by customer_id, trait_key
            order by updated_at desc nulls last, told_by asc nulls last
        ) = 1

)

select distinct
    cast(customer_id as string) as customer_id,
    cast(trait_key as string) as trait_key,
    cast(trait_value as string) as trait_value,
    -- a trait of unknown age was always there
    cast(coalesce(updated_at, timestamp '1970-01-01 00:00:00') as timestamp) as told_at,
    cast(coalesce({{ business_day('updated_at') }}, date '1970-01-01') as date) as told_on

from latest
