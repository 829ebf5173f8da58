select
    cast(previous_customer_id as string) as previous_customer_id,
    cast(customer_id as string) as customer_id,
    cast(redirected_on as date) as redirected_on

from {{ source('identity', 'int_identity__redirects') }}
