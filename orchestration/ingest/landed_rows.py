"""The one way to the rows of loads, wherever they lie: in a load's own folder, or packed with others'."""

import json
from collections.abc import Iterable
from pathlib import Path

from orchestration.ingest.contracts import BOOKKEEPING, ContractTable
from orchestration.ingest.manifests import Load
from orchestration.quoting import literal, no_rows, parquet_rows, quoted

ROWS = "rows.parquet"
PACK = "pack.json"
_DUCKDB_TYPES = {"string": "varchar"}


def rows_of(loads: Iterable[Load]) -> str:
    """The rows of exactly these loads as a DuckDB relation, tombstones among them; at least one load."""
    own, packed = [], []
    for load in loads:
        (own if own_rows(load).exists() else packed).append(load)
    relations = [parquet_rows([own_rows(load) for load in own])] if own else []
    if packed:
        places = packs_of({load.folder.parent for load in packed})
        packs = sorted({places[load.load_id] for load in packed if load.load_id in places})
        # a load in no pack is missing: DuckDB names its file
        lost = [own_rows(load) for load in packed if load.load_id not in places]
        ids = ", ".join(literal(load.load_id) for load in packed)
        relations.append(f"(select * from {parquet_rows([*packs, *lost])} where load_id in ({ids}))")
    if len(relations) == 1:
        return relations[0]
    return f"({' union all by name '.join(f'select * from {relation}' for relation in relations)})"


def typed_rows(contract: ContractTable, loads: list[Load]) -> str:
    """A query of the rows of these loads as the contract has them today, tombstones among them."""
    types = {column.name: column.data_type for column in contract.columns} | BOOKKEEPING
    types = {name: _DUCKDB_TYPES.get(kind, kind) for name, kind in types.items()}
    if not loads:
        return no_rows(types)
    columns = ", ".join(f"cast({quoted(name)} as {kind}) as {quoted(name)}" for name, kind in types.items())
    # a load made before the contract got a column is read without it
    return f"select {columns} from (select * from {rows_of(loads)} union all by name {no_rows(types)})"


def living_rows(loads: Iterable[Load]) -> str:
    """The rows of exactly these loads but tombstones."""
    return f"(select * from {rows_of(loads)} where not _is_deleted)"


def own_rows(load: Load) -> Path:
    """Where a load's rows lie while they are not packed."""
    return load.folder / ROWS


def packs_of(folders: Iterable[Path]) -> dict[str, Path]:
    """The packed rows of these tables' folders by load id."""
    return {
        load_id: pack.parent / ROWS
        for folder in folders
        for pack in sorted(folder.glob(f"pack=*/{PACK}"))
        for load_id in json.loads(pack.read_text())["load_ids"]
    }
