"""State: what cannot be made again from extracts. Append-only Parquet, written before anyone sees it.

`state/ledger/<sequence>.parquet` one file per run that changed identities;
`state/decisions/quarantine/<decided_at>-<id>.parquet` what people decided about bad values;
`state/decisions/identity/<decided_at>-<id>.parquet` what people decided about who is who;
`state/learned/junk/<learned_at>-<id>.parquet` hashes of identifiers that say nothing of anybody;
`state/notices/<notice_id>.parquet` which bad values their owners have been told of;
`state/history/run=<sequence>/` one folder per complete run: tags, segments, confirmations,
completeness, goals, scores of a sample of customers, `run.json`, and the loads it read, `loads.json`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.home import Home
from orchestration.ingest.manifests import written_aside
from orchestration.quoting import no_rows, parquet_rows
from orchestration.state_types import (
    DECISION_TYPES,
    HISTORY,
    IDENTITY_DECISION_TYPES,
    JUNK_TYPES,
    LEDGER_TYPES,
    NOTICE_TYPES,
)
from orchestration.tags.kept import BACKFILL_TYPES, TAG_DECISION_TYPES

_ARROW = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us"),
}


@dataclass(frozen=True)
class State:
    """Reads and appends the state of one home."""

    home: Home

    def version(self, part: str = ".") -> str:
        """Changes whenever something was appended to it, or to one part of it, or taken away."""
        files = (path for path in (self.home.state / part).rglob("*") if path.is_file())
        names = sorted(str(path.relative_to(self.home.state)) for path in files)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]

    def ledger(self) -> pd.DataFrame:
        """All ledger entries, oldest first."""
        ordered = f"select * from {self.ledger_relation()} order by entry_sequence"
        with duckdb.connect() as con:
            return con.sql(ordered).to_arrow_table().to_pandas()

    def ledger_relation(self) -> str:
        """A DuckDB relation: all ledger entries."""
        return self.relation(self.home.state / "ledger" / "*.parquet", LEDGER_TYPES)

    def append_ledger(self, entries: pd.DataFrame, changed_on: date) -> None:
        """Append entries, numbered from the last one on; nothing for none."""
        if entries.empty:
            return
        with duckdb.connect() as con:
            newest = f"select coalesce(max(entry_sequence), 0) from {self.ledger_relation()}"
            ((after,),) = con.execute(newest).fetchall()
        sequence = np.arange(after + 1, after + 1 + len(entries))
        whole = entries.assign(entry_sequence=sequence, changed_on=changed_on)
        self._append(f"ledger/{after + 1:012d}", whole, LEDGER_TYPES)

    def append_decisions(self, decisions: pd.DataFrame) -> None:
        """Append what a person decided about quarantined values, in one file: all of it or nothing."""
        self._append(f"decisions/quarantine/{_stamp(decisions['decided_at'])}", decisions, DECISION_TYPES)

    def append_identity_decisions(self, decisions: pd.DataFrame) -> None:
        """Append what a person decided about pairs of records, in one file: all of it or nothing."""
        name = f"decisions/identity/{_stamp(decisions['decided_at'])}"
        self._append(name, decisions, IDENTITY_DECISION_TYPES)

    def identity_decisions(self) -> str:
        """A DuckDB relation: of each pair of records the decision that counts, as it stands now."""
        files = self.home.state / "decisions" / "identity" / "*.parquet"
        pair = list(IDENTITY_DECISION_TYPES)[2:8]
        return _newest(self.relation(files, IDENTITY_DECISION_TYPES), pair, ["decided_at", "decision_id"])

    def append_tag_decisions(self, decisions: pd.DataFrame) -> None:
        """Append what people said of tags of customers, in one file: all of it or nothing."""
        self._append(f"decisions/tags/{_stamp(decisions['decided_at'])}", decisions, TAG_DECISION_TYPES)

    def tag_decisions(self) -> str:
        """A DuckDB relation: everything people said of tags of customers."""
        return self.relation(self.home.state / "decisions" / "tags" / "*.parquet", TAG_DECISION_TYPES)

    def append_backfill(self, key: str, rows: pd.DataFrame) -> None:
        """Append a tag's rebuilt past; the newest of a tag counts."""
        self._append(f"history/backfills/{key}-{_stamp(rows['made_at'])}", rows, BACKFILL_TYPES)

    def newest_backfill(self, key: str) -> str | None:
        """The id of the rebuilt past of a tag that counts."""
        every = self.relation(self.home.state / "history" / "backfills" / "*.parquet", BACKFILL_TYPES)
        sql = f"select max_by(backfill_id, made_at) from {every} where item_key = ?"
        with duckdb.connect() as con:
            return con.execute(sql, [key]).fetchone()[0]

    def tag_backfills(self) -> str:
        """A DuckDB relation: of each tag the past that was rebuilt last."""
        every = self.relation(self.home.state / "history" / "backfills" / "*.parquet", BACKFILL_TYPES)
        return (
            f"(select * from {every} qualify made_at = max(made_at) over (partition by item_key)"
            " and customer_id is not null)"
        )

    def newest_decisions(self) -> str:
        """A DuckDB relation: of each quarantined value the decision that counts, as it stands now."""
        return _newest(self.every_decision(), ["quarantine_id"], ["decided_at", "decision_id"])

    def every_decision(self) -> str:
        """A DuckDB relation: all decisions about quarantined values, as they stand now."""
        return self.relation(self.home.state / "decisions" / "quarantine" / "*.parquet", DECISION_TYPES)

    def append_learned_junk(self, learned: pd.DataFrame) -> None:
        """Append which identifier values came on the list of junk, or off it."""
        self._append(f"learned/junk/{_stamp(learned['learned_at'])}", learned, JUNK_TYPES)

    def learned_junk(self) -> str:
        """A DuckDB relation: of each value that ever was on the list how it stands now."""
        files = self.home.state / "learned" / "junk" / "*.parquet"
        value = ["identifier_type", "identifier_hash"]
        return _newest(self.relation(files, JUNK_TYPES), value, ["learned_at"])

    def append_notices(self, notice_id: str, notices: pd.DataFrame) -> None:
        """Append which quarantined values an owner has been told of."""
        self._append(f"notices/{notice_id}", notices, NOTICE_TYPES)

    def notices(self) -> str:
        """A DuckDB relation: the quarantined values that were told of."""
        return self.relation(self.home.state / "notices" / "*.parquet", NOTICE_TYPES)

    def last_run_sequence(self) -> int:
        """Number of the last complete run, 0 before the first."""
        return max((sequence for sequence, _ in self.runs()), default=0)

    def last_as_of_on(self) -> date | None:
        """The latest day any complete run looked at the world from."""
        return max((date.fromisoformat(run["as_of_on"]) for _, run in self.runs()), default=None)

    def last_run(self) -> tuple[dict[str, str], list[str] | None]:
        """What was noted about the last complete run, and which loads it read, if it noted that."""
        sequence, about = max(self.runs(), default=(0, {}))
        noted = self._of_run(sequence) / "loads.json"
        return about, json.loads(noted.read_text()) if noted.exists() else None

    def append_run(self, observed: Mapping[str, Any], run: dict[str, str], loads: Iterable[str]) -> None:
        """Append what a run observed: rows by history table (without run_sequence), and what it read."""
        sequence = self.last_run_sequence() + 1
        with written_aside(self._of_run(sequence)) as folder:
            for table, (file, types) in HISTORY.items():
                values = {column: column for column in types} | {"run_sequence": str(sequence)}
                casts = (f"cast({values[name]} as {kind}) as {name}" for name, kind in types.items())
                observed[table].project(", ".join(casts)).write_parquet(str(folder / f"{file}.parquet"))
            (folder / "loads.json").write_text(json.dumps(sorted(loads)))
            (folder / "run.json").write_text(json.dumps(run))

    def _of_run(self, sequence: int) -> Path:
        return self.home.state / "history" / f"run={sequence:08d}"

    def relation(self, pattern: Path, types: dict[str, str]) -> str:
        """A DuckDB relation over Parquet files, empty and typed where there are none.

        A column that files of an earlier version lack is null in their rows.
        """
        files = sorted(self.home.state.glob(str(pattern.relative_to(self.home.state))))
        empty = no_rows(types)
        return f"({empty} union all by name select * from {parquet_rows(files)})" if files else f"({empty})"

    def history_relation(self, table: str) -> str:
        """The relation of one history table."""
        name, types = HISTORY[table]
        return self.relation(self.home.state / "history" / "run=*" / f"{name}.parquet", types)

    def _append(self, name: str, frame: pd.DataFrame, types: dict[str, str]) -> None:
        target = self.home.state / f"{name}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_suffix(".part")
        pq.write_table(_table(frame, types), aside)
        aside.replace(target)

    def runs(self) -> list[tuple[int, dict[str, str]]]:
        """Number of every complete run, with what was noted about it."""
        return [
            (int(path.parent.name.removeprefix("run=")), json.loads(path.read_text()))
            for path in self.home.state.glob("history/run=*/run.json")
        ]


def _newest(relation: str, of: list[str], by: list[str]) -> str:
    """A DuckDB relation: of each value of the columns `of` the last row by the columns `by`."""
    last = ", ".join(f"{column} desc" for column in by)
    return (
        f"(select * from {relation}"
        f" qualify row_number() over (partition by {', '.join(of)} order by {last}) = 1)"
    )


def _stamp(times: pd.Series) -> str:
    """The name of a file: in the order of time, and no other's."""
    return f"{times.max():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"


def _table(frame: pd.DataFrame, types: dict[str, str]) -> pa.Table:
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in types.items()])
    return pa.Table.from_pandas(frame[list(types)], schema=schema, preserve_index=False)
