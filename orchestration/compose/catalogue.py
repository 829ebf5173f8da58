"""docs/catalogue.md: every label with what it says, for whom, and for how long, made from the definitions."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from orchestration.compose.rule_words import rule_in_words, short

DIMENSIONS = {
    "basic": "Basic 基础属性",
    "behaviour": "Behaviour 行为",
    "psychology": "Psychology 心理",
    "needs": "Needs 需求",
    "lifecycle": "Lifecycle 生命周期",
    "value": "Value 价值",
}
_HEAD = """\
<!-- made from dbt_project/definitions by `huaxiang compose`; do not edit -->
# Catalogue of labels 标签目录

{tags} tags, {stages} lifecycle stages, {segments} segments. The same stands in `tags.dim_tags` and
`segments.dim_segments` of every snapshot; how a tag does in practice says `huaxiang tag report`.

{contents}
"""
_GIVEN = {"manual": "people give it (`huaxiang tag give`)"}


def catalogue(definitions: Mapping[str, Any]) -> str:
    """The page as Markdown."""
    tags, segments, stages = definitions["tags"], definitions["segments"], definitions["lifecycle"]
    names = _names(definitions)
    sections = {title: _of(tags, key) for key, title in DIMENSIONS.items()}
    counted = [(title, len(found)) for title, found in sections.items() if found]
    counted += [("Lifecycle stages 生命周期阶段", len(stages)), ("Segments 分群", len(segments))]
    contents = "\n".join(f"- [{title}](#{_anchor(title)}): {count}" for title, count in counted)
    parts = [
        _HEAD.format(tags=len(tags), stages=len(stages), segments=len(segments), contents=contents).rstrip(),
        *(f"## {title}\n\n{_tag_table(found, names)}" for title, found in sections.items() if found),
        f"## Lifecycle stages 生命周期阶段\n\n{_stage_table(stages, names)}",
        f"## Segments 分群\n\n{_segment_table(segments, names)}",
    ]
    return "\n\n".join(parts) + "\n"


def put_into_words(definitions: Mapping[str, Any]) -> None:
    """Give each tag its rule in words."""
    names = _names(definitions)
    for tag in definitions["tags"]:
        tag["rule_words"] = _holds(tag, names)


def write_catalogue(path: Path, definitions: Mapping[str, Any]) -> bool:
    """Write the page if it says something else than is there; return whether it did."""
    text = catalogue(definitions)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
    return True


def _names(definitions: Mapping[str, Any]) -> dict[str, str]:
    """What columns mean, in words that stand in the middle of a sentence, and labels by their name."""
    names = {
        column["name"]: short(column["description"])
        for column in definitions["features"]["columns"]
        if column["description"]
    }
    names = {name: text[:1].lower() + text[1:] for name, text in names.items()}
    labels = {entry["key"]: f"“{entry['name']['en']}”" for entry in definitions["tags"]}
    return names | labels


def _of(tags: Iterable[Mapping[str, Any]], dimension: str) -> list[Mapping[str, Any]]:
    found = [tag for tag in tags if tag["dimension"] == dimension]
    return sorted(
        found, key=lambda tag: (tag.get("pack") or "", tag.get("tier_key") or tag["key"], _rank(tag))
    )


def _rank(tag: Mapping[str, Any]) -> tuple[int, str]:
    return tag.get("tier_rank", 0), tag["key"]


def _tag_table(tags: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    rows = [
        [
            f"**{tag['name']['zh']}**<br>{tag['name']['en']}",
            f"`{tag['key']}`",
            _holds(tag, names),
            tag["owner"],
            tag["action"],
            f"{tag['ttl_days']} d",
            tag.get("pack") or "core",
        ]
        for tag in tags
    ]
    return _table(
        ["tag 标签", "key", "holds when 规则", "owner 负责", "action 动作", "lives 有效期", "pack"], rows
    )


def _holds(tag: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if tag.get("source") == "imported":
        told = " or ".join(tag["from"]["values"])
        return f"a source system says {tag['from']['trait']} is {told}"
    return _GIVEN.get(tag.get("source", "rule")) or rule_in_words(tag["rule"], names)


def _stage_table(stages: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    rows = [
        [f"**{stage['name']['zh']}**<br>{stage['name']['en']}", f"`{stage['stage']}`", _stage(stage, names)]
        for stage in stages
    ]
    return _table(["stage 阶段", "key", "the first that holds 规则"], rows)


def _stage(stage: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return rule_in_words(stage["rule"], names)


def _segment_table(segments: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    rows = [
        [
            f"**{segment['name']['zh']}**<br>{segment['name']['en']}",
            f"`{segment['key']}`",
            rule_in_words(segment["rule"], names),
            segment["owner"],
            segment["action"],
            segment.get("pack") or "core",
        ]
        for segment in sorted(segments, key=lambda segment: (segment.get("pack") or "", segment["key"]))
    ]
    return _table(["segment 分群", "key", "holds when 规则", "owner 负责", "action 动作", "pack"], rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
