-- one row per segment: what sets it apart from all, in words; the largest difference of each dimension, of these three
with

ranked as (

    select
        differences.segment_key,
        differences.standardised_difference,
        differences.feature,
        features.name_zh,
        split_part(features.description, ';', 1) as description,
        {{ shown_number('differences.mean') }} as shown_mean,
        {{ shown_number('differences.mean_of_all') }} as shown_mean_of_all,
        row_number() over (
            partition by differences.segment_key, features.dimension
            order by abs(differences.standardised_difference) desc nulls last, differences.feature asc nulls last
        ) as place_in_dimension

    from {{ ref('mart_segment_differences') }} as differences
    inner join {{ ref('dim_features') }} as features on differences.feature = features.feature_key
    where
        differences.is_significant
        and not differences.is_in_rule
        -- a rank says again what a number says
        and features.kind <> 'relative'
        and features.feature_key not in (
            {% for name in var('settings').card_leaves_out -%}
            '{{ name }}',
            {% endfor -%}
            ''
        )

),

told as (

    select
        segment_key,
        name_zh || ' ' || shown_mean || '（全部 ' || shown_mean_of_all || '）' as trait_zh,
        description || ': ' || shown_mean || ' (all: ' || shown_mean_of_all || ')' as trait_en,
        row_number() over (
            partition by segment_key
            order by abs(standardised_difference) desc nulls last, feature asc nulls last
        ) as place

    from ranked
    where place_in_dimension = 1 and shown_mean <> shown_mean_of_all

)

select
    segment_key{% for language in ('zh', 'en') %},
    concat_ws(
        '; '{% for place in (1, 2, 3) %},
        max(case when place = {{ place }} then trait_{{ language }} end){% endfor %}
    ) as traits_{{ language }}{% endfor %}

from told
group by segment_key
