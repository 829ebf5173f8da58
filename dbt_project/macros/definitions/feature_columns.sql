{#- One row per customer and as_of: the aggregates over a fact, and the day on which time alone changes one. -#}
{% macro aggregated(fact, features) -%}
    select
        spine.customer_id,
        spine.as_of,
        {% for feature in features if not picked_column(feature) -%}
        {% for column in feature.columns -%}
        {{ aggregate(feature, column) }} as {{ column.name }},
        {% endfor -%}
        {% endfor -%}
        {{ next_change(features) }} as next_change_on

    {{ facts_seen(fact, features) }}
    group by spine.customer_id, spine.as_of
{%- endmacro %}


{#- What a feature that picks no value makes of the rows in a window. -#}
{% macro aggregate(feature, column) -%}
    {%- set conditions = conditions_of(feature, column) -%}
    {%- if feature.share is defined -%}
        {%- set conditions = conditions + ['(' ~ feature.share ~ ') is not null'] -%}
        {%- set number = 'cast(' ~ counted('count_if(' ~ feature.share ~ ')', conditions) ~ ' as double) / nullif(' ~ counted('count(*)', conditions) ~ ', 0)' -%}
    {%- elif feature.deviation_of is defined -%}
        {%- set number = deviation(feature.deviation_of, conditions) -%}
    {%- else -%}
        {%- set number = counted(feature.value, conditions) -%}
    {%- endif -%}
    {%- if feature.least is defined -%}
    case when {{ counted('count(*)', conditions) }} >= {{ feature.least }} then {{ number }} end
    {%- else -%}
    {{ number }}
    {%- endif -%}
{%- endmacro %}


{#- The standard deviation of whole numbers, from sums that no order of rows changes. -#}
{% macro deviation(column, conditions) -%}
    {%- set count = counted('count(' ~ column ~ ')', conditions) -%}
    {%- set sum = counted('sum(' ~ column ~ ')', conditions) -%}
    {%- set squares = counted('sum(' ~ column ~ ' * ' ~ column ~ ')', conditions) -%}
    sqrt(cast({{ count }} * {{ squares }} - {{ sum }} * {{ sum }} as double) / nullif({{ count }} * ({{ count }} - 1), 0))
{%- endmacro %}


{% macro counted(aggregate, conditions) -%}
    {{ aggregate }}{{ ' filter (where ' ~ conditions | join(' and ') ~ ')' if conditions }}
{%- endmacro %}


{#- Which rows of its fact a feature counts, as a list of SQL conditions. -#}
{% macro conditions_of(feature, column) -%}
    {%- set conditions = ['(' ~ feature.where ~ ')'] if feature.where is defined else [] -%}
    {%- if column.window -%}
        {%- do conditions.append('facts.occurred_on >= spine.from_' ~ column.window ~ 'd_on') -%}
    {%- endif -%}
    {%- if column.until is defined -%}
        {%- do conditions.append('facts.occurred_on < spine.from_' ~ column.until ~ 'd_on') -%}
    {%- endif -%}
    {{ return(conditions) }}
{%- endmacro %}


{#- The first day on which a fact will be further back than a bound of a window; null where none will. -#}
{% macro next_change(features) -%}
    least(
            {%- for bound in window_bounds(features) if bound %}
            min(case when facts.occurred_on >= spine.from_{{ bound }}d_on then {{ add_days('facts.occurred_on', bound + 1) }} end),
            {%- endfor %}
            cast(null as date), cast(null as date)
        )
{%- endmacro %}


{#- The days back at which facts enter or leave a window of these features; none among them: some see all facts. -#}
{% macro window_bounds(features) -%}
    {%- set bounds = [] -%}
    {%- for feature in features -%}
        {%- for column in feature.columns -%}
            {%- do bounds.append(column.window) -%}
            {%- if column.until is defined -%}
                {%- do bounds.append(column.until) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set all_facts = [none] if none in bounds else [] -%}
    {{ return(all_facts + (bounds | reject('none') | unique | sort)) }}
{%- endmacro %}
