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
The newest version of each record that is not deleted, as a subquery. Most records came once: only keys whose hash came
again are sorted by load.
-#}
{% macro newest_rows(relation) -%}
(

        with

        hashed as (

            select
                *,
                {{ hash_of(['source_system', 'record_key']) }} as key_hash

            from {{ relation }}

        ),

        came_again as (

            select key_hash
            from hashed
            group by key_hash
            having count(*) > 1

        )

        select hashed.*
        from hashed
        anti join came_again on hashed.key_hash = came_again.key_hash
        where not coalesce(hashed._is_deleted, false)
        union all
        select *
        from (

            select hashed.*
            from hashed
            semi join came_again on hashed.key_hash = came_again.key_hash
            qualify
                row_number() over (
                    partition by hashed.source_system, hashed.record_key
                    order by hashed.load_sequence desc, hashed._file desc, hashed._row desc
                ) = 1

        ) as versions
        where not coalesce(versions._is_deleted, false)

    )
{%- endmacro %}
