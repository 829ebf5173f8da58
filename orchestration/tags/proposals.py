"""`huaxiang tag propose`: rules that told on past days what came after, as tags for a person to accept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ml.cut_offs import cut_offs
from ml.tag_proposals.propose import Proposal, corrected, propose, why_not
from ml.tag_proposals.settings import ProposalSettings
from orchestration.compose.lineage import only
from orchestration.dbt import project_vars
from orchestration.home import Home
from orchestration.settings import business_settings
from orchestration.tags.bench import Bench, bench
from orchestration.tags.drafts import Draft, draft_of, write_drafts

# the day to prove on, and so many to choose on: older ones say less of today's customers
_DAYS_TO_CHOOSE_ON = 5
_HIGH_SPEND_QUANTILE = 0.8
_BEGINNING = "select min(ordered_on) from customers.fct_orders where customer_id is not null"
_SPENT = """
select
    looked.customer_id,
    looked.cut_off_on,
    cast(sum(orders.reporting_amount) as double) as spent
from looked
inner join customers.fct_orders as orders
    on looked.customer_id = orders.customer_id
    and orders.ordered_on >= looked.cut_off_on
    and orders.ordered_on < looked.cut_off_on + cast(? as integer)
group by looked.customer_id, looked.cut_off_on
"""
_CLOSEST = """
with would as (select customer_id from features.fct_customer_features where {rule})
select
    tags.tag_key,
    count(would.customer_id) / ((select count(*) from would) + count(*) - count(would.customer_id)) as jaccard
