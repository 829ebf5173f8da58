{#- On which days each tag was confirmed, by the runs before and by this one. -#}
{% macro confirmations_of_tags() %}
    select
        tag_key,
        confirmed_on

    from {{ source('ingest', 'tag_confirmations') }}
    union
    select
        tag_key,
        confirmed_on

    from {{ ref('int_tags__confirmed') }}
{% endmacro %}
