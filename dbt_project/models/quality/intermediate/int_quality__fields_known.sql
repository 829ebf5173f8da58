{% set fields = (var('settings').profile_fields + var('settings').company_profile_fields) | unique | list %}
{% set filled = var('cleaning').fill.usual_delivery_address.fields %}

-- a filled value is not known: it counts apart
select
    customer_id,
    customer_type,
    completeness_rate{% for field in fields %},
    {{ field }} is not null{{ ' and not is_' ~ field ~ '_filled' if field in filled }} as is_{{ field }}_known,
    {{ 'is_' ~ field ~ '_filled' if field in filled else 'false' }} as is_{{ field }}_filled{% endfor %}

from {{ ref('dim_customers') }}
