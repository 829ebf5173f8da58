{#- One row per record of a person, with what may tell who it is; `columns` maps fields to columns, others are null. -#}
{% macro person_rows(relation, contract_table, columns) %}
    select
        source_system,
        cast('{{ contract_table }}' as string) as contract_table,
        record_key
        {%- for field in [
            'given_name', 'family_name', 'full_name', 'gender', 'birth_text', 'address', 'city', 'region', 'postcode',
            'email', 'phone',
        ] %},
        cast({{ columns.get(field, 'null') }} as string) as {{ field }}
        {%- endfor %}
    from {{ relation }}
{% endmacro %}
