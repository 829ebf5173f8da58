{#- What a rule of survivorship.yml sorts records by, never null; the higher comes first. -#}
{% macro survivorship_key(rule, field) -%}
{%- if rule.rule == 'joins_nobody' -%}
if(excluded.identifier_value is null, 1, 0)
{%- elif rule.rule == 'source' -%}
case
                    {%- for names in rule.ranking %}
                    {%- set listed = "'" ~ names | join("', '") ~ "'" %}
                    when contract_table in ({{ listed }}) or source_system in ({{ listed }})
                        then {{ loop.revindex }}
                    {%- endfor %}
                    else 0
                end
{%- elif rule.rule == 'recency' -%}
coalesce(updated_at, timestamp '0001-01-01 00:00:00')
{%- elif rule.rule == 'completeness' -%}
known_field_count
{%- elif rule.rule == 'frequency' -%}
count(*) over (partition by customer_id, {{ field }})
{%- elif rule.rule == 'city' -%}
case when city is null then 1 when city = shown_city then 2 else 0 end
{%- elif rule.rule == 'detail' -%}
length(cast({{ field }} as string))
{%- endif -%}
{%- endmacro %}
