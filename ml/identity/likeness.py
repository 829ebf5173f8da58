"""Whether two names can be one person's: not proof that they are, but that they are plainly not."""

import re
import unicodedata

import duckdb
import numpy as np
import pandas as pd

from ml.identity.matching.sounds import sound

_OF_RECORDS = """
create or replace temp table record_portraits as
select
    record,
    cast(dense_rank() over (order by spelling, gender, birth_text) - 1 as integer) as portrait,
    cast(dense_rank() over (order by spelling) - 1 as integer) as spelling_number,
    spelling, gender, birth_text
from {persons} as persons
inner join spelt_names using (full_name)
inner join numbered_records using (source_system, contract_table, record_key)
where spelling <> ''
"""
_NUMBERED = """
create or replace temp table numbered_portraits as
select distinct portrait, spelling_number, spelling, gender, birth_text from record_portraits
"""
# words of the shorter name that the longer one has, too, but for a slip or as an initial
_NEAR = (
    "jaro_winkler_similarity(one, other) >= 0.85 or (least(len(one), len(other)) = 1 and one[1] = other[1])"
)
_ALIKE = f"""
with

named as (

    select pairs.*, first.spelling = second.spelling as is_same,
        string_split(first.spelling, ' ') as words, string_split(second.spelling, ' ') as other_words,
        first.gender <> second.gender as is_other_gender,
        left(first.birth_text, 4) <> left(second.birth_text, 4)
        and substr(first.birth_text, 5) <> substr(second.birth_text, 5) as is_other_birth
    from pairs
    inner join numbered_portraits as first on pairs.portrait = first.portrait
    inner join numbered_portraits as second on pairs.other = second.portrait

),

matched as (

    select *, least(len(words), len(other_words)) as shorter,
        list_filter(words, lambda one: not list_bool_or(list_transform(other_words, lambda other: {_NEAR})))
            as unmatched,
        list_filter(other_words, lambda one: not list_bool_or(list_transform(words, lambda other: {_NEAR})))
            as other_unmatched
    from named

)

select portrait, other
from matched
where
    (is_same or not (coalesce(is_other_gender, false) or coalesce(is_other_birth, false)))
    and (
        least(len(unmatched), len(other_unmatched)) = 0
        or (shorter >= 3 and least(len(unmatched), len(other_unmatched)) = 1)
        or (
            shorter = 2 and len(unmatched) = 1 and len(other_unmatched) = 1
            and jaro_winkler_similarity(unmatched[1], other_unmatched[1]) >= 0.8
        )
    )
"""


class _Pinyin(dict[int, str]):
    """Chinese characters, by code point, to how they are read alone; others stay."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        is_han = unicodedata.name(character, "").startswith("CJK UNIFIED")
        self[point] = f" {sound(character)} " if is_han else character
        return self[point]


_PINYIN = _Pinyin()


def spelling(name: str) -> str:
    """A name's words in plain letters, sorted: swapped parts, homophones and accents make no difference."""
    plain = unicodedata.normalize("NFKD", name.translate(_PINYIN).casefold())
    return " ".join(sorted(re.findall("[^\\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))))


def number_portraits(con: duckdb.DuckDBPyConnection, persons: str) -> tuple[np.ndarray, np.ndarray]:
    """Per record of numbered_records its portrait (-1: none), and per portrait the number of its spelling.

    A portrait is what can be seen of a person: spelling, gender, birth. Leaves numbered_portraits.
    """
    names = con.execute(f"select distinct full_name from {persons} where full_name is not null").fetchall()
    spelt = pd.DataFrame([(name, spelling(name)) for (name,) in names], columns=["full_name", "spelling"])
    con.register("found_names", spelt.astype("str"))
    con.execute("create or replace temp table spelt_names as select * from found_names")
    con.unregister("found_names")
    con.execute(_OF_RECORDS.format(persons=persons))
    con.execute(_NUMBERED)
    of_records = con.execute("select record, portrait from record_portraits").fetchnumpy()
    con.execute("drop table record_portraits")
    ((record_count,),) = con.execute("select count(*) from numbered_records").fetchall()
    portrait = np.full(record_count, -1, dtype=np.int32)
    portrait[of_records["record"]] = of_records["portrait"]
    numbers = con.execute("select spelling_number from numbered_portraits order by portrait").fetchnumpy()
    return portrait, numbers["spelling_number"]


def alike_pairs(con: duckdb.DuckDBPyConnection, pairs: pd.DataFrame) -> pd.DataFrame:
    """Those of the pairs (portrait, other) that can be one person: all that is not plainly another.

    They can if all words of the shorter name are in the longer, all but one of three, or one of two differs
    by a slip; unless names that are not the same come with another gender or another day and year of birth.
    """
    con.register("pairs", pairs)
    found = con.execute(_ALIKE).df()
    con.unregister("pairs")
    return found
