{#- The aggregate over the rows that a feature counts within a window; `none` means all facts before as_of. -#}
{% macro windowed(feature, window) -%}
    {%- set conditions = [] -%}
    {%- if feature.where is defined -%}
        {%- do conditions.append(feature.where) -%}
    {%- endif -%}
    {%- if window -%}
        {%- do conditions.append('facts.occurred_on >= ' ~ add_days('spine.as_of_on', -window)) -%}
    {%- endif -%}
    {{ feature.value }}{{ ' filter (where ' ~ conditions | join(' and ') ~ ')' if conditions }}
{%- endmacro %}


{#-
One value of a column per customer: `most_frequent`, the commonest, of equally common ones the one seen last;
`latest`, the one seen last. Of several still equal the smallest.
-#}
{% macro picked_value(feature, column) -%}
    {%- set of = feature.most_frequent if feature.most_frequent is defined else feature.latest -%}
    select
        spine.customer_id,
        spine.as_of,
        facts.{{ of }} as {{ column.name }}

    from spine
    inner join {{ feature.from }} as facts
        on spine.customer_id = facts.customer_id and facts.occurred_at < spine.as_of
    where
        facts.{{ of }} is not null
        {%- if column.window %}
        and facts.occurred_on >= {{ add_days('spine.as_of_on', -column.window) }}
        {%- endif %}
        {{- ' and (' ~ feature.where ~ ')' if feature.where is defined }}
    group by spine.customer_id, spine.as_of, facts.{{ of }}
    qualify
        row_number() over (
            partition by spine.customer_id, spine.as_of
            order by{{ ' count(*) desc,' if feature.most_frequent is defined }} max(facts.occurred_at) desc, facts.{{ of }} asc nulls last
        ) = 1
{%- endmacro %}


{#- The day on which a fact inside the window will leave it; null for a fact that has left. -#}
{% macro next_change(occurred_on, window) -%}
    case when {{ occurred_on }} >= {{ add_days('spine.as_of_on', -window) }} then {{ add_days(occurred_on, window + 1) }} end
{%- endmacro %}


{#- The windows that features of one fact table use. -#}
{% macro fact_windows(features, fact) -%}
    {%- set windows = [] -%}
    {%- for feature in features if feature.from == fact -%}
        {%- for column in feature.columns if column.window and column.window not in windows -%}
            {%- do windows.append(column.window) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(windows | sort) }}
{%- endmacro %}
