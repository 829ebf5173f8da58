-- a record that was with a customer and turned out to be another's; a merge of whole customers corrects nothing
with

entries as (

    select * from {{ ref('fct_identity_changes') }}

),

moved_records as (

    select distinct
        source_system,
        contract_table,
        record_key

    from entries
    where change_type = 'moved'

),

merged_away as (

    select distinct
        previous_customer_id as customer_id,
        changed_on

    from entries
    where change_type = 'redirected'

),

-- from one entry of a record to its next: the customer it was with
stays as (

    select
        entries.source_system,
        entries.contract_table,
        entries.record_key,
        entries.customer_id,
        entries.changed_on as valid_from_on,
        lead(entries.entry_sequence) over record_entries as correcting_entry_sequence,
        lead(entries.changed_on) over record_entries as valid_to_on,
        lead(entries.customer_id) over record_entries as corrected_customer_id

    from entries
    inner join moved_records
        on
            entries.source_system = moved_records.source_system
            and entries.contract_table = moved_records.contract_table
            and entries.record_key = moved_records.record_key
    window record_entries as (
        partition by entries.source_system, entries.contract_table, entries.record_key
        order by entries.entry_sequence nulls first
    )

)

select
    cast(stays.correcting_entry_sequence as bigint) as entry_sequence,
    cast(stays.source_system as string) as source_system,
    cast(stays.contract_table as string) as contract_table,
    cast(stays.record_key as string) as record_key,
    cast(stays.customer_id as string) as customer_id,
    cast(stays.corrected_customer_id as string) as corrected_customer_id,
    cast(stays.valid_from_on as date) as valid_from_on,
    cast(stays.valid_to_on as date) as valid_to_on

from stays
left join merged_away
    on
        stays.customer_id = merged_away.customer_id
        and stays.valid_to_on = merged_away.changed_on
where
    stays.corrected_customer_id <> stays.customer_id
    and merged_away.customer_id is null
