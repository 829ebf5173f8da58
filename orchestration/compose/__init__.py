"""From definitions/ (what the business decides) to vars.yml (what dbt reads)."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from orchestration.compose import (
    agreement,
    dimensions,
    events,
    features,
    goals,
    labels,
    packs,
    people,
    quality,
    survivorship,
)
from orchestration.compose.documents import Place, Problems, Unreadable, read
from orchestration.compose.fit import fit
from orchestration.compose.shapes import FILES, PACK_FILES
from orchestration.errors import HuaxiangError

HEADER = "# generated from definitions/ by `huaxiang compose`; do not edit\n"
_NOT_HASHED = {"target", "logs"}


class _Dumper(yaml.SafeDumper):
    """Writes our lists and mappings as plain ones, and never an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_multi_representer(dict, yaml.SafeDumper.represent_dict)
_Dumper.add_multi_representer(list, yaml.SafeDumper.represent_list)


def compose(project_dir: Path) -> str:
    """Return the text of vars.yml made from `project_dir`/definitions.

    Raises HuaxiangError with everything wrong in them, one `file:line: sentence` per line.
    """
    definitions = checked(project_dir)
    # the rest is for Python: a new junk word or another weight need not make dbt parse anew
    definitions["cleaning"] = {"fill": definitions["cleaning"]["fill"]}
    definitions["identity"] = {name: definitions["identity"][name] for name in ("registers", "identifiers")}
    for kind in labels.KINDS:
        for label in definitions[kind]:
            label.pop("examples", None)  # they have been tried
    # flow style for the innermost level: one line per column, a change shows as that line
    text = yaml.dump(
        {"vars": {name: definitions[name] for name in (*FILES, "packs")}},
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=False,
        width=float("inf"),
    )
    return HEADER + text


def checked(project_dir: Path, draft: Path | None = None, *, every_pack: bool = False) -> dict[str, Any]:
    """All definitions in use, checked against each other, features spelled out and rules filled in.

    `draft` is a file of tags that is not saved among them yet: its tags stand in the place of those with the
    same key. `every_pack` leaves the packs in that are off. Raises HuaxiangError like `compose`.
    """
    problems = Problems()
    definitions = _read_definitions(project_dir.resolve(), problems)
    if definitions is not None and draft:
        drafted = _read_part(draft.resolve(), "tags", FILES, project_dir.resolve(), problems) or []
        keys = {tag.get("key") for tag in drafted}
        definitions["tags"] = [*(tag for tag in definitions["tags"] if tag.get("key") not in keys), *drafted]
    if definitions is not None:
        _check_agreement(definitions, problems)
        _check_marts(definitions, project_dir.resolve(), problems)
    _raise(problems)
    labels.complete(definitions)
    if not every_pack:
        packs.drop_those_off(definitions)
    return definitions


def read_definition(project_dir: Path, name: str) -> Any:
    """Return one definition as it stands in definitions/; HuaxiangError with everything wrong in its file."""
    problems = Problems()
    path = project_dir.resolve() / "definitions" / f"{name}.yml"
    definition = _read_part(path, name, FILES, project_dir.resolve(), problems)
    _raise(problems)
    return definition


def write_vars(project_dir: Path) -> bool:
    """Write `project_dir`/vars.yml if `compose` gives another text than it has; return whether it did."""
    path, composed = project_dir / "vars.yml", compose(project_dir).encode()
    if path.exists() and path.read_bytes() == composed:
        return False
    aside = project_dir / f".vars.yml.{os.getpid()}"
    try:
        aside.write_bytes(composed)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return True


def project_hash(project_dir: Path) -> str:
    """SHA-256 of everything the dbt project is made from: definitions, and all SQL, YAML and CSV files."""
    digest = hashlib.sha256()
    for name, path in sorted(_built_from(project_dir)):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _built_from(project_dir: Path) -> Iterator[tuple[str, Path]]:
    for child in project_dir.iterdir():
        if child.name in _NOT_HASHED:
            continue
        for path in child.rglob("*") if child.is_dir() else [child]:
            # dbt keeps its own notes in hidden files (.user.yml)
            if path.suffix in (".sql", ".yml", ".csv") and not path.name.startswith("."):
                yield path.relative_to(project_dir).as_posix(), path


