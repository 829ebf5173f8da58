with

current_rows as (

    {{ current_rows('crm', 'contacts') }}

),

parts as (

    select
        *,
        {{ each_part('social_handles', ';') }} as part

    from current_rows

)

select distinct
    {{ source_id('contact_id') }} as contact_id,
    source_system,
    record_key,
    lower(trim(part)) as social_handle

from parts
where trim(part) like '_%:_%'
