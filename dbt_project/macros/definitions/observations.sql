{#- What was seen of each customer and item, by earlier runs (`history`), this run (`changes`), and of the time before (`past`). -#}
{% macro observations(history, changes, past) -%}
select
        customer_id,
        item_key,
        item_value,
        observed_on,
        is_held,
        -- runs of before causes were kept told none
        coalesce(cause, 'not_recorded') as cause,
        evidence_on,
        evidence,
        run_sequence

    from {{ history }}
    union all
    select
        customer_id,
        item_key,
        item_value,
        observed_on,
        is_held,
        cause,
        evidence_on,
        evidence,
        cast(9223372036854775807 as bigint) as run_sequence

    from {{ changes }}
    {%- if past %}
    union all
    select
        customer_id,
        item_key,
        cast(null as string) as item_value,
        observed_on,
        is_held,
        cast('backfill' as string) as cause,
        cast(null as date) as evidence_on,
        cast(null as string) as evidence,
        cast(0 as bigint) as run_sequence

    from {{ past }}
    {%- endif %}
{%- endmacro %}
