"""Cleaning: values written in the one form that everything downstream compares, each change on record."""
