-- all that customers wrote, whatever the source; a view, so that the texts are not copied
{{ config(materialized='view') }}

{% set texts = [
    {'kind': 'review', 'table': 'fct_reviews', 'key': 'review_id', 'at': 'reviewed', 'text': 'review_text', 'rating': 'rating', 'group': 'category', 'product': 'product_id'},
    {'kind': 'ticket', 'table': 'fct_tickets', 'key': 'ticket_id', 'at': 'opened', 'text': 'ticket_text', 'group': 'category'},
    {'kind': 'conversation', 'table': 'fct_conversations', 'key': 'conversation_id', 'at': 'started', 'text': 'conversation_text', 'group': 'topic'},
    {'kind': 'answer', 'table': 'fct_survey_responses', 'key': "response_id || ':' || question_id", 'at': 'answered', 'text': 'answer', 'rating': "case when question_kind = 'satisfaction' then score end", 'group': 'question_id'},
    {'kind': 'group_message', 'table': 'fct_group_messages', 'key': 'group_message_id', 'at': 'sent', 'text': 'message_text'},
    {'kind': 'moment_comment', 'table': 'fct_moment_interactions', 'key': 'moment_interaction_id', 'at': 'occurred', 'text': 'comment_text', 'group': 'topic'},
    {'kind': 'social_post', 'table': 'fct_social_interactions', 'key': 'interaction_id', 'at': 'occurred', 'text': 'interaction_text', 'group': 'topic'},
] -%}
{% for each in texts -%}
select
    cast('{{ each.kind }}:' || {{ each.key }} as string) as text_id,
    cast(customer_id as string) as customer_id,
    cast('{{ each.kind }}' as string) as text_kind,
    cast(source_system as string) as source_system,
    cast({{ each.at }}_at as timestamp) as written_at,
    cast({{ each.at }}_on as date) as written_on,
    cast({{ each.product or 'null' }} as string) as product_id,
    cast({{ each.rating or 'null' }} as bigint) as rating,
    cast('{{ each.kind }}:' || coalesce({{ each.group or 'null' }}, '') as string) as text_group,
    cast({{ each.text }} as string) as written_text

from {{ ref(each.table) }}
where trim({{ each.text }}) <> ''
{{ 'union all' if not loop.last }}
{% endfor %}
