"""Conversion: the first order of a customer who has none."""
