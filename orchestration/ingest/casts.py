"""Casts to the types of a contract, as SQL: null where a value cannot be one, and never a guess."""

import re

from orchestration.ingest.contracts import Column
from orchestration.quoting import literal

# spaces of all kinds, which exports put around values (a tab keeps spreadsheets from rounding long numbers)
_BLANKS = " \t\r\n\u00a0\u3000\ufeff\u200b"
_EXACT_NUMBERS = (
    "DECIMAL",
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UINTEGER",
    "UBIGINT",
    "BOOLEAN",
)
_FLOATS = ("DOUBLE", "FLOAT")
_ZONED_STAMP = "TIMESTAMP WITH TIME ZONE"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_TIME = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
# a plain cast would pass over what follows the time, such as PM, and take CST for a zone of America
_NAIVE = f"{_DAY}([ T]{_TIME})?"
_ZONED = rf"{_DAY}[ T]{_TIME} ?(Z|UTC|GMT|[+-]\d{{2}}(:?\d{{2}})?|[A-Z][A-Za-z]+/[A-Za-z_/+-]+)"
# UTC instants that are still between the years 1 and 9999 on every clock on earth: Python holds no others
_FIRST, _LAST = "0001-01-01 12:00:00", "9999-12-31 09:59:59"


def text(value: str, present: str) -> str:
    """A value as text without blanks around it; the empty text, and a float that is no number, are null."""
    whole = f"cast({value} as varchar)"
    # most values have no blanks, and a search is faster than a trim of many characters
    is_blank = f"regexp_matches({whole}, '^[{_BLANKS}]|[{_BLANKS}]$')"
    trimmed = f"nullif(case when {is_blank} then trim({whole}, '{_BLANKS}') else {whole} end, '')"
    return f"nullif({trimmed}, 'nan')" if present in _FLOATS else trimmed


def typed(
    value: str,
    found: str,
    present: str,
    column: Column,
    zone: str,
    formats: tuple[str, ...],
    usual: tuple[str, ...] = (),
) -> str:
    """A mapped value, now of DuckDB type `present`, in the contract's type; `found` is the same as text.

    Timestamps become UTC instants without zone, naive ones being of `zone`. The day of a stamp with an offset
    is its day in `zone`; of a naive stamp it is the day that stands there. `formats` are the mapping's own,
    `usual` those that are tried when nothing else fits.
    """
    kind = column.data_type
    known = [_by_format(found, item, zone) for item in formats]
    guessed = [_by_usual_format(found, item, zone) for item in usual]
    if kind == "string":
        return found
    if kind == "timestamp":
        return _in_range(f"timezone('UTC', {_instant(value, found, present, zone, known, guessed)})")
    if kind == "date":
        return _in_range(_day(value, found, present, zone, known, guessed))
    if present in _FLOATS:
        return _number(f"nullif({value}, 'nan')", kind)
    if present.startswith(_EXACT_NUMBERS):
        return _number(value, kind)
    if kind == "boolean":
        return f"try_cast({found} as boolean)"
    return f"case when regexp_full_match({found}, '{_NUMBER}') then {_number(found, kind)} end"


def _number(value: str, kind: str) -> str:
    number = f"try_cast({value} as {kind})"
    if kind in ("bigint", "integer"):
        # a plain cast would round 1.5
        return f"case when try_cast({value} as decimal(38, 9)) % 1 = 0 then {number} end"
    return f"case when isfinite({number}) then {number} end" if kind == "double" else number


def _instant(value: str, found: str, present: str, zone: str, known: list[str], guessed: list[str]) -> str:
    """With time zone."""
    if present == _ZONED_STAMP:
        return value
    if present.startswith("TIMESTAMP") or present == "DATE":
        return f"timezone('{zone}', cast({value} as timestamp))"
    naive = f"case when regexp_full_match({found}, '{_NAIVE}') then try_cast({found} as timestamp) end"
    in_zone = f"timezone('{zone}', {naive})"
    return f"coalesce({', '.join([*known, in_zone, _zoned(found), *guessed])})"


def _day(value: str, found: str, present: str, zone: str, known: list[str], guessed: list[str]) -> str:
    if present == _ZONED_STAMP:
        return f"cast(timezone('{zone}', {value}) as date)"
    if present.startswith("TIMESTAMP") or present == "DATE":
        return f"cast({value} as date)"
    naive = f"case when regexp_full_match({found}, '{_NAIVE}') then try_cast({found} as date) end"
    first, last = (
        [f"cast(timezone('{zone}', {instant}) as date)" for instant in instants]
        for instants in (known, [_zoned(found), *guessed])
    )
    return f"coalesce({', '.join([*first, naive, *last])})"


def _zoned(found: str) -> str:
    """The instant of a text with offset or zone. DuckDB does not read a blank before an offset."""
    joined = f"regexp_replace({found}, ' ([+-])', '\\1')"
    return f"case when regexp_full_match({found}, '{_ZONED}') then try_cast({joined} as timestamptz) end"


def read_by(usual: tuple[str, ...], found: str, present: str, formats: tuple[str, ...]) -> str:
    """The text of a day or stamp that only a usual format reads, as SQL; null for all others."""
    if not usual or present in (_ZONED_STAMP, "DATE") or present.startswith("TIMESTAMP"):
        return "cast(null as varchar)"
    shapes = "|".join(_shape(item) for item in usual)
    known = "".join(f" and try_strptime({found}, {literal(item)}) is null" for item in formats)
    return f"case when regexp_full_match({found}, '{shapes}'){known} then {found} end"


def _by_usual_format(found: str, item: str, zone: str) -> str:
    """Guarded by the look of the text, for strptime alone reads 2026113 as January 13 or November 3."""
    return f"case when regexp_full_match({found}, '{_shape(item)}') then {_by_format(found, item, zone)} end"


def _shape(item: str) -> str:
    """A regular expression for texts of a format: two digits where nothing parts one number from the next."""
    shape, before = "", None
    for directive, after in re.findall(r"(%.)([^%]*)", item):
        is_parted = before != "" and (after or item.endswith(directive))
        digits = r"\d{1,2}" if is_parted else r"\d{2}"
        shape += (r"\d{4}" if directive == "%Y" else digits) + re.escape(after)
        before = after
    return shape


def _by_format(found: str, item: str, zone: str) -> str:
    parsed = f"try_strptime({found}, {literal(item)})"
    # with %z or %Z DuckDB gives an instant
    return parsed if "%z" in item.lower() else f"timezone('{zone}', {parsed})"


def _in_range(value: str) -> str:
    return f"case when {value} between timestamp '{_FIRST}' and timestamp '{_LAST}' then {value} end"
