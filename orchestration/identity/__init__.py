"""Who is who in a home: stitching wired to warehouse and state, and what people decide about it."""
