select
    cast(identity_pair_id as string) as identity_pair_id,
    cast(source_system as string) as source_system,
    cast(contract_table as string) as contract_table,
    cast(record_key as string) as record_key,
    cast(other_source_system as string) as other_source_system,
    cast(other_contract_table as string) as other_contract_table,
    cast(other_record_key as string) as other_record_key,
    cast(weight as double) as weight,
    cast(probability as double) as probability,
    cast(band as string) as band,
    cast(evidence as string) as evidence,
    cast(is_one_customer as boolean) as is_one_customer

from {{ source('identity', 'int_identity__pairs') }}
