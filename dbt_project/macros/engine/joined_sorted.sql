{#- Aggregate: the distinct texts of a group, sorted, joined by a comma; null for an empty group. -#}
{% macro joined_sorted(text) -%}
    {{ return(adapter.dispatch('joined_sorted', 'huaxiang')(text)) }}
{%- endmacro %}

{% macro duckdb__joined_sorted(text) -%}
    -- four times faster than string_agg with distinct and order
    nullif(array_to_string(list_sort(list_distinct(list({{ text }}))), ','), '')
{%- endmacro %}

{% macro spark__joined_sorted(text) -%}
    nullif(array_join(array_sort(collect_set({{ text }})), ','), '')
{%- endmacro %}
