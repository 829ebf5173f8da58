{#-
One row per customer and value of a field that a record knows: whether it is the one the customer shows, by which
rule of survivorship.yml it won over the next (or lost against the winner), and the first of the records that say it.
An identifier in `excluded`, which joins nobody because it is on too many people or says nothing, never wins.
-#}
{% macro values_of_field(records, excluded, field) -%}
{%- set is_identifier = field in var('identity').identifiers -%}
{%- set rules = ([{'rule': 'joins_nobody'}] if is_identifier else []) + var('survivorship').fields[field].rules -%}
select
        *,
        place = 1{{ ' and joins_nobody_key = 1' if is_identifier }} as is_winner,
        case
            {%- if is_identifier %}
            when joins_nobody_key = 0 then 'joins_nobody'
            {%- endif %}
            when value_count = 1 then 'only_value'
            {%- for rule in rules %}
            when {{ rule.rule }}_key <> rival_{{ rule.rule }}_key then '{{ rule.rule }}'
            {%- endfor %}
            else 'record_order'
        end as decided_by

    from (
        select
            *,
            count(*) over (partition by customer_id) as value_count,
            row_number() over best_first as place
            {%- for rule in rules %},
            -- the winner is told from the next, the others from the winner
            case
                when row_number() over best_first = 1 then lead({{ rule.rule }}_key) over best_first
                else first_value({{ rule.rule }}_key) over best_first
            end as rival_{{ rule.rule }}_key
            {%- endfor %}

        from (
            select
                customer_id,
                {{ field }} as field_value,
                source_system,
                contract_table,
                record_key,
                updated_at,
                count(*) over (partition by customer_id, {{ field }}) as record_count
                {%- for rule in rules %},
                {{ survivorship_key(rule, field) }} as {{ rule.rule }}_key
                {%- endfor %}

            from {{ records }}
            {%- if rules | selectattr('rule', 'equalto', 'city') | list %}
            left join city_shown on customer_id = city_shown.shown_to
            {%- endif %}
            {%- if is_identifier %}
            left join {{ excluded }} as excluded
                on excluded.identifier_type = '{{ field }}' and {{ field }} = excluded.identifier_value
            {%- endif %}
            where {{ field }} is not null
            qualify
                row_number() over (
                    partition by customer_id, {{ field }}
                    order by
                        {%- for rule in rules if rule.rule != 'frequency' %}
                        {{ rule.rule }}_key desc,
                        {%- endfor %}
                        contract_table asc nulls last,
                        source_system asc nulls last,
                        record_key asc nulls last
                ) = 1
        ) as told
        window best_first as (
            partition by customer_id
            order by
                {%- for rule in rules %}
                {{ rule.rule }}_key desc,
                {%- endfor %}
                contract_table asc nulls last,
                source_system asc nulls last,
                record_key asc nulls last
        )
    ) as placed
{%- endmacro %}
