{#- The columns of int_features__own, in order: {name, type} each. -#}
{% macro own_feature_columns() -%}
    {%- set columns = [
        {'name': 'customer_id', 'type': 'string'},
        {'name': 'as_of', 'type': 'timestamp'},
        {'name': 'as_of_on', 'type': 'date'},
    ] -%}
    {%- for feature in var('features').own -%}
        {%- for column in feature.columns -%}
            {%- do columns.append({'name': column.name, 'type': feature.type}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do columns.extend([
        {'name': 'next_change_on', 'type': 'date'},
        {'name': 'facts_fingerprint', 'type': 'decimal(38, 0)'},
        {'name': 'definition_hash', 'type': 'string'},
    ]) -%}
    {{ return(columns) }}
{%- endmacro %}


{#- A hash of how own features are computed: another one makes every customer due. -#}
{% macro own_features_hash() -%}
    {{ return(local_md5(customer_features('spine'))) }}
{%- endmacro %}


{#- The own features an earlier run made, by whatever definitions. -#}
{% macro own_features_before() -%}
    {{ built_before('int_features__own', own_feature_columns()) }}
{%- endmacro %}


{#- The own features of whom they are due for, as int_features__own has them: of the batch at hand. -#}
{% macro own_features_due() -%}
    select
        {% for column in own_feature_columns() -%}
        {{ 'spine' if column.name in ('facts_fingerprint', 'definition_hash') else 'computed' }}.{{ column.name }}{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ ref('int_features__computed') }} as computed
    inner join {{ ref('int_features__spine') }} as spine on computed.customer_id = spine.customer_id
{%- endmacro %}


{#- The facts with rows of their own that own features count, straight or put together. -#}
{% macro own_feature_facts() -%}
    {%- set names = [] -%}
    {%- for name in var('features').own | map(attribute='from') | unique -%}
        {%- do names.extend(var('facts')[name].made_of or [name]) -%}
    {%- endfor -%}
    {{ return(names | unique | list) }}
{%- endmacro %}
