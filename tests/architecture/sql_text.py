"""The lint that keeps SQL outside macros/engine to what both engines answer alike.

Which constructs differ was measured (DESIGN section 11). What a pattern cannot see: `max_by` over a key with
ties, the type inside `avg`, nulls in an ordered column (so every ascending key must say where its nulls go).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMMENT = re.compile(r"\{#.*?#\}|--[^\n]*", re.DOTALL)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
JINJA_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
LITERAL = re.compile(r"'(?:[^']|'')*'")
ORDER_BY = re.compile(r"\border\s+by\b")
CLAUSE_END = re.compile(r"\b(rows|range|limit|union|qualify|window)\b")
# aggregates that pass nulls over, so their order does not matter
IGNORES_NULLS = re.compile(r"\bwithin\s+group\s*\(\s*$")


def call(*names: str) -> str:
    return rf"(?<![\w.])({'|'.join(names)})\s*\("


# what it is → how it is recognised; in SQL, and in the texts that Jinja puts together as SQL
FUNCTIONS = {
    "hash": call("hash", "xxhash64", "sha\\d*", "sha256"),
    "pick among ties": call("any_value", "mode", "first", "last", "arbitrary", "arg_max", "arg_min"),
    "estimate": call(r"approx\w*", "reservoir_quantile"),
    "chance": call("random", "rand", "uuid", "gen_random_uuid"),
    "clock": rf"{call('now', 'today', 'get_current_time')}|\b(current_date|current_timestamp)\b",
    "date function": call(
        r"date_?diff", r"date_?add", "date_sub", "date_part", "date_format", "to_date", "to_timestamp",
        "strftime", "strptime", "from_utc_timestamp", "timezone", "dayofweek", "weekday", "isodow",
        r"epoch\w*", "make_date",
    ),
    "regular expression": call(r"regexp_(?!extract\b)\w+", "rlike"),
    "text function": call(
        "split", "string_split", "str_split", "string_agg", "listagg", "group_concat", "format",
        "format_string", "printf", "strlen",
    ),
    "JSON function": call(r"json\w*", "get_json_object", "from_json", "to_json"),
    "list, struct or map function": call(
        "unnest", "explode", "sequence", "generate_series", "list", r"list_\w+", r"collect_\w+", "array",
        r"array_\w+", r"struct\w*", "named_struct", r"map\w*",
    ),
    "file function": call(r"read_\w+", "parquet_scan", "glob"),
}  # fmt: skip
SYNTAX = {
    "double-quoted identifier": r'"',
    "list index or literal": r"\[",
    "struct or map literal": r"[{}]",
    "lambda or JSON arrow": r"->",
    "power or exclusive or": r"\^|\*\*",
    "interval": r"\binterval\b",
    "arithmetic on dates": r"\b\w+_(on|at)\s*[-+]|[-+]\s*(\w+\.)?\w+_(on|at)\b",
    "division that may be by zero": r"/(?!\s*(nullif\b|[1-9]))",
    "average of a decimal": r"\b(avg|median)\s*\((?!\s*cast\([^()]+ as double\))",
    "type of one engine": r"(\bas|::)\s*(varchar(?!\s*\()|text|hugeint|int\d|timestamptz|json|uuid|blob)\b",
    "exclude or replace of a star": r"\*\s*(exclude|replace)\b",
    "distinct on": r"\bdistinct\s+on\b",
    "order by all": r"\border\s+by\s+all\b",
    "ignore nulls": r"\b(ignore|respect)\s+nulls\b",
    "sample or join of one engine": r"\b(using\s+sample|tablesample|asof|positional)\b",
}


@dataclass(frozen=True)
class Finding:
    """A banned construct, and where it stands."""

    place: str
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}: {self.what}: {self.text}"


def findings(place: str, text: str) -> Iterator[Finding]:
    """Every banned construct in SQL with Jinja."""
    text = COMMENT.sub(_newlines, text.lower())
    strings = JINJA.sub(_strings_of, text)
    for what, pattern in FUNCTIONS.items():
        yield from _matches(place, what, pattern, strings)
    sql = JINJA.sub(_placeholder, text)
    yield from _matches(place, "backslash in a literal", r"\\", sql)
    sql = LITERAL.sub(lambda match: "''" + _newlines(match), sql)
    for what, pattern in SYNTAX.items():
        yield from _matches(place, what, pattern, sql)
    yield from _undecided_nulls(place, sql)


def rules_in(definitions: Any) -> Iterator[tuple[str, str]]:
    """Name and SQL of every rule, value and condition in the composed definitions."""
    if isinstance(definitions, dict):
        name = next((definitions[field] for field in ("key", "stage", "name") if field in definitions), "")
        for field, value in definitions.items():
            if field in ("rule", "value", "where") and isinstance(value, str):
                yield f"definitions: {field} of {name}", value
            else:
                yield from rules_in(value)
    elif isinstance(definitions, list):
        for value in definitions:
            yield from rules_in(value)


def _matches(place: str, what: str, pattern: str, text: str) -> Iterator[Finding]:
    for match in re.finditer(pattern, text):
        yield Finding(place, text.count("\n", 0, match.start()) + 1, what, " ".join(match[0].split()))


def _undecided_nulls(place: str, sql: str) -> Iterator[Finding]:
    for match in ORDER_BY.finditer(sql):
        if IGNORES_NULLS.search(sql[: match.start()]):
            continue
        line = sql.count("\n", 0, match.start()) + 1
        for key in _split(_clause(sql[match.end() :])):
            # both engines put nulls last when descending; ascending, Spark puts them first
            if not re.search(r"\b(nulls\s+(first|last)|desc)$", key):
                yield Finding(place, line, "ascending order without nulls first or last", key)


def _clause(sql: str) -> str:
    """The text up to the parenthesis that closes around it, or to the next clause."""
    depth = 0
    for position, character in enumerate(sql):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0 or character == ";":
            sql = sql[:position]
            break
    return CLAUSE_END.split(sql)[0]


def _split(clause: str) -> list[str]:
    parts, depth = [""], 0
    for character in clause:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [" ".join(part.split()).removesuffix(" asc") for part in parts]


def _strings_of(block: re.Match[str]) -> str:
    return " ".join(text[1:-1] for text in JINJA_STRING.findall(block[0])) + _newlines(block)


def _placeholder(block: re.Match[str]) -> str:
    return ("jinja" if block[0].startswith("{{") else " ") + _newlines(block)


def _newlines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
