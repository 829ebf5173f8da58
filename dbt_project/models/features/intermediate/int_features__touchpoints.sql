-- every time the customer came to us, with the channel they came by
{{ config(materialized='view') }}
-- fact → the verb of its time, and its channel
{% set ways = {
    'fct_orders': ('ordered', 'channel'),
    'fct_web_events': ('occurred', 'channel'),
    'fct_tickets': ('opened', 'channel'),
    'fct_conversations': ('started', 'channel'),
    'fct_interactions': ('occurred', 'channel'),
    'fct_group_messages': ('sent', "'wecom'"),
    'fct_moment_interactions': ('occurred', "'wecom'"),
    'fct_radar_clicks': ('clicked', "'wecom'"),
    'fct_social_interactions': ('occurred', 'platform'),
} %}

{% for fact, (verb, channel) in ways.items() -%}
select
    customer_id,
    {{ verb }}_at as occurred_at,
    {{ verb }}_on as occurred_on,
    {{ channel }} as channel

from {{ ref(fact) }}
where customer_id is not null{{ " and direction = 'inbound'" if fact == 'fct_interactions' }}
{{ 'union all' if not loop.last }}
{% endfor %}
