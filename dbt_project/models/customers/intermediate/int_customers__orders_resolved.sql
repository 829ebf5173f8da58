{{ resolved_to_customer(
    ref('stg_shop__orders'),
    {'shop_customer_id': 'shop_customer_id', 'email': 'email', 'phone': 'phone'},
    account='account_id',
) }}
