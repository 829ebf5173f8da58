"""Personas: groups of customers who care about the same things: what they buy, look at, follow."""
