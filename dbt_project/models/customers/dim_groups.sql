select
    cast(group_id as string) as group_id,
    cast(source_system as string) as source_system,
    cast(group_name as string) as group_name,
    cast(staff_id as string) as staff_id,
    cast(created_at as timestamp) as created_at,
    cast(dismissed_at as timestamp) as dismissed_at,
    cast(dismissed_on as date) as dismissed_on

from {{ ref('stg_wecom__groups') }}
