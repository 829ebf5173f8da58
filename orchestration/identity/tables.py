"""The tables of identity in the warehouse: what dbt hands over, what stitching makes, what it keeps."""

IDENTIFIERS = "identity.int_identity__identifiers_collected"
PERSONS = "identity.int_identity__persons"

RECORDS = "identity.int_identity__records_stitched"
QUARANTINE = "identity.int_identity__quarantine"
PAIRS = "identity.int_identity__pairs"
LEDGER = "identity.int_identity__ledger"
REDIRECTS = "identity.int_identity__redirects"

# from run to run, never read by dbt: a cache
SCORED = "identity.int_identity__pairs_scored"
FINGERPRINTS = "identity.int_identity__units_matched"
SETTLED = "identity.int_identity__records_settled"
SETTLED_BY = "identity.int_identity__settled_by"
