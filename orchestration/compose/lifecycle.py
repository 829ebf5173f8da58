"""Lifecycle stages: a rule, and the evidence of which at least one piece must be there."""

from collections.abc import Set

from orchestration.compose import rules
from orchestration.compose.documents import Mapping, Problems
from orchestration.compose.lineage import columns_of


def spell_out(stages: list[Mapping], settings: Mapping, columns: Set[str], problems: Problems) -> None:
    """Fill the rules of stages and evidence; a stage holds where its rule does and any of its evidence.

    Gives each stage `columns`, those its rule reads; reports when a customer could be left without a stage.
    """
    for stage in stages:
        if not stage.keys() & {"rule", "evidence"}:
            problems.add(stage.places["stage"], f"{stage.what} has no `rule`; write one, or `evidence`.")
        pieces = [piece["rule"] for piece in stage.get("evidence", ()) if "rule" in piece]
        if pieces:
            any_of = " or ".join(f"({piece})" for piece in pieces)
            stage.places.setdefault("rule", stage.places["evidence"])
            stage["rule"] = f"({stage['rule']}) and ({any_of})" if "rule" in stage else any_of
    rules.fill(stages, settings, columns, problems)
    for stage in stages:
        rules.fill(stage.get("evidence", ()), settings, columns, problems)
    if not problems:
        for stage in stages:
            stage["columns"] = sorted(columns_of(stage["rule"]))
    last = stages[-1] if stages else {"rule": "true"}
    if last.get("rule", "").strip().lower() != "true":
        found = f'{last.what} is the last; its rule must be "true", so that every customer has a stage.'
        problems.add(last.places.get("rule", last.places["stage"]), found)
