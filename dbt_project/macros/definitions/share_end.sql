{#- The lower or upper end of the 95 % interval (Wilson) of the share `k` of `n`, both doubles; null without any. -#}
{% macro share_end(k, n, end) -%}
    {%- set z = 1.959963985 -%}
    case
        -- exactly, where the formula leaves a hair
        when {{ k }} = {{ 0 if end == 'low' else n }} and {{ n }} > 0 then {{ 0 if end == 'low' else 1 }}
        else (
            {{ k }} / nullif({{ n }}, 0) + {{ z * z / 2 }} / nullif({{ n }}, 0) {{ '-' if end == 'low' else '+' }} {{ z }}
            * sqrt(
                {{ k }} * ({{ n }} - {{ k }}) / nullif(power({{ n }}, 3), 0)
                + {{ z * z / 4 }} / nullif({{ n }} * {{ n }}, 0)
            )
        ) / nullif(1 + {{ z * z }} / nullif({{ n }}, 0), 0)
    end
{%- endmacro %}
