"""Errors that the person at the keyboard can mend."""


class HuaxiangError(Exception):
    """A message for a person: which file, table, row and column; what was found and expected; what to do."""
