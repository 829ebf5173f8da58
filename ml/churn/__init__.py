"""Churn: the calibrated probability that a customer places no order within the horizon."""
