with

memberships as (

    {{ resolved_to_customer(
        ref('stg_wecom__group_memberships'),
        {'external_userid': 'external_userid', 'unionid': 'unionid'},
    ) }}

)

select
    cast(md5(source_system || '|' || record_key) as string) as group_membership_id,
    cast(group_id as string) as group_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(join_way as string) as join_way,
    cast(joined_at as timestamp) as joined_at,
    cast(joined_on as date) as joined_on,
    cast(left_at as timestamp) as left_at,
    cast(left_on as date) as left_on

from memberships
where joined_at is not null
