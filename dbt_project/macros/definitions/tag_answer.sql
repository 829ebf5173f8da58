{#- Whether a tag holds, never null: where its rule has no answer, its null policy gives one. -#}
{% macro tag_answer(tag) -%}
    coalesce(
        {% if tag.source | default('rule') != 'rule' -%}
        {{ tag.key }}_given,
        {%- elif tag.unknown_when is defined -%}
        case when not coalesce({{ tag.unknown_when }}, true) then ({{ tag.rule }}) end,
        {%- else -%}
        ({{ tag.rule }}),
        {%- endif %}
        {{ tag.key ~ '_before, false' if tag.null_policy == 'keep_last' else 'false' }}
    )
{%- endmacro %}
