"""Examples: what a rule says of a few made-up customers, tried out before the rule is used."""

from collections.abc import Iterable
from collections.abc import Mapping as Types
from typing import Any

from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.lineage import columns_of
from orchestration.compose.wording import nearest, shown

WORDS = {"case", "held", "value"}


def check(entries: Iterable[Mapping], types: Types[str, str], problems: Problems) -> None:
    """Report examples that come out otherwise than they say; `types` are those of all columns."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as con:
        for entry in entries:
            if "rule" in entry and _complete(entry, types, problems):
                _try(con, entry, types, problems)


def _complete(entry: Mapping, types: Types[str, str], problems: Problems) -> bool:
    complete = True
    for example in entry.get("examples", ()):
        for name in example.keys() - WORDS - types.keys():
            complete = False
            found = f"{entry.what}: an example gives the column `{name}`, which does not exist"
            problems.add(example.places[name], f"{found}; {nearest(name, types)}.")
        complete = complete and {"case", "held"} <= example.keys()
    return complete


def _try(con: Any, entry: Mapping, types: Types[str, str], problems: Problems) -> None:
    import duckdb

    fields = [entry[name] for name in ("rule", "unknown_when", "value") if name in entry]
    columns = sorted({name.lower() for field in fields for name in columns_of(field)})
    for example in entry.get("examples", ()):
        given = [f"cast(? as {types[name]}) as {name}" for name in columns if name in types]
        answer = f"coalesce({entry['rule']}, false)"
        if "unknown_when" in entry:
            answer = f"case when {entry['unknown_when']} then false else {answer} end"
        told = f"{answer}, cast({entry.get('value', 'null')} as varchar)"
        sql = f"select {told} from (select {', '.join(['1 as _', *given])})"
        try:
            held, value = con.execute(
                sql, [example.get(name) for name in columns if name in types]
            ).fetchone()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            found = f"{entry.what}: the example `{example['case']}` cannot be tried: {reason}"
            problems.add(example.places["case"], found.rstrip(".") + ".")
            continue
        if held != example["held"]:
            said = "holds" if held else "does not hold"
            found = f"{entry.what}: the rule {said} for the example `{example['case']}`"
            problems.add(example.places["case"], f"{found}; mend the one or the other.")
        elif "value" in example and value != str(example["value"]):
            found = f"{entry.what}: the value is {shown(value)} in the example `{example['case']}`"
            problems.add(example.places["case"], f"{found}, not {shown(example['value'])}.")
