"""Proposed rules as ready tag definitions, kept in the home until a person accepts them."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape

from ml.tag_proposals.propose import Proposal
from ml.tag_proposals.rules import Condition
from orchestration.compose import checked
from orchestration.compose.rule_words import short
from orchestration.compose.wording import nearest
from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import DBT_PROJECT_DIR

NOBODY = "nobody yet"
_TTL_DAYS = 30
_FILE = "tags.yml"
_ACCEPTED = "proposed.yml"
_SIGNS = {True: "≥", False: "≤"}


@dataclass(frozen=True)
class Draft:
    """A tag as a definition says it, and what is known of it.

    `today`: who would hold it and all customers; `closest`: the tag most like it, and how much (Jaccard).
    """

    definition: Mapping[str, Any]
    proposal: Proposal
    today: tuple[int, int]
    closest: tuple[str, float] | None

    @property
    def key(self) -> str:
        """The tag's key."""
        return self.definition["key"]


def draft_of(
    proposal: Proposal,
    *,
    names: tuple[str, str],
    scope: str,
    horizon_days: int,
    features: Mapping[str, Mapping[str, Any]],
    taken: Set[str],
    today: tuple[int, int],
    closest: tuple[str, float] | None,
) -> Draft:
    """The definition: key, names and purpose from what the rule reads, examples on and beside its edges."""
    conditions = sorted(proposal.rule.conditions, key=lambda condition: (condition.column, condition.value))
    key = "_".join([proposal.outcome, "by", *dict.fromkeys(condition.column for condition in conditions)])
    number = 2
    while key in taken:
        key, number = f"{key.rsplit('_no_', 1)[0]}_no_{number}", number + 1
    zh = "，".join(_said(condition, features[condition.column]["name_zh"]) for condition in conditions)
    en = ", ".join(
        _said(condition, short(features[condition.column]["description"])) for condition in conditions
    )
    definition = {
        "key": key,
        "name": {"zh": f"{names[0]}（{zh}）", "en": f"{names[1]} ({en})"},
        "dimension": features[conditions[0].column]["dimension"],
        "rule": " and ".join([scope, *(condition.sql for condition in conditions)]),
        "owner": NOBODY,
        "purpose": _purpose(proposal, horizon_days),
        "action": NOBODY,
        "ttl_days": _TTL_DAYS,
        "null_policy": "not_held",
        "sensitivity": "low",
        "examples": _examples(conditions, scope),
    }
    return Draft(definition, proposal, today, closest)


def _purpose(proposal: Proposal, horizon_days: int) -> dict[str, str]:
    """What came of those it found on the day it was proven, beside all."""
    those, everybody = (f"{share:.0%}" for share in (proposal.proven.precision, proposal.proven.everywhere))
    low, high = (f"{end:.0%}" for end in proposal.precision_interval)
    day = proposal.proven_on
    return {
        "zh": f"自 {day} 起 {horizon_days} 天内，其中 {those}（{low} 至 {high}）如此，全体为 {everybody}；"
        "由系统提出",
        "en": f"of these {those} ({low} to {high}) within {horizon_days} days from {day}, of all {everybody};"
        " proposed by the system",
    }


def write_drafts(home: Home, drafts: list[Draft]) -> Path:
    """Keep them where `tag preview KEY --file` and `tag accept` find them, in place of those of before."""
    home.proposals.mkdir(parents=True, exist_ok=True)
    path = drafts_file(home)
    path.write_text(_as_yaml([dict(draft.definition) for draft in drafts]), encoding="utf-8")
    return path


def drafts_file(home: Home) -> Path:
    """The file of drafts."""
    return home.proposals / _FILE


