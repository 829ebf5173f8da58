"""How names, days of birth and addresses are read from the notations in which people write them."""

import duckdb
import pyarrow as pa

from ml.identity.matching.sounds import surnames

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
    "register",
]
# told together by a record, so taken from one record
BUNDLES = {
    "names": ["given", "family"],
    "births": ["birth"],
    "genders": ["gender"],
    "homes": ["house", "street", "locality", "postcode", "city", "region"],
    "emails": ["email"],
    "phones": ["phone"],
}
# of which a unit has as many as its records tell: in which registers it stands
REGISTERS = "registers"
ATTRIBUTES = [*(attribute for bundle in BUNDLES.values() for attribute in bundle), REGISTERS]

# beside lower case and no accents: what a field does not need
_SUPERFLUOUS = {"phone": "[^0-9]", "postcode": "[^0-9a-z]", "city": "[^\\p{L}]"}
_NAMES = """
select
    * exclude (given_name, family_name, full_name),
    regexp_matches(full_name, '^\\p{{Han}}{{2,}}$') as is_han,
    if(list_contains({compound}, full_name[:2]), 2, 1) as surname_length,
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
# what a Chinese address says before the street, province, city and district, stands in other fields too
_HOMES = """
select
    * exclude (address),
    split_part(address, ',', 1) as line,
    regexp_replace(
        line, '^(\\p{Han}+(省|自治区))?(\\p{Han}{2,8}?市)?(\\p{Han}{1,6}?(区|县|旗))?(\\p{Han}+)', '\\6'
    ) as street_line,
    nullif(array_to_string(regexp_extract_all(line, '[0-9]+'), '-'), '') as house,
    nullif(regexp_replace(street_line, '[^\\p{L}]', '', 'g'), '') as street,
    nullif(regexp_replace(substr(address, length(line) + 1), '[^0-9\\p{L}]', '', 'g'), '') as locality
from births
"""


def read(connection: duckdb.DuckDBPyConnection, persons: pa.Table) -> None:
    """Make the table `records`: `unit` and ATTRIBUTES per row of `persons` (`unit` and any of FIELDS)."""
    fields = ", ".join(_plain(field, field in persons.column_names) for field in FIELDS)
    names = _NAMES.format(compound=[surname for surname in surnames() if len(surname) > 1])
    connection.register("persons", persons)
    connection.execute(
        f"create temp table records as with plain as (select unit, {fields} from persons),"
        f" names as ({names}), births as ({_BIRTHS}), homes as ({_HOMES})"
        f" select unit, {', '.join(ATTRIBUTES[:-1])}, register as {REGISTERS} from homes"
    )
    connection.unregister("persons")


def _plain(field: str, is_there: bool) -> str:
    if not is_there:
        return f"cast(null as varchar) as {field}"
    plain = f"regexp_replace(trim(lower(strip_accents(cast({field} as varchar)))), '\\s+', ' ', 'g')"
    if field in _SUPERFLUOUS:
        plain = f"regexp_replace({plain}, '{_SUPERFLUOUS[field]}', '', 'g')"
    return f"nullif({plain}, '') as {field}"
