-- feature_facts refers to these inside a macro:
-- depends_on: {{ ref('fct_orders') }}
-- depends_on: {{ ref('fct_order_lines') }}
-- depends_on: {{ ref('fct_payments') }}
-- depends_on: {{ ref('fct_returns') }}
-- depends_on: {{ ref('fct_events') }}
-- depends_on: {{ ref('fct_messages') }}
-- depends_on: {{ ref('fct_message_events') }}
-- depends_on: {{ ref('fct_tickets') }}
-- depends_on: {{ ref('fct_consents') }}

{{ customer_features(ref('int_features__spine')) }}
