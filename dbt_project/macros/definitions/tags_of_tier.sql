{#- The tags of a tier, the lowest first. -#}
{% macro tags_of_tier(tier) -%}
    {{ return(var('tags') | selectattr('tier_key', 'equalto', tier) | sort(attribute='tier_rank') | list) }}
{%- endmacro %}
