{% set measures = [
    ('identifiers', 'value', '标识符取值', 'identifier values'),
    ('identifiers', 'shared_value', '多条记录共有的取值', 'values that several records share'),
    ('rules', 'unlike_people', '姓名等明显不是同一人', 'names, genders or births plainly not of one person'),
    ('rules', 'two_values', '一人只应有一个的标识出现两个', 'two values where a person has one'),
    ('rules', 'too_large', '登记过多', 'more registrations than a customer may have'),
    ('rules', 'too_many_people', '取值对应的人过多', 'values on too many people'),
    ('rules', 'junk', '已知的无效取值', 'values on the learned junk list'),
    ('matching', 'link', '判为同一人', 'pairs taken for one person'),
    ('matching', 'review', '待人工判断', 'pairs that wait for a person'),
    ('sizes', '1', '一次登记', 'customers with one registration'),
    ('sizes', '2', '两次登记', 'customers with two registrations'),
    ('sizes', '3', '三次登记', 'customers with three registrations'),
    ('sizes', '4', '四次及以上登记', 'customers with four registrations or more'),
    ('drift', 'minted', '新客户的记录', 'records of new customers'),
    ('drift', 'joined', '归入已有客户的新记录', 'new records of known customers'),
    ('drift', 'moved', '换了客户的记录', 'records that moved to another customer'),
    ('drift', 'left', '不再属于任何客户的记录', 'records that left'),
    ('drift', 'redirected', '被合并的客户号', 'customers merged away'),
] %}
{% set registers = var('identity').registers | join("', '") %}
with

measures as (
    {% for topic, key, name_zh, name_en in measures %}
    select
        '{{ topic }}' as topic,
        '{{ key }}' as measure,
        '{{ name_zh }}' as name_zh,
        '{{ name_en }}' as name_en
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

identifiers as (

    select count(*) as record_count
    from {{ ref('dim_identities') }}
    group by identifier_type, identifier_value

),

registrations as (

    select
        customer_id,
        count(distinct source_system || contract_table || record_key) as registration_count
    from {{ ref('dim_identities') }}
    where customer_id is not null and contract_table in ('{{ registers }}')
    group by customer_id

),

changes as (

    select changes.change_type
    from {{ ref('fct_identity_changes') }} as changes
    inner join {{ source('ingest', 'run_context') }} as today on changes.changed_on = today.as_of_on

),

counted as (

    select
        'identifiers' as topic,
        'value' as measure,
        count(*) as measure_count
    from identifiers
    union all
    select
        'identifiers' as topic,
        'shared_value' as measure,
        count(*) as measure_count
    from identifiers
    where record_count > 1
    union all
    select
        'rules' as topic,
        reason as measure,
        count(*) as measure_count
    from {{ ref('fct_identity_quarantine') }}
    group by reason
    union all
    select
        'matching' as topic,
        band as measure,
        count(*) as measure_count
    from {{ ref('fct_identity_pairs') }}
    group by band
    union all
    select
        'sizes' as topic,
        cast(least(registration_count, 4) as string) as measure,
        count(*) as measure_count
    from registrations
    group by least(registration_count, 4)
    union all
    select
        'drift' as topic,
        change_type as measure,
        count(*) as measure_count
    from changes
    group by change_type

)

select
    cast(measures.topic || '_' || measures.measure as string) as health_measure_key,
    cast(run_context.as_of_on as date) as observed_on,
    cast(measures.topic as string) as topic,
    cast(measures.name_zh as string) as name_zh,
    cast(measures.name_en as string) as name_en,
    cast(coalesce(counted.measure_count, 0) as bigint) as measure_count

from measures
left join counted on measures.topic = counted.topic and measures.measure = counted.measure
cross join {{ source('ingest', 'run_context') }} as run_context
