"""Labels: lifecycle stages, tags, segments and alerts, from what is written to what dbt reads."""

from typing import Any

from orchestration.compose import (
    agreement,
    bands,
    examples,
    layers,
    lifecycle,
    packs,
    rules,
    seeds,
    tag_sources,
)
from orchestration.compose.catalogue import put_into_words
from orchestration.compose.consumers import name_consumers
from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.kinds import in_both
from orchestration.compose.lineage import columns_of, contract_tables, made_of_hash
from orchestration.compose.tag_sources import TRAIT_TABLES

KINDS = ("tags", "segments", "alerts")


def spell_out(definitions: dict[str, Any], problems: Problems) -> None:
    """Make bands into tags, fill all rules, try their examples, and report what contradicts what.

    The packs that are off are checked like those that are on.
    """
    every_pack = [None, *(pack["key"] for pack in definitions["packs"])]
    settings = {pack: packs.settings_of(pack, definitions) for pack in every_pack}
    definitions["tags"] = [
        tag
        for pack in every_pack
        for tag in bands.spread(packs.of_pack(definitions["tags"], pack), settings[pack], problems)
    ]
    tag_sources.check_sources(definitions["tags"], problems)
    types = {column["name"]: column["type"] for column in definitions["features"]["columns"]}
    entries = [*(label for kind in KINDS for label in definitions[kind]), *definitions["lifecycle"]]
    agreement.check_keys(entries, types.keys() | rules.OTHER_COLUMNS.keys(), problems)
    lifecycle.spell_out(definitions["lifecycle"], settings[None], types.keys(), problems)
    types |= rules.RFM_COLUMNS | rules.CUSTOMER_COLUMNS | rules.SCORE_COLUMNS
    for pack in every_pack:
        _fill(definitions, pack, settings[pack], types, problems)
    layers.number(definitions["tags"], problems)
    if not problems:
        types |= rules.SEGMENT_COLUMNS | dict.fromkeys((tag["key"] for tag in definitions["tags"]), "boolean")
        examples.check(entries[: -len(definitions["lifecycle"])], types, problems)
        seeds.spell_out(definitions, problems)


def complete(definitions: dict[str, Any]) -> None:
    """Say of each label what it comes from and who reads it."""
    tag_sources.complete(definitions["tags"])
    for entry in (entry for kind in KINDS for entry in definitions[kind]):
        for field in ("purpose", "action"):
            entry[field], entry[f"{field}_zh"] = in_both(entry[field])
    for tag in definitions["tags"]:
        is_imported = tag["source"] == "imported"
        tag["contract_tables"] = TRAIT_TABLES if is_imported else contract_tables(tag, definitions)
    name_consumers(definitions["tags"], definitions["segments"])
    put_into_words(definitions)
    for kind in KINDS:
        for entry in definitions[kind]:
            entry["made_of_hash"] = made_of_hash(entry, definitions)
    for label in (label for kind in KINDS for label in definitions[kind]):
        read = [label[field] for field in ("rule", "unknown_when", "value") if field in label]
        label["columns"] = sorted({name.lower() for sql in read for name in columns_of(sql)})
    # where a stage begins depends on all that stand before it
    of_stages = made_of_hash({"rule": "lifecycle_stage is null"}, definitions)
    for stage in definitions["lifecycle"]:
        stage["made_of_hash"] = of_stages
    definitions["tags"] = sorted(definitions["tags"], key=lambda tag: tag["key"])


def _fill(
    definitions: dict[str, Any],
    pack: str | None,
    settings: Mapping,
    types: dict[str, str],
    problems: Problems,
) -> None:
    """Fill the rules of one pack, which may go by the tags of the core and its own."""
    tags, segments, alerts = (packs.of_pack(definitions[kind], pack) for kind in KINDS)
    nameable = [*tags, *packs.of_pack(definitions["tags"], None)]
    columns = types.keys() | {tag["key"] for tag in nameable if "key" in tag}
    rules.fill(tags, settings, columns, problems)
    rules.fill([*segments, *alerts], settings, columns | rules.SEGMENT_COLUMNS.keys(), problems)
