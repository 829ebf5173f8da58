with

contacts as (

    select * from {{ ref('stg_wecom__external_contacts') }}

),

parts as (

    select
        *,
        {{ each_part('tags', ';') }} as part

    from contacts

)

-- a corp tag is a trait: its group says what of, its name what
select distinct
    external_userid,
    staff_id,
    source_system,
    trim(split_part(part, ':', 1)) as trait_key,
    trim(split_part(part, ':', 2)) as trait_value,
    added_at as updated_at

from parts
where trim(split_part(part, ':', 1)) <> '' and trim(split_part(part, ':', 2)) <> ''