def accept(
    home: Home, key: str, owner: str, action: str, names: Mapping[str, str], project: Path = DBT_PROJECT_DIR
) -> Path:
    """Write a draft into definitions/tags/proposed.yml with an owner and an action; the file.

    `names` by language stand in place of the ones proposed. HuaxiangError for a key that was not proposed or
    is a tag already, and for what compose finds wrong; then nothing is written.
    """
    drafts = _drafted(home)
    if key not in drafts:
        raise HuaxiangError(
            f"No tag {key} is proposed; {nearest(key, drafts)}. `huaxiang tag propose` lists them."
        )
    if key in {tag["key"] for tag in checked(project)["tags"]}:
        raise HuaxiangError(f"{key} is a tag already. Change it in dbt_project/definitions/tags/.")
    tag = drafts[key] | {"owner": owner, "action": action}
    tag["name"] = {**tag["name"], **{language: name for language, name in names.items() if name}}
    path = project / "definitions" / "tags" / _ACCEPTED
    before = path.read_text(encoding="utf-8") if path.exists() else None
    accepted = yaml.safe_load(before)["tags"] if before else []
    path.write_text(_as_yaml([*accepted, tag]), encoding="utf-8")
    try:
        checked(project)
    except HuaxiangError:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")
        raise
    return path


def show_drafts(out: Console, drafts: list[Draft], passed_over: list[str]) -> None:
    """Print what is proposed, with its figures, and what was looked at and is not proposed."""
    for draft in drafts:
        told, chosen, definition = draft.proposal.proven, draft.proposal.chosen, draft.definition
        (low, high), (holders, customers) = draft.proposal.lift_interval, draft.today
        out.print(f"[bold]{escape(definition['name']['zh'])}[/bold]  {escape(definition['name']['en'])}")
        out.print(f"  {draft.key}: {escape(definition['rule'])}")
        out.print(
            f"  on {draft.proposal.proven_on} true of {told.precision:.1%} of {told.found_count:,}, of all"
            f" {told.everywhere:.1%}: lift {told.lift:.2f} ({low:.2f} to {high:.2f}), when chosen"
            f" {chosen.lift:.2f}; coverage {told.share:.1%}, p {draft.proposal.p_value:.1g}"
        )
        closest = f"; closest tag {draft.closest[0]}, Jaccard {draft.closest[1]:.2f}" if draft.closest else ""
        out.print(f"  {holders:,} of {customers:,} customers would hold it today{closest}")
    for told in passed_over:
        out.print(f"[dim]not proposed: {escape(told)}[/dim]")
    out.print(f"{len(drafts)} tags proposed.")


def _drafted(home: Home) -> dict[str, dict[str, Any]]:
    path = drafts_file(home)
    if not path.exists():
        raise HuaxiangError("Nothing is proposed yet; `huaxiang tag propose` looks for tags.")
    return {tag["key"]: tag for tag in yaml.safe_load(path.read_text(encoding="utf-8"))["tags"]}


def _said(condition: Condition, name: str) -> str:
    return f"{name} {_SIGNS[condition.is_least]} {condition.value:g}"


def _examples(conditions: list[Condition], scope: str) -> list[dict[str, Any]]:
    """On the edges, one beside each, and where nothing is known."""
    orders = 0 if scope.endswith("= 0") else 1
    edges = {"order_count": orders}
    for condition in sorted(conditions, key=lambda condition: condition.is_least):
        edges[condition.column] = condition.value
    edges = {column: _plain(value) for column, value in edges.items()}
    beside = [
        {
            "case": f"beside the edge of {condition.column}",
            **edges,
            condition.column: _plain(condition.value + (-1 if condition.is_least else 1)),
            "held": False,
        }
        for condition in conditions
    ]
    return [
        {"case": "on the edges", **edges, "held": True},
        *beside,
        {"case": "nothing known", "held": False},
    ]


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _as_yaml(tags: list[dict[str, Any]]) -> str:
    head = "# Tags that `huaxiang tag propose` found; a person answers for each that was accepted.\n"
    text = yaml.safe_dump({"tags": tags}, allow_unicode=True, sort_keys=False, width=float("inf"))
    return head + text
