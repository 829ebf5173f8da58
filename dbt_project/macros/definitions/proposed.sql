{#- What to do about a fault of a tag, and why, in words with the row's numbers; null without a fault. -#}
{% macro proposed(fault, told) -%}
    {%- set faults = {
        'never_held': {
            'proposal': "'retire'",
            'zh': "known_days || '天来无人持有：停用，或接入其数据'",
            'en': "'nobody has held it in ' || known_days || ' days: retire it, or connect what it rests on'",
        },
        'expired': {
            'proposal': "'refresh'",
            'zh': "'全部' || expired_count || '位持有者均已过期：数据来源沉默'",
            'en': "'all ' || expired_count || ' who hold it hold it past its time to live: its sources are silent'",
        },
        'stale': {
            'proposal': "'refresh'",
            'zh': "'数据已' || days_old || '天未更新，上限' || target_days || '天'",
            'en': "'what it rests on is ' || days_old || ' days old, ' || target_days || ' are allowed'",
        },
        'duplicate': {
            'proposal': "'merge'",
            'zh': "'与' || other_tag_key || '几乎是同一批客户：保留一个'",
            'en': "'it finds the same customers as ' || other_tag_key || ': keep one'",
        },
        'broad': {
            'proposal': "'retire'",
            'zh': "percentage || '%的客户持有：无法区分客户'",
            'en': "percentage || ' % of all customers hold it: it tells nobody apart'",
        },
    } -%}
    case {{ fault }}
        {% for name, words in faults.items() -%}
        when '{{ name }}' then {{ words[told] }}
        {% endfor -%}
    end
{%- endmacro %}
