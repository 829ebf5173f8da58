{% for stage in var('lifecycle') -%}
select
    cast('lifecycle_{{ stage.stage }}' as string) as segment_key,
    cast('lifecycle' as string) as segment_type,
    cast('{{ stage.name.zh }}' as string) as name_zh,
    cast('{{ stage.name.en }}' as string) as name_en,
    cast('{{ sql_text(stage.rule) }}' as string) as rule,
    cast(null as string) as owner,
    cast(null as string) as purpose,
    cast(null as string) as action,
    cast(null as string) as purpose_zh,
    cast(null as string) as action_zh
union all
{% endfor -%}
{% for segment in var('segments') -%}
select
    cast('{{ segment.key }}' as string) as segment_key,
    cast('named' as string) as segment_type,
    cast('{{ segment.name.zh }}' as string) as name_zh,
    cast('{{ segment.name.en }}' as string) as name_en,
    cast('{{ sql_text(segment.rule) }}' as string) as rule,
    cast('{{ sql_text(segment.owner) }}' as string) as owner,
    cast('{{ sql_text(segment.purpose) }}' as string) as purpose,
    cast('{{ sql_text(segment.action) }}' as string) as action,
    cast({{ text_or_null(segment.purpose_zh) }} as string) as purpose_zh,
    cast({{ text_or_null(segment.action_zh) }} as string) as action_zh
union all
{% endfor -%}
select
    cast('cluster_' || cluster_key as string) as segment_key,
    cast('cluster' as string) as segment_type,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast('cluster_key = ''' || cluster_key || '''' as string) as rule,
    cast(null as string) as owner,
    cast(sentence_en as string) as purpose,
    cast(null as string) as action,
    cast(sentence_zh as string) as purpose_zh,
    cast(null as string) as action_zh

from {{ source('scores', 'int_scores__cluster_names') }}

union all
select
    cast('persona_' || persona_key as string) as segment_key,
    cast('persona' as string) as segment_type,
    cast(name_zh as string) as name_zh,
    cast(name_en as string) as name_en,
    cast('persona_key = ''' || persona_key || '''' as string) as rule,
    cast(null as string) as owner,
    cast(sentence_en as string) as purpose,
    cast(null as string) as action,
    cast(sentence_zh as string) as purpose_zh,
    cast(null as string) as action_zh

from {{ source('scores', 'int_scores__persona_names') }}
