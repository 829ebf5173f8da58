"""Renewal: the end of a subscription that is due."""
