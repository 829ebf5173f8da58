{#- A double rounded to 9 significant digits, so that the order of additions leaves no trace. -#}
{% macro rounded(number) -%}
    {{ return(adapter.dispatch('rounded', 'huaxiang')(number)) }}
{%- endmacro %}

{% macro duckdb__rounded(number) -%}
    -- ten times faster than by text, which matters for a hundred columns of every customer
    case when ({{ number }}) = 0 then 0 else round(cast({{ number }} as double), cast(8 - floor(log10(abs({{ number }}))) as integer)) end
{%- endmacro %}

{% macro spark__rounded(number) -%}
    cast(format_string('%.8e', cast({{ number }} as double)) as double)
{%- endmacro %}
