{#- The column whose values a feature tells apart; nothing where it goes by rows. -#}
{% macro picked_column(feature) -%}
    {{ return(feature.most_frequent or feature.share_of_most_frequent or feature.latest or feature.earliest or feature.distinct) }}
{%- endmacro %}


{#- The features that tell values of a fact apart, by the column: one pass over the fact serves them all. -#}
{% macro picks_of(features, fact) -%}
    {%- set picks = {} -%}
    {%- for feature in features if feature.from == fact and picked_column(feature) -%}
        {%- do picks.setdefault(picked_column(feature), []).append(feature) -%}
    {%- endfor -%}
    {{ return(picks) }}
{%- endmacro %}


{#- How often a fact is gone through: once for all aggregates, once per column of which values are picked. -#}
{% macro passes_over(features, fact) -%}
    {%- set passes = [] -%}
    {%- for feature in features if feature.from == fact and not picked_column(feature) and not passes -%}
        {%- do passes.append('features') -%}
    {%- endfor -%}
    {%- for column in picks_of(features, fact) -%}
        {%- do passes.append('by_' ~ column) -%}
    {%- endfor -%}
    {{ return(passes) }}
{%- endmacro %}
