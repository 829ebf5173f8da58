{#-
One row per record and identifier it carries; `columns` maps identifier types to columns. `first` and `last` are the
record's stamps: a record was seen when it was made and when it last changed; without `first` nobody knows when.
-#}
{% macro identifier_rows(relation, contract_table, columns, first='first_seen_at', last='last_seen_at') %}
    {%- for identifier_type, column in columns.items() %}
    select
        source_system,
        cast('{{ contract_table }}' as string) as contract_table,
        record_key,
        cast('{{ identifier_type }}' as string) as identifier_type,
        {{ column }} as identifier_value,
        cast({{ 'coalesce(' ~ first ~ ', ' ~ last ~ ')' if first else 'null' }} as timestamp) as first_seen_at,
        cast({{ 'coalesce(' ~ last ~ ', ' ~ first ~ ')' if first else 'null' }} as timestamp) as last_seen_at
    from {{ relation }}
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{% endmacro %}
