"""What whole loads are judged by, from definitions/quality.yml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from expectations.loads import Thresholds
from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import ContractTable


def read_thresholds(project_dir: Path, contracts: Mapping[str, ContractTable]) -> dict[str, Thresholds]:
    """Thresholds of every contract table; HuaxiangError for a table or column that no contract has."""
    path = project_dir / "definitions" / "quality.yml"
    definitions = yaml.safe_load(path.read_text(encoding="utf-8"))["quality"]
    own = {entry["table"]: entry for entry in definitions["tables"]}
    for table, entry in own.items():
        _refuse_unknown(path.name, table, entry, contracts)
    return {table: _thresholds(definitions["thresholds"], own.get(table, {})) for table in contracts}


def _thresholds(usual: Mapping[str, Any], own: Mapping[str, Any]) -> Thresholds:
    null_shares = {entry["column"]: entry["most_null_share"] for entry in own.get("columns", ())}
    changed = {name: value for name, value in own.items() if name in usual}
    return Thresholds(**{**usual, **changed}, null_shares=null_shares)


def _refuse_unknown(
    file: str, table: str, entry: Mapping[str, Any], contracts: Mapping[str, ContractTable]
) -> None:
    if table not in contracts:
        known = ", ".join(contracts)
        raise HuaxiangError(f"{file}: there is no contract table {table}. Write one of {known}.")
    for column in entry.get("columns", ()):
        if contracts[table].column(column["column"]) is None:
            known = ", ".join(column.name for column in contracts[table].columns)
            raise HuaxiangError(f"{file}: {table} has no column {column['column']}. Write one of {known}.")
