"""Customs of the place where a source system is used: whose phone numbers are bare, how dates are put."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import ContractTable
from orchestration.ingest.extracts import Extract

CUSTOMS = ("country", "day_first")


def with_customs(
    extract: Extract, attributes: Mapping[str, Any], contracts: Mapping[str, ContractTable], place: str
) -> Extract:
    """The extract with the source's `country` and `day_first`; HuaxiangError where they make no sense."""
    country, day_first = attributes.get("country"), attributes.get("day_first")
    if country is not None:
        from phonenumbers import SUPPORTED_REGIONS

        if country not in SUPPORTED_REGIONS:
            raise HuaxiangError(f"{place}: country '{country}' is unknown; write for example GB.")
    if day_first not in (None, True, False):
        raise HuaxiangError(f"{place}: `day_first: {day_first}` must be true or false.")
    cleaning = contracts[extract.table].cleaning
    return replace(extract, country=country, usual_formats=cleaning.date_formats(day_first))