def _raise(problems: Problems) -> None:
    if problems:
        raise HuaxiangError("\n".join(f"{place}: {text}" for place, text in sorted(set(problems))))


def _read_definitions(project_dir: Path, problems: Problems) -> dict[str, Any] | None:
    """Read all FILES as far as they have the right shape; None where one has nothing to go on with."""
    folder = project_dir / "definitions"
    paths = {folder / f"{name}.yml": name for name in FILES if name != "tags"}
    paths |= dict.fromkeys(sorted(folder.glob("tags/*.yml")), "tags")
    of_packs = packs.files(folder)
    for path in sorted({*folder.rglob("*.yml"), *folder.rglob("*.yaml")} - paths.keys() - of_packs.keys()):
        place = Place(path.relative_to(project_dir.parent).as_posix(), 1)
        known = "one of the known files, tags/*.yml or those of packs/<pack>/"
        problems.add(place, f"nothing reads this file; its place is {known}.")
    parts = [(name, _read_part(path, name, FILES, project_dir, problems)) for path, name in paths.items()]
    joining = [
        (pack, kind, _read_part(path, kind, PACK_FILES, project_dir, problems))
        for path, (pack, kind) in of_packs.items()
    ]
    if any(part is None for *_, part in [*parts, *joining]):
        return None
    tags = [tag for name, part in parts if name == "tags" for tag in part]
    definitions = {**dict(parts), "tags": tags}
    packs.join(definitions, joining, problems)
    return definitions


def _read_part(path: Path, name: str, shapes: Any, project_dir: Path, problems: Problems) -> Any:
    is_ours = path.is_relative_to(project_dir.parent)
    place = Place((path.relative_to(project_dir.parent) if is_ours else path).as_posix(), 1)
    try:
        document = read(path, place.file, problems)
    except Unreadable as error:
        problems.append(error.args)
        return None
    return document.get(name) if fit(document, {name: shapes[name]}, "", place, problems) else None


def _check_agreement(definitions: dict[str, Any], problems: Problems) -> None:
    """Expand features, fill rules, and report where one definition contradicts another."""
    settings = definitions["settings"]
    facts = definitions["facts"]
    features.expand(definitions["features"], settings, facts, problems)
    events.check(definitions["events"], problems)
    columns = {column["name"] for column in definitions["features"]["columns"]}
    agreement.check_measures(definitions["rfm"], columns, problems)
    agreement.check_rfm(definitions["rfm"], problems)
    agreement.check_identifiers(definitions["identity"], problems)
    people.check_matching(definitions["identity"].get("matching", {}), problems)
    survivorship.spell_out(definitions["survivorship"], problems)
    goals.check(definitions["metrics"], definitions["goals"], problems)
    quality.check_kinds(definitions["quality"].get("across_tables", ()), problems)
    labels.spell_out(definitions, problems)


def _check_marts(definitions: dict[str, Any], project_dir: Path, problems: Problems) -> None:
    """Report dimensions and metrics of tables, columns and tiers that are not there."""
    columns = {column["name"] for column in definitions["features"]["columns"]}
    on = {None, *definitions["settings"].get("packs", ())}
    tiers = {tag["tier_key"] for tag in definitions["tags"] if tag.get("pack") in on and tag.get("tier_key")}
    dimensions.check(definitions["dimensions"], tiers, problems)
    tables = dimensions.tables_of_customers(project_dir, columns)
    # definitions by themselves know no tables
    if tables:
        dimensions.check_tables([*definitions["dimensions"], *definitions["metrics"]], tables, problems)
        agreement.check_path_window(definitions["settings"], columns, problems)
