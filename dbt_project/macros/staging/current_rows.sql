{#-
The current version of each record of a contract table: of several loads the newest. A flagged value is empty
unless its rule keeps it or a person accepted it; one that a person corrected has the corrected value.
Which columns can be flagged stands in the contract.
-#}
{% macro current_rows(domain, table) %}
{%- set found = namespace(columns=[]) -%}
{%- if execute -%}
    {%- for node in graph.sources.values() if node.source_name == domain and node.name == table -%}
        {%- for column in node.columns.values() -%}
            {%- set meta = column.config.meta if column.config and column.config.meta else column.meta -%}
            {%- set rules = meta.get('expectations', []) -%}
            {%- do found.columns.append({'name': column.name, 'type': column.data_type, 'rules': rules, 'refers': 'refers_to' in meta}) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif %}
    select
        {% for column in found.columns -%}
        {%- if column.rules -%}
        case
            when flags.{{ column.name }}_is_flagged then cast(flags.{{ column.name }}_corrected as {{ column.type }})
            else loaded.{{ column.name }}
        end as {{ column.name }},
        {% else -%}
        loaded.{{ column.name }},
        {% endif -%}
        {%- if column.refers -%}
        loaded.{{ column.name }}_of,
        {% endif -%}
        {%- endfor -%}
        loaded.record_key,
        loaded.source_system,
        loaded.loaded_at

    from {{ newest_rows(source(domain, table)) }} as loaded
    left join (

        select
            load_id,
            record_key,
            {% for column in found.columns if column.rules -%}
            bool_or(
                column_name = '{{ column.name }}'
                and coalesce(decision in ('corrected', 'rejected'), decision is null and not keep_value)
            ) as {{ column.name }}_is_flagged,
            max(case when column_name = '{{ column.name }}' then corrected_value end) as {{ column.name }}_corrected,
            {% endfor -%}
            count(*) as flag_count

        from {{ source('ingest', 'flagged_values') }}
        group by load_id, record_key

    ) as flags
        on loaded.load_id = flags.load_id and loaded.record_key = flags.record_key
{% endmacro %}


{#-
The newest version of each record that is not deleted, as a subquery. A load holds a record once, so only a record that
a later load brought again has versions: the rest need no sorting.
-#}
{% macro newest_rows(relation) -%}
(

        with

        first_loads as (

            select
                source_system,
                min(load_sequence) as first_sequence

            from {{ relation }}
            group by source_system

        ),

        brought_later as (

            select distinct
                rows_of.source_system,
                rows_of.record_key

            from {{ relation }} as rows_of
            inner join first_loads
                on
                    rows_of.source_system = first_loads.source_system
                    and rows_of.load_sequence > first_loads.first_sequence

        )

        select rows_of.*
        from {{ relation }} as rows_of
        anti join brought_later
            on rows_of.source_system = brought_later.source_system and rows_of.record_key = brought_later.record_key
        where not coalesce(rows_of._is_deleted, false)
        union all
        select *
        from (

            select rows_of.*
            from {{ relation }} as rows_of
            semi join brought_later
                on
                    rows_of.source_system = brought_later.source_system
                    and rows_of.record_key = brought_later.record_key
            qualify
                row_number() over (
                    partition by rows_of.source_system, rows_of.record_key
                    order by rows_of.load_sequence desc, rows_of._file desc, rows_of._row desc
                ) = 1

        ) as versions
        where not coalesce(versions._is_deleted, false)

    )
{%- endmacro %}
