-- one row per label that is defined now: what it is made of, as one hash
{% for kind in ('tags', 'segments', 'alerts') -%}
{% for entry in var(kind) -%}
select
    cast('{{ 'alert_' if kind == 'alerts' }}{{ entry.key }}' as string) as item_key,
    cast('{{ entry.made_of_hash }}' as string) as made_of_hash,
    cast('{{ sql_text(entry.rule) }}' as string) as rule
union all
{% endfor -%}
{% endfor -%}
{% for stage in var('lifecycle') -%}
select
    cast('lifecycle_{{ stage.stage }}' as string) as item_key,
    cast('{{ stage.made_of_hash }}' as string) as made_of_hash,
    cast('{{ sql_text(stage.rule) }}' as string) as rule
union all
{% endfor -%}
select
    cast('cluster_' || clusters.cluster_key as string) as item_key,
    cast(models.model_version as string) as made_of_hash,
    cast('cluster_key = ''' || clusters.cluster_key || '''' as string) as rule

from {{ source('scores', 'int_scores__cluster_names') }} as clusters
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'clusters'
union all
select
    cast('persona_' || personas.persona_key as string) as item_key,
    cast(models.model_version as string) as made_of_hash,
    cast('persona_key = ''' || personas.persona_key || '''' as string) as rule

from {{ source('scores', 'int_scores__persona_names') }} as personas
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'personas'
