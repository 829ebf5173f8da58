{#- female or male from the usual Chinese and English words; any other word is unknown (null). -#}
{% macro normalised_gender(column) -%}
    case
        when lower({{ column }}) in ('female', 'f', 'woman', '女', '女性', '女士') then 'female'
        when lower({{ column }}) in ('male', 'm', 'man', '男', '男性', '先生') then 'male'
    end
{%- endmacro %}
