select
    cast(differences.persona_key as string) as persona_key,
    cast(differences.place as bigint) as place,
    cast(differences.kind as string) as kind,
    cast(differences.kind_zh as string) as kind_zh,
    cast(differences.kind_en as string) as kind_en,
    cast(differences.thing as string) as thing,
    cast({{ rounded('differences.act_share') }} as double) as act_share,
    cast({{ rounded('differences.act_share_of_all') }} as double) as act_share_of_all,
    cast({{ rounded('differences.lift') }} as double) as lift,
    cast({{ rounded('differences.reach') }} as double) as reach,
    cast({{ rounded('differences.p_corrected') }} as double) as p_corrected,
    cast(models.model_version as string) as model_version

from {{ source('scores', 'int_scores__persona_differences') }} as differences
inner join {{ source('scores', 'int_scores__models') }} as models on models.model_key = 'personas'
