with

current_rows as (

    {{ current_rows('wecom', 'external_contacts') }}

)

select
    external_userid,
    {{ source_id('staff_id') }} as staff_id,
    source_system,
    record_key,
    unionid,
    full_name,
    phone,
    {{ normalised_gender('gender') }} as gender,
    contact_type,
    corp_name,
    occupation,
    remark,
    tags,
    add_way,
    added_at,
    {{ business_day('added_at') }} as added_on,
    deleted_at,
    {{ business_day('deleted_at') }} as deleted_on

from current_rows
