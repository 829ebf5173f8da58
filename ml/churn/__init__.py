"""Churn: no order within the horizon."""
