"""Persons as they are compared: one row per unit, every attribute in one notation."""

import duckdb
import pyarrow as pa

from ml.identity.matching.sounds import COMPOUND_SURNAMES, sound, surname_sound

FIELDS = [
    "given_name",
    "family_name",
    "full_name",
    "gender",
    "birth_text",
    "address",
    "city",
    "region",
    "postcode",
    "email",
    "phone",
]
# told together by a record, so taken from one record
_BUNDLES = {
    "names": ["given", "family"],
    "births": ["birth"],
    "genders": ["gender"],
    "homes": ["house", "street", "locality", "postcode", "city", "region"],
    "emails": ["email"],
    "phones": ["phone"],
}
ATTRIBUTES = [attribute for bundle in _BUNDLES.values() for attribute in bundle]
_SOUNDING = ["given", "family", "street", "locality", "city", "region"]

_PLAIN = """
select
    unit,
    {fields}
from persons
"""
_NAMES = f"""
select
    unit,
    * exclude (unit, given_name, family_name, full_name),
    regexp_matches(full_name, '^\\p{{Han}}{{2,}}$') as is_han,
    if(list_contains({COMPOUND_SURNAMES!r}, full_name[:2]), 2, 1) as surname_length,
    trim(split_part(full_name, ',', 1)) as before_comma,
    trim(split_part(full_name, ',', 2)) as after_comma,
    string_split(full_name, ' ') as words,
    nullif(regexp_replace(case
        when given_name is not null or family_name is not null then given_name
        when is_han then full_name[surname_length + 1:]
        when after_comma <> '' then after_comma
        when len(words) = 1 then full_name
        else array_to_string(words[:-2], ' ')
    end, '[^\\p{{L}}]', '', 'g'), '') as given,
    nullif(regexp_replace(case
        when given_name is not null or family_name is not null then family_name
        when is_han then full_name[:surname_length]
        when after_comma <> '' then before_comma
        when len(words) > 1 then words[-1]
    end, '[^\\p{{L}}]', '', 'g'), '') as family
from plain
"""
# 1956-04-09, 9/4/1956, 1956年4月9日 and 19560409 are one day; what is none of these stays as it is written
_BIRTHS = """
select
    * exclude (birth_text),
    regexp_extract_all(birth_text, '[0-9]+') as numbers,
    case
        when len(numbers) = 3 and length(numbers[1]) = 4
            then numbers[1] || lpad(numbers[2], 2, '0') || lpad(numbers[3], 2, '0')
        when len(numbers) = 3 and length(numbers[3]) = 4
            then numbers[3] || lpad(numbers[2], 2, '0') || lpad(numbers[1], 2, '0')
        else nullif(regexp_replace(birth_text, '[^0-9\\p{L}]', '', 'g'), '')
    end as birth
from names
"""
_HOMES = """
select
    * exclude (address),
    split_part(address, ',', 1) as line,
    nullif(array_to_string(regexp_extract_all(line, '[0-9]+'), '-'), '') as house,
    nullif(regexp_replace(line, '[^\\p{L}]', '', 'g'), '') as street,
    nullif(regexp_replace(substr(address, length(line) + 1), '[^0-9\\p{L}]', '', 'g'), '') as locality
from births
"""


def attributes(connection: duckdb.DuckDBPyConnection, persons: pa.Table) -> None:
    """Make the table `units`: `unit`, `number` (0 … in order of unit), ATTRIBUTES, and `<attribute>_sound`.

    `persons` has `unit` and any of FIELDS, a row per record. Of several records of a unit the most frequent value
    counts, then the longest, then the smallest; names come from one record, addresses too.
    """
    fields = ",\n    ".join(_plain(field, field in persons.column_names) for field in FIELDS)
    connection.register("persons", persons)
    connection.execute(f"create temp table plain as {_PLAIN.format(fields=fields)}")
    connection.unregister("persons")
    connection.execute(
        f"create temp table records as with names as ({_NAMES}), births as ({_BIRTHS}), homes as ({_HOMES})"
        f" select unit, {', '.join(ATTRIBUTES)} from homes"
    )
    picked = "".join(f" left join ({_most_frequent(bundle)}) using (unit)" for bundle in _BUNDLES.values())
    connection.execute(
        f"create temp table gathered as select * from (select distinct unit from records) {picked}"
    )
    _sounds(connection)
    joins = "".join(
        f" left join sounds as {name}s on {name}s.text = gathered.{name}"
        f" and {name}s.is_family = {str(name == 'family').lower()}"
        for name in _SOUNDING
    )
    sounding = ", ".join(f"coalesce({name}s.sound, {name}) as {name}_sound" for name in _SOUNDING)
    connection.execute(
        "create temp table units as select cast(row_number() over (order by unit) - 1 as integer) as number,"
        f" gathered.*, {sounding} from gathered {joins}"
    )
    connection.execute("drop table plain; drop table records; drop table gathered; drop table sounds")


def _plain(field: str, is_there: bool) -> str:
    if not is_there:
        return f"cast(null as varchar) as {field}"
    cleaned = f"regexp_replace(trim(lower(strip_accents(cast({field} as varchar)))), '\\s+', ' ', 'g')"
    if field == "phone":
        cleaned = f"regexp_replace({cleaned}, '[^0-9]', '', 'g')"
    if field == "postcode":
        cleaned = f"regexp_replace({cleaned}, '[^0-9a-z]', '', 'g')"
    if field == "city":
        cleaned = f"regexp_replace({cleaned}, '[^\\p{{L}}]', '', 'g')"
    return f"nullif({cleaned}, '') as {field}"


def _most_frequent(bundle: list[str]) -> str:
    columns = ", ".join(bundle)
    return (
        f"select unit, {columns} from records where coalesce({columns}) is not null group by unit, {columns}"
        " qualify row_number() over (partition by unit"
        f" order by count(*) desc, length(concat({columns})) desc, {columns}) = 1"
    )


def _sounds(connection: duckdb.DuckDBPyConnection) -> None:
    """The table `sounds` (text, is_family, sound) of the values that plain letters do not write."""
    listed = " union ".join(
        f"select {name} as text, {str(name == 'family').lower()} as is_family from gathered"
        f" where regexp_matches({name}, '[^a-z0-9]')"
        for name in _SOUNDING
    )
    texts, families = connection.execute(f"select text, is_family from ({listed})").fetchnumpy().values()
    heard = [
        surname_sound(text) if is_family else sound(text)
        for text, is_family in zip(texts, families, strict=True)
    ]
    table = pa.table(
        {
            "text": pa.array(list(texts), pa.string()),
            "is_family": pa.array(list(families), pa.bool_()),
            "sound": pa.array(heard, pa.string()),
        }
    )
    connection.register("heard", table)
    connection.execute("create temp table sounds as select * from heard")
    connection.unregister("heard")
