{#- Aggregate: the distinct texts of a group, sorted, joined by a comma; null for an empty group. -#}
{% macro joined_sorted(text) -%}
    {{ return(adapter.dispatch('joined_sorted', 'huaxiang')(text)) }}
{%- endmacro %}

{% macro duckdb__joined_sorted(text) -%}
    string_agg(distinct {{ text }}, ',' order by {{ text }})
{%- endmacro %}

{% macro spark__joined_sorted(text) -%}
    nullif(array_join(array_sort(collect_set({{ text }})), ','), '')
{%- endmacro %}
