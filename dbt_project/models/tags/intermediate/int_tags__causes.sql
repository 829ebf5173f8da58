-- why labels of this run change: per label and customer, per label, and per customer the first cause by precedence

with

last_run as (

    select
        max(run_context.as_of_on) as as_of_on,
        max(last_run.as_of_on) as last_run_on,
        max(last_run.profiled_at) as profiled_at

    from {{ source('ingest', 'run_context') }} as run_context
    left join {{ source('ingest', 'last_run') }} as last_run on true

),

identity_changes as (

    select
        changes.customer_id,
        changes.previous_customer_id,
        changes.change_type in ('moved', 'redirected') as is_merge_or_split,
        changes.change_type = 'left' as is_loss

    from {{ ref('fct_identity_changes') }} as changes
    inner join last_run on changes.changed_on = last_run.as_of_on

),

-- who was never labelled came with this run
newcomers as (

    select customer_id from {{ ref('dim_customers') }}
    except
    select customer_id from {{ source('ingest', 'segment_history') }}

),

causes as (

    {{ cause_of('decision', 1, 'decisions.tag_key', 'coalesce(redirects.customer_id, decisions.customer_id)') }}

    from {{ source('ingest', 'tag_decisions') }} as decisions
    inner join last_run on coalesce(decisions.decided_at >= last_run.profiled_at, true)
    -- a decision goes with its customer when two become one
    left join {{ ref('dim_redirects') }} as redirects
        on decisions.customer_id = redirects.previous_customer_id
    union all
    {{ cause_of('definition', 2, 'changes.item_key') }}

    from {{ ref('int_tags__definition_changes') }} as changes
    inner join last_run on last_run.last_run_on is not null
    union all
    {{ cause_of('identity', 3, customer='customer_id') }}

    from identity_changes
    where is_merge_or_split
    union all
    {{ cause_of('identity', 3, customer='previous_customer_id') }}

    from identity_changes
    where is_merge_or_split
    {% for tag in var('tags') if tag.source == 'imported' -%}
    union all
    {{ cause_of('decision', 4, "'" ~ tag.key ~ "'") }}

    from last_run
    {% endfor -%}
    {% for fact in var('facts').values() if fact.made_of is not defined -%}
    {% for day in [fact.happened ~ '_on'] + (fact.moments or []) -%}
    {% set seen_on = day if loop.first else business_day(day) -%}
    union all
    {{ cause_of('data', 5, customer='facts.customer_id') }}

    from {{ ref(fact.table) }} as facts
    inner join last_run on {{ seen_on }} >= last_run.last_run_on and {{ seen_on }} <= last_run.as_of_on
    {% endfor -%}
    {% endfor -%}
    union all
    {{ cause_of('data', 5, customer='customer_id') }}

    from newcomers
    union all
    {{ cause_of('correction', 6, customer='customer_id', evidence_on='evidence_on') }}

    from {{ ref('int_tags__late_facts') }}
    union all
    {{ cause_of('correction', 6, customer='previous_customer_id') }}

    from identity_changes
    where is_loss
    union all
    -- a fact is gone, a value was decided about, or what facts are joined with has changed
    {{ cause_of('correction', 6, customer='customer_id') }}

    from {{ ref('int_features__spine') }}
    where due_by = 'facts'
    union all
    {{ cause_of('data', 7, customer='stitched.customer_id') }}

    from {{ source('ingest', 'changed_records') }} as changed
    inner join {{ source('identity', 'int_identity__records_stitched') }} as stitched
        on
            changed.contract_table = stitched.contract_table
            and changed.source_system = stitched.source_system
            and changed.record_key = stitched.record_key
    where changed.contract_table in ('crm.contacts', 'crm.accounts', 'shop.customers', 'wecom.external_contacts')

)

select
    cast(item_key as string) as item_key,
    cast(customer_id as string) as customer_id,
    cast(min_by(cause, precedence) as string) as cause,
    cast(min(precedence) as bigint) as precedence,
    cast(min(evidence_on) as date) as evidence_on

from causes
where item_key is not null or customer_id is not null
group by item_key, customer_id
