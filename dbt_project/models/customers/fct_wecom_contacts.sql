with

contacts as (

    {{ resolved_to_customer(
        ref('stg_wecom__external_contacts'),
        {'external_userid': 'external_userid', 'unionid': 'unionid', 'phone': 'phone'},
    ) }}

)

select
    cast(md5(source_system || '|' || record_key) as string) as wecom_contact_id,
    cast(source_system as string) as source_system,
    cast(customer_id as string) as customer_id,
    cast(staff_id as string) as staff_id,
    cast(contact_type as string) as contact_type,
    cast(add_way as string) as add_way,
    cast(added_at as timestamp) as added_at,
    cast(added_on as date) as added_on,
    cast(deleted_at as timestamp) as deleted_at,
    cast(deleted_on as date) as deleted_on

from contacts
where added_at is not null
