"""A tag's rule on past days: the features macro over a spine of those known then, and the models above."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from typing import Any

from orchestration.compose.lineage import of_today_alone, only
from orchestration.compose.rules import RFM_COLUMNS
from orchestration.errors import HuaxiangError
from orchestration.tags.bench import Bench

# what of a customer has no past of its own and yet may be used for it
_LASTING = {"customer_type"}


class Past:
    """Evaluates one tag on past days; `prepare` once, then `holders` per day."""

    def __init__(self, opened: Bench, tag: Mapping[str, Any], definitions: Mapping[str, Any]) -> None:
        """Refuse with a HuaxiangError a tag whose past cannot be known from facts."""
        features = definitions["features"]
        columns = set(tag["columns"])
        known = {column["name"] for column in features["columns"]}
        refuse_unknowable(tag, known.difference(of_today_alone(columns & known, definitions)))
        has_rfm = bool(columns & RFM_COLUMNS.keys())
        # RFM reads features that only its models name
        kept = features if has_rfm else only(features, columns)
        self._opened, self._tag = opened, tag
        self._variables = {"tags": [dict(tag)], "features": kept}
        self._prepare(has_rfm=has_rfm)

    def _prepare(self, *, has_rfm: bool) -> None:
        opened = self._opened
        opened.make_analysis("known_since", "known_since")
        opened.rows("create table known as from known_since")
        opened.rows(
            "create view past_spine as select known.customer_id, run_context.as_of, run_context.as_of_on"
            " from known inner join customers.dim_customers as customers using (customer_id)"
            " cross join ingest.run_context as run_context where known.known_at <= run_context.as_of"
        )
        opened.make_analysis("past_features", "past_features", self._variables)
        opened.rows("create view features.int_features__own_and_age as from past_features")
        rebuilt = ["fct_customer_features", *(["fct_customer_rfm"] if has_rfm else [])]
        for name in rebuilt:
            made = {"int_features__own_and_age", "fct_customer_features"}
            opened.make([name], self._variables, stored=made)
        opened.make(["int_tags__evaluated"], self._variables, stored=rebuilt)

    def holders(self, table: str, as_of: datetime, as_of_on: date) -> None:
        """Write into a table the customers for whom the rule holds: facts before `as_of`, on a day."""
        self._opened.look_from(as_of, as_of_on)
        self._opened.rows(
            f"create or replace temp table {table} as"
            f" select customer_id from tags.int_tags__evaluated where {self._tag['key']}"
        )


def refuse_unknowable(tag: Mapping[str, Any], features: Set[str]) -> None:
    """HuaxiangError for a tag that rests on what only a run can have observed, and names it."""
    unknown = sorted(set(tag["columns"]) - features - RFM_COLUMNS.keys() - _LASTING)
    why = None
    if tag["source"] != "rule":
        why = f"it is {tag['source']}: who held it on a past day was never a matter of facts"
    elif tag["null_policy"] == "keep_last":
        why = "it keeps its last state where nothing is known, so each day rests on the run before"
    elif unknown:
        why = f"its rule names {', '.join(unknown)}, of which only the present is known"
    if why:
        raise HuaxiangError(f"The past of {tag['key']} cannot be rebuilt: {why}.")
