"""The parts of a portrait: what both the page and the command tell of a customer, field by field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portrait.customer import Customer
from portrait.words import NOTHING, Words


@dataclass(frozen=True)
class Part:
    """Rows of words under a title. `columns` says what each field is called, `none` what no row means.

    A part without rows and without `none` is not told. `is_wide` holds sentences rather than words; `note` is
    said below the rows.
    """

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    none: str = ""
    note: str = ""
    is_wide: bool = False

    def said(self, row: Mapping[str, str]) -> list[str]:
        """The columns after the first that say something of a row."""
        return [key for key in list(self.columns)[1:] if row[key] not in ("", NOTHING)]


Teller = Callable[[Customer, Words], Part]


def told(customer: Customer, words: Words, tellers: Sequence[Teller]) -> list[Part]:
    """The parts that there is something to say of."""
    parts = (teller(customer, words) for teller in tellers)
    return [part for part in parts if part.rows or part.none]
