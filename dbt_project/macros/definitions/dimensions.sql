{#- How customers are grouped by one or two dimensions: over int_marts__customers, whose columns are by_<key>. -#}

{#- The grouping sets for each dimension alone, with `also` before it: (also, by_gender), (also, by_region), … -#}
{% macro sets_of_dimensions(also='') -%}
    grouping sets (
        {% if not also %}(),
        {% endif -%}
        {% for dimension in var('dimensions') -%}
        ({{ also ~ ', ' if also }}by_{{ dimension.key }}){{ ',' if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}


{#- The grouping sets for any two dimensions. -#}
{% macro sets_of_two_dimensions() -%}
    {%- set dimensions = var('dimensions') -%}
    grouping sets (
        {% for dimension in dimensions[:-1] -%}
        {%- set last = loop.last -%}
        {%- for other in dimensions[loop.index:] -%}
        (by_{{ dimension.key }}, by_{{ other.key }}){{ ',' if not (last and loop.last) }}
        {% endfor -%}
        {%- endfor -%}
    )
{%- endmacro %}


{#-
What a row of grouping sets is grouped by, as the columns <prefix>dimension_key and <prefix>dimension_value: of two
dimensions the first, or the last if `is_last`; `all` for a row of everybody.
-#}
{% macro grouped_by(prefix='', is_last=false) -%}
    {%- set dimensions = var('dimensions') | reverse | list if is_last else var('dimensions') -%}
    case
        {% for dimension in dimensions -%}
        when grouping(by_{{ dimension.key }}) = 0 then '{{ dimension.key }}'
        {% endfor -%}
        else 'all'
    end as {{ prefix }}dimension_key,
    case
        {% for dimension in dimensions -%}
        when grouping(by_{{ dimension.key }}) = 0 then by_{{ dimension.key }}
        {% endfor -%}
        else 'all'
    end as {{ prefix }}dimension_value
{%- endmacro %}
