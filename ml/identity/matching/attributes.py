"""Persons as they are compared: one row per unit, every attribute in one notation."""

import duckdb
import pyarrow as pa

from ml.identity.matching.readings import ATTRIBUTES, BUNDLES, REGISTERS, read
from ml.identity.matching.sounds import sound, surname_sound

_SOUNDING = ["given", "family", "street", "locality", "city"]
# what a unit looks like, so that the next call knows who has changed
_FINGERPRINT = "md5(concat_ws(chr(31), " + ", ".join(f"coalesce({name}, '')" for name in ATTRIBUTES) + "))"

_APART = (
    "create or replace temp table records as select * replace (unit || chr(31) || row_number() over"
    f" (partition by unit order by {', '.join(ATTRIBUTES)}) as unit) from records"
)


def attributes(connection: duckdb.DuckDBPyConnection, persons: pa.Table, is_apart: bool = False) -> None:
    """Make the table `units`: `unit`, `number` (0 … in order of unit), ATTRIBUTES, `<attribute>_sound`.

    `persons` has `unit` and any of FIELDS, a row per record. Of several records of a unit the most frequent
    value counts, then the longest, then the smallest; names come from one record, addresses too. `registers`
    are those of all, joined by commas.
    With `is_apart` every record is a unit of its own.
    """
    read(connection, persons)
    if is_apart:
        connection.execute(_APART)
    picked = "".join(f" left join ({_most_frequent(bundle)}) using (unit)" for bundle in BUNDLES.values())
    every = f"string_agg(distinct {REGISTERS}, ',' order by {REGISTERS}) as {REGISTERS}"
    picked += f" left join (select unit, {every} from records group by unit) using (unit)"
    connection.execute(
        f"create temp table gathered as select * from (select distinct unit from records) {picked}"
    )
    _hear(connection)
    sounds, joins = "", ""
    for name in _SOUNDING:
        sounds += f", coalesce(heard_{name}.sound, {name}) as {name}_sound"
        joins += (
            f" left join heard as heard_{name} on heard_{name}.text = gathered.{name}"
            f" and heard_{name}.is_family = {name == 'family'}"
        )
    connection.execute(
        "create temp table units as select cast(row_number() over (order by unit) - 1 as integer) as number,"
        f" gathered.*{sounds}, {_FINGERPRINT} as fingerprint from gathered{joins}"
    )
    for table in ("records", "gathered", "heard"):
        connection.execute(f"drop table {table}")


def _most_frequent(bundle: list[str]) -> str:
    columns = ", ".join(bundle)
    return (
        f"select unit, {columns} from records where coalesce({columns}) is not null group by unit, {columns}"
        " qualify row_number() over (partition by unit"
        f" order by count(*) desc, length(concat({columns})) desc, {columns}) = 1"
    )


def _hear(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `heard`: `text`, `is_family`, `sound` of values that plain letters do not write."""
    written = " union ".join(
        f"select {name} as text, {name == 'family'} as is_family from gathered"
        f" where regexp_matches({name}, '[^a-z0-9]')"
        for name in _SOUNDING
    )
    values = connection.execute(f"select text, is_family from ({written})").fetchall()
    table = pa.table(
        {
            "text": pa.array([text for text, _ in values], pa.string()),
            "is_family": pa.array([is_family for _, is_family in values], pa.bool_()),
            "sound": pa.array(
                [(surname_sound if is_family else sound)(text) for text, is_family in values], pa.string()
            ),
        }
    )
    connection.register("listened", table)
    connection.execute("create temp table heard as select * from listened")
    connection.unregister("listened")
