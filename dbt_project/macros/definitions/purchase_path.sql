{#-
The steps of the purchase path, in their order: key, names, whether a customer (`features`) did it within so many days,
and whether a visit of somebody unknown (`sessions`) did.
-#}
{% macro purchase_path(days) -%}
    {%- set suffix = '_count_' ~ days ~ 'd' -%}
    {{ return([
        {'key': 'visited', 'zh': '访问', 'en': 'Visited',
         'rule': 'features.event' ~ suffix ~ ' > 0', 'of_visit': 'event_count > 0'},
        {'key': 'viewed', 'zh': '浏览商品', 'en': 'Looked at something',
         'rule': 'features.view' ~ suffix ~ ' > 0', 'of_visit': 'viewed_product_count > 0'},
        {'key': 'carted', 'zh': '加购', 'en': 'Put into the cart',
         'rule': 'features.cart' ~ suffix ~ ' > 0', 'of_visit': 'cart_count > 0'},
        {'key': 'ordered', 'zh': '下单', 'en': 'Ordered',
         'rule': 'features.order' ~ suffix ~ ' > 0', 'of_visit': none},
        {'key': 'ordered_again', 'zh': '再次下单', 'en': 'Ordered again',
         'rule': 'features.order' ~ suffix ~ ' > 1', 'of_visit': none},
    ]) }}
{%- endmacro %}


{#- What a web shop, app or mini-program offers beside looking: the event, and the feature that counts it in how many days. -#}
{% macro product_functions() -%}
    {{ return([
        {'key': 'search', 'counted_by': 'search_count_90d', 'days': 90},
        {'key': 'cart', 'counted_by': 'cart_count_90d', 'days': 90},
        {'key': 'favourite', 'counted_by': 'favourited_count_90d', 'days': 90},
        {'key': 'feature_used', 'counted_by': 'feature_use_count_90d', 'days': 90},
        {'key': 'download', 'counted_by': 'download_count_90d', 'days': 90},
        {'key': 'form', 'counted_by': 'form_count_30d', 'days': 30},
    ]) }}
{%- endmacro %}
