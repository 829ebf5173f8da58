{#-
One row per customer and value of a field that a record knows: whether it is the one the customer shows, by which
rule of survivorship.yml it won over the next (or lost against the winner), and the first of the records that say it.
-#}
{% macro values_of_field(records, field) -%}
{%- set rules = var('survivorship').fields[field].rules -%}
select
        *,
        place = 1 as is_winner,
        case
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
