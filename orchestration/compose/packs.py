"""Starter packs: the definitions of an industry, checked always, in use when settings switch them on."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.wording import nearest

# what a pack may hold beside its own settings: entries that join those of the core
JOINING = ("tags", "segments", "alerts", "metrics", "goals")


def files(definitions: Path) -> dict[Path, tuple[str, str]]:
    """Pack and kind of every file of packs/<pack>/: pack, settings, and entries that join the core's."""
    return {
        path: (path.parent.name, path.stem)
        for path in sorted(definitions.glob("packs/*/*.yml"))
        if path.stem in ("pack", "settings", *JOINING)
    }


def join(definitions: dict[str, Any], parts: Iterable[tuple[str, str, Any]], problems: Problems) -> None:
    """Put (pack, kind, document) into `definitions`; entries are marked with their pack."""
    packs: dict[str, dict[str, Any]] = {}
    for pack, kind, document in parts:
        made = packs.setdefault(pack, {"key": pack})
        if kind in JOINING:
            for entry in document:
                entry["pack"] = pack
            definitions[kind] = [*definitions[kind], *document]
        else:
            made[kind] = document
    definitions["packs"] = [packs[pack] for pack in sorted(packs)]
    _check_switches(definitions["settings"], packs, problems)
    for pack in packs.values():
        _check_settings(pack, definitions["settings"], problems)


def settings_of(pack: str | None, definitions: dict[str, Any]) -> Mapping:
    """The settings that the rules of a pack may name: those of the core and its own; None is the core."""
    merged = Mapping()
    own = [made["settings"] for made in definitions["packs"] if made["key"] == pack and "settings" in made]
    for settings in (definitions["settings"], *own):
        merged |= settings
        merged.places |= settings.places
    return merged


def of_pack(entries: Iterable[Mapping], pack: str | None) -> list[Mapping]:
    """The entries of one pack; None is the core."""
    return [entry for entry in entries if entry.get("pack") == pack]


def drop_those_off(definitions: dict[str, Any]) -> None:
    """Leave only the entries of the core and of the packs that settings switch on."""
    on = {None, *definitions["settings"].get("packs", ())}
    for kind in JOINING:
        definitions[kind] = [entry for entry in definitions[kind] if entry.get("pack") in on]
    definitions["packs"] = [
        {"key": pack["key"], "is_on": pack["key"] in on, **pack["pack"]} for pack in definitions["packs"]
    ]


def _check_switches(settings: Mapping, packs: dict[str, Any], problems: Problems) -> None:
    for name in settings.get("packs", ()):
        if name not in packs:
            found = f"settings: packs names `{name}`, which is no folder of packs/; {nearest(name, packs)}."
            problems.add(settings.places["packs"], found)


def _check_settings(pack: dict[str, Any], core: Mapping, problems: Problems) -> None:
    if "pack" not in pack:
        place = Place(f"dbt_project/definitions/packs/{pack['key']}/pack.yml", 1)
        problems.add(place, f"the pack {pack['key']} has no name; write it into this file.")
    own = pack.get("settings", Mapping())
    for name in own.places.keys() & core.places.keys():
        found = f"settings: {name} stands at {core.places[name]} too; a number is written once."
        problems.add(own.places[name], found)
