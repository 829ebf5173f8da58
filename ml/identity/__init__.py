"""Which records are one customer."""
