with

today as (

    select
        run_context.as_of_on as observed_on,
        completeness.*

    from {{ ref('fct_completeness') }} as completeness
    cross join {{ source('ingest', 'run_context') }} as run_context

),

-- of each day the last run; today is measured anew
earlier as (

    select history.*
    from {{ source('ingest', 'completeness_history') }} as history
    cross join {{ source('ingest', 'run_context') }} as run_context
    where history.observed_on < run_context.as_of_on
    qualify rank() over (partition by history.observed_on order by history.run_sequence desc) = 1

),

measured as (

    select
        observed_on,
        customer_type,
        field,
        source_system,
        contract_table,
        customer_count,
        known_customer_count,
        filled_customer_count,
        record_count,
        known_record_count

    from today
    union all
    select
        observed_on,
        customer_type,
        field,
        source_system,
        contract_table,
        customer_count,
        known_customer_count,
        filled_customer_count,
        record_count,
        known_record_count

    from earlier

)

select
    cast(observed_on as date) as observed_on,
    cast(customer_type as string) as customer_type,
    cast(field as string) as field,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(customer_count as bigint) as customer_count,
    cast(known_customer_count as bigint) as known_customer_count,
    cast(
        {{ rounded('known_customer_count / nullif(cast(customer_count as double), 0)') }} as double
    ) as known_customer_rate,
    cast(filled_customer_count as bigint) as filled_customer_count,
    cast(record_count as bigint) as record_count,
    cast(known_record_count as bigint) as known_record_count

from measured
