"""What each public column becomes in the masked snapshot, as DuckDB SQL."""

from dataclasses import dataclass

from orchestration.errors import HuaxiangError
from orchestration.quoting import quoted

# what may be done with a column of each privacy mark; the first is done when it names no band
HANDLINGS = {
    "none": ("as_is", "decade", "absent", "record_key"),
    "quasi": ("absent", "as_is", "decade", "record_key"),
    "direct": ("first_and_last", "absent", "record_key"),
    "sensitive": ("absent",),
}
INTEGER_TYPES = frozenset({"tinyint", "smallint", "int", "integer", "bigint", "hugeint"})


@dataclass(frozen=True)
class PublicColumn:
    """A column as its metadata describes it; `unless` is SQL that holds where a direct value stays whole."""

    name: str
    data_type: str
    pii: str = "none"
    band: str | None = None
    unless: str | None = None
    description: str = ""


@dataclass(frozen=True)
class PublicTable:
    """A table of the warehouse that is published, with the columns it shows; other columns stay behind.

    A view (`is_view`) stays one: it reads other public tables, as they are published. `key` names the columns
    that tell its rows apart; none where nothing does.
    """

    schema: str
    name: str
    columns: tuple[PublicColumn, ...]
    description: str = ""
    is_view: bool = False
    key: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Schema and name, as people write them."""
        return f"{self.schema}.{self.name}"

    @property
    def relation(self) -> str:
        """Schema and name, quoted for SQL."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    def shown_key(self, masked: bool) -> tuple[str, ...]:
        """The key, unless masking hides what tells rows apart."""
        hidden = {column.name for column in self.columns if masked and _handling(column, self) != "as_is"}
        return () if hidden & set(self.key) else self.key


def masked_expression(column: PublicColumn, table: PublicTable) -> str | None:
    """Return the SQL for the column in the masked snapshot, or None where it is absent.

    Raises HuaxiangError when the column's `pii`, `band`, `unless` and type do not fit together.
    """
    match _handling(column, table):
        case "as_is":
            return quoted(column.name)
        case "first_and_last":
            return _first_and_last(column, column.unless)
        case "record_key":
            return _first_and_last(column, _record_is_impersonal(column, table))
        case "decade":
            return _decade(column, table)
    return None


def masked_type(column: PublicColumn, table: PublicTable) -> str:
    """Return the type of a column in the masked snapshot: text where characters are hidden, else its own."""
    hides_characters = _handling(column, table) in ("first_and_last", "record_key")
    return "varchar" if hides_characters else column.data_type


def _handling(column: PublicColumn, table: PublicTable) -> str:
    where = f"Column {column.name} of table {table.full_name}"
    if column.pii not in HANDLINGS:
        raise HuaxiangError(
            f"{where} has pii: {column.pii}; write one of {', '.join(HANDLINGS)} in its meta."
        )
    if column.unless is not None and (column.pii != "direct" or column.band is not None):
        raise HuaxiangError(
            f"{where} has an `unless` condition, which only columns with pii: direct and no band may have. "
            "Remove the condition from its meta, or mark the column pii: direct."
        )
    allowed = HANDLINGS[column.pii]
    handling = column.band or allowed[0]
    if handling not in allowed:
        raise HuaxiangError(
            f"{where} has pii: {column.pii} and band: {column.band}, which do not go together. "
            f"Write one of {', '.join(allowed)} as band in its meta, or none for {allowed[0]}."
        )
    return handling


def _first_and_last(column: PublicColumn, unless: str | None) -> str:
    text = f"cast({quoted(column.name)} as varchar)"
    whole = f"when ({unless}) then {text} " if unless else ""
    # two characters, as many Chinese names have, would be shown whole by their first and last
    ends = f"left({text}, 1) || '***' || right({text}, 1)"
    return f"case {whole}when length({text}) < 3 then '***' else {ends} end"


def _record_is_impersonal(column: PublicColumn, table: PublicTable) -> str:
    """Condition under which a record key stays: every identifier of every record with that key stays.

    A key may itself be an e-mail address or device id, and is then repeated beside the record's other
    identifiers; looking at one row alone would show it there.
    """
    identifiers = [other for other in table.columns if other.pii == "direct" and other.band != "record_key"]
    if not identifiers or any(identifier.unless is None for identifier in identifiers):
        return "false"
    stays = " and ".join(f"coalesce(({identifier.unless}), false)" for identifier in identifiers)
    return f"bool_and({stays}) over (partition by {quoted(column.name)})"


def _decade(column: PublicColumn, table: PublicTable) -> str:
    name, data_type = quoted(column.name), column.data_type.lower()
    if data_type == "date" or data_type.startswith("timestamp"):
        return f"cast(date_trunc('decade', {name}) as {data_type})"
    if data_type in INTEGER_TYPES:
        return f"cast({name} // 10 * 10 as {data_type})"
    raise HuaxiangError(
        f"Column {column.name} of table {table.full_name} has band: decade and type {column.data_type}; "
        "a decade needs a date, a timestamp or a year as integer. Change the column's type, or its band."
    )
