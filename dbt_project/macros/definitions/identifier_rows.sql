{#- One row per record and identifier it carries; `columns` maps identifier types to columns. -#}
{% macro identifier_rows(relation, contract_table, columns) %}
    {%- for identifier_type, column in columns.items() %}
    select
        source_system,
        cast('{{ contract_table }}' as string) as contract_table,
        record_key,
        cast('{{ identifier_type }}' as string) as identifier_type,
        {{ column }} as identifier_value
    from {{ relation }}
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{% endmacro %}
