{#-
One row per customer and as_of: what is picked from the values of one column of a fact, or how many `distinct` ones there
are. `most_frequent` is the commonest, of equally
common ones the one seen last; `latest` the one seen last, `earliest` first; of several still equal the smallest.
With `place` the second or third, with `top` the first so many joined by commas; with `least` null unless so many rows
have a value. Where no other pass over the fact does, it says when time alone changes one of the `changing` features.
-#}
{% macro picked(fact, column, picks, changing) -%}
    {%- set rankings = {} -%}
    {%- for feature in picks -%}
        {%- for made in feature.columns -%}
            {%- set ranking = rankings.setdefault(ranking_of(feature, made), {'feature': feature, 'column': made}) -%}
            {%- if feature.least is defined or feature.share_of_most_frequent is defined -%}
                {%- do ranking.update({'counts_rows': true}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    with

    values_of_customer as (

        select
            spine.customer_id,
            spine.as_of,
            facts.{{ column }} as picked,
            {% if changing -%}
            {{ next_change(changing) }} as next_change_on,
            {% endif -%}
            {% for ranking in rankings.values() -%}
            {%- set conditions = conditions_of(ranking.feature, ranking.column) -%}
            {% if ranking.feature.distinct is not defined -%}
            {{ counted(('min' if ranking.feature.earliest is defined else 'max') ~ '(facts.occurred_at)', conditions) }} as at_{{ loop.index }},
            {% endif -%}
            {{ counted('count(*)', conditions) }} as count_{{ loop.index }}{{ ',' if not loop.last }}
            {% endfor %}
        {{ facts_seen(fact, picks) }}
        and facts.{{ column }} is not null
        group by spine.customer_id, spine.as_of, facts.{{ column }}

    ),

    ranked as (

        select
            customer_id,
            as_of,
            picked,
            {% if changing -%}
            next_change_on,
            {% endif -%}
            {% for ranking in rankings.values() -%}
            {% if ranking.counts_rows -%}
            sum(count_{{ loop.index }}) over (partition by customer_id, as_of) as rows_{{ loop.index }},
            {% endif -%}
            {% if ranking.feature.distinct is not defined -%}
            row_number() over (
                partition by customer_id, as_of
                order by{{ ' count_' ~ loop.index ~ ' desc,' if ranking.feature.most_frequent or ranking.feature.share_of_most_frequent }} at_{{ loop.index }} {{ 'asc' if ranking.feature.earliest is defined else 'desc' }} nulls last, picked asc nulls last
            ) as place_{{ loop.index }},
            {% endif -%}
            count_{{ loop.index }}{{ ',' if not loop.last }}
            {% endfor %}
        from values_of_customer

    )

    select
        customer_id,
        as_of,
        {% for feature in picks -%}
        {% set last_feature = loop.last -%}
        {% for made in feature.columns -%}
        {%- set number = (rankings.keys() | list).index(ranking_of(feature, made)) + 1 -%}
        {{ pick(feature, number) }} as {{ made.name }}{{ ',' if changing or not (last_feature and loop.last) }}
        {% endfor -%}
        {% endfor -%}
        {{ 'min(next_change_on) as next_change_on' if changing }}

    from ranked
    group by customer_id, as_of
{%- endmacro %}


{#- What orders the values: the same for all features that look at the same rows in the same way. -#}
{% macro ranking_of(feature, column) -%}
    {%- set way = 'distinct' if feature.distinct is defined else 'latest' if feature.latest is defined else 'earliest' if feature.earliest is defined else 'most_frequent' -%}
    {{ return(([way] + conditions_of(feature, column)) | join(' ')) }}
{%- endmacro %}


{#- The value, the values, the share or the count of them, out of the rows with one value each. -#}
{% macro pick(feature, number) -%}
    {%- set enough = 'count_' ~ number ~ ' > 0' ~ (' and rows_' ~ number ~ ' >= ' ~ feature.least if feature.least is defined) -%}
    {%- set at_place = 'filter (where ' ~ enough ~ ' and place_' ~ number ~ ' = ' -%}
    {%- if feature.distinct is defined -%}
    count_if(count_{{ number }} > 0)
    {%- elif feature.share_of_most_frequent is defined -%}
    cast(max(count_{{ number }}) {{ at_place }}1) as double) / nullif(max(rows_{{ number }}), 0)
    {%- elif feature.top is defined -%}
    nullif(concat_ws(',', {% for place in range(1, feature.top + 1) %}max(picked) {{ at_place }}{{ place }}){{ ', ' if not loop.last }}{% endfor %}), '')
    {%- else -%}
    max(picked) {{ at_place }}{{ feature.place or 1 }})
    {%- endif -%}
{%- endmacro %}