from tags.fct_customer_tags as tags
left join would on tags.customer_id = would.customer_id
where tags.is_usable
group by tags.tag_key
order by jaccard desc, tags.tag_key
limit 1
"""
_COUNT = "select count(*), count_if({rule}) from features.fct_customer_features"


@dataclass(frozen=True)
class Frame:
    """Customers at past days: the analysis that makes them, the setting of its horizon, whom it speaks of."""

    analysis: str
    horizon: str
    scope: str


@dataclass(frozen=True)
class Outcome:
    """What is to be told: its names, and per row of the frame whether it came true."""

    key: str
    zh: str
    en: str
    frame: Frame
    happened: Callable[[pd.DataFrame], np.ndarray]


@dataclass(frozen=True)
class Proposed:
    """What a search came to: drafts by key, what was chosen and not proven, what could not be searched."""

    drafts: list[Draft]
    refused: list[str]
    notes: list[str]


CUSTOMERS = Frame("training_features", "churn_horizon_days", "order_count > 0")
LEADS = Frame("training_conversion", "conversion_horizon_days", "order_count = 0")


def _spends_much(frame: pd.DataFrame) -> np.ndarray:
    """Whether the spend after the day is among the highest fifth of that day, and any."""
    edge = frame.groupby("cut_off_on")["spent"].transform(lambda spent: spent.quantile(_HIGH_SPEND_QUANTILE))
    return ((frame["spent"] >= edge) & (frame["spent"] > 0)).to_numpy()


OUTCOMES = (
    Outcome(
        "leaves", "易流失", "Likely to leave", CUSTOMERS, lambda frame: frame["is_churned"].to_numpy(bool)
    ),
    Outcome(
        "returns",
        "会复购",
        "Likely to order again",
        CUSTOMERS,
        lambda frame: ~frame["is_churned"].to_numpy(bool),
    ),
    Outcome("spends", "高消费潜力", "Likely to spend much", CUSTOMERS, _spends_much),
    Outcome(
        "converts",
        "易转化",
        "Likely to order first",
        LEADS,
        lambda frame: frame["is_converted"].to_numpy(bool),
    ),
)


def propose_tags(home: Home, settings: ProposalSettings | None = None) -> Proposed:
    """Search every outcome on the newest snapshot; what is proposed is kept as drafts in the home."""
    definitions, settings = project_vars(), settings or ProposalSettings()
    columns = _columns(definitions)
    chosen: list[Proposal] = []
    notes: list[str] = []
    with bench(home) as opened:
        for frame in (CUSTOMERS, LEADS):
            horizon_days = business_settings()[frame.horizon]
            rows = past_customers(opened, frame, horizon_days, columns, definitions)
            for outcome in (each for each in OUTCOMES if each.frame is frame):
                found, note = propose(
                    outcome.key, rows, outcome.happened(rows), columns, horizon_days, settings
                )
                chosen += found
                notes += [note] if note else []
        drafts, refused = _judged(opened, corrected(chosen), definitions, settings)
    write_drafts(home, drafts)
    return Proposed(drafts, refused, notes)


def _columns(definitions: Mapping[str, Any]) -> list[str]:
    """Every number that was known on past days as it is today."""
    silent = set(definitions["settings"]["card_leaves_out"])
    return [
        column["name"]
        for column in definitions["features"]["columns"]
        if column["kind"] != "relative"
        and column["type"] not in ("string", "date", "timestamp", "boolean")
        and column["name"] not in silent
    ]


def past_customers(
    opened: Bench, frame: Frame, horizon_days: int, columns: Sequence[str], definitions: Mapping[str, Any]
) -> pd.DataFrame:
    """Customers at past days with the features of then, what came after, and what they spent."""
    ((first_on,),) = opened.rows(_BEGINNING)
    days = cut_offs(first_on, opened.as_of_on, horizon_days) if first_on else []
    known = [day for day in days if days and (days[-1] - day).days >= horizon_days][-_DAYS_TO_CHOOSE_ON:]
    opened.rows("create or replace table ingest.training_cut_offs (cut_off_on date)")
    for day in [*known, *days[-1:]]:
        opened.rows("insert into ingest.training_cut_offs values (?)", [day])
    opened.make_analysis(frame.analysis, "past", {"features": only(definitions["features"], columns)})
    told = ", ".join(f"cast({name} as double) as {name}" for name in columns)
    labels = [name for name in ("is_churned", "is_converted") if name in _names(opened, "past")]
    opened.rows(
        "create or replace temp table looked as"
        f" select customer_id, cut_off_on, {', '.join(labels)}, {told} from past"
    )
    rows = opened.con.execute("from looked order by cut_off_on, customer_id").df()
    spent = opened.con.execute(_SPENT, [horizon_days]).df()
    return rows.merge(spent, how="left", on=["customer_id", "cut_off_on"]).fillna({"spent": 0.0})


def _names(opened: Bench, view: str) -> set[str]:
    return {name for (name,) in opened.rows(f"select column_name from (describe {view})")}


def _judged(
    opened: Bench, proposals: Sequence[Proposal], definitions: Mapping[str, Any], settings: ProposalSettings
) -> tuple[list[Draft], list[str]]:
    """Drafts of what is proven and no tag says yet, and why the others are none."""
    outcomes = {outcome.key: outcome for outcome in OUTCOMES}
    nearly, drafts, refused = business_settings()["tag_proposal_overlap"], [], []
    for proposal in proposals:
        outcome = outcomes[proposal.outcome]
        rule = f"{outcome.frame.scope} and {proposal.rule.sql}"
        if why := why_not(proposal, settings):
            refused.append(f"{outcome.en}, {rule}: {why}")
            continue
        closest = opened.rows(_CLOSEST.format(rule=rule))
        if closest and closest[0][1] >= nearly:
            refused.append(
                f"{outcome.en}, {rule}: nearly the tag {closest[0][0]} (Jaccard {closest[0][1]:.2f})"
            )
            continue
        ((customers, holders),) = opened.rows(_COUNT.format(rule=rule))
        drafts.append(
            draft_of(
                proposal,
                names=(outcome.zh, outcome.en),
                scope=outcome.frame.scope,
                horizon_days=business_settings()[outcome.frame.horizon],
                features={column["name"]: column for column in definitions["features"]["columns"]},
                taken={draft.key for draft in drafts},
                today=(holders, customers),
                closest=closest[0] if closest else None,
            )
        )
    return drafts, refused
