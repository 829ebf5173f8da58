{#-
Who is sent a marketing message, and clicks: one row per customer and moment of the relation `moments` (as_of, as_of_on,
until_on) from which on, before the day until_on, the customer is sent some; has_clicked says whether one of them is
clicked before that day.
-#}
{% macro answered_within(moments) %}
    select
        messages.customer_id,
        moments.as_of,
        moments.as_of_on,
        bool_or(clicks.message_id is not null) as has_clicked

    from {{ moments }} as moments
    inner join {{ ref('fct_messages') }} as messages
        on
            messages.sent_at >= moments.as_of
            and messages.sent_on < moments.until_on
            and messages.arm = 'treatment'
            and messages.customer_id is not null
    left join {{ ref('fct_message_events') }} as clicks
        on
            messages.message_id = clicks.message_id
            and clicks.event_name = 'clicked'
            and clicks.occurred_on < moments.until_on
    group by messages.customer_id, moments.as_of, moments.as_of_on
{% endmacro %}
