"""People and bad values: what waits for a person, what they decide, and who is told."""
