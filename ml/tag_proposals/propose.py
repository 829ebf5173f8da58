"""From customers at past cut-offs to rules: chosen on the earlier ones, proven on the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from ml.tag_proposals.rules import Rule, conditions_of
from ml.tag_proposals.search import search
from ml.tag_proposals.settings import ProposalSettings

# rows looked at in the search: more would not change which rule is best
_MOST_ROWS = 40_000
_SEED = 20111209


@dataclass(frozen=True)
class Told:
    """What a rule tells of the customers of some cut-offs: those it finds, those of whom it came true."""

    customer_count: int
    found_count: int
    true_count: int
    all_true_count: int

    @property
    def share(self) -> float:
        """Coverage: of all, so many are found."""
        return self.found_count / self.customer_count

    @property
    def precision(self) -> float:
        """Of those found, of so many it came true."""
        return self.true_count / self.found_count if self.found_count else 0.0

    @property
    def everywhere(self) -> float:
        """Of all, of so many it came true."""
        return self.all_true_count / self.customer_count

    @property
    def lift(self) -> float:
        """Precision over that of all."""
        return self.precision / self.everywhere if self.all_true_count else 0.0


@dataclass(frozen=True)
class Proposal:
    """A rule with what it told when it was chosen and on the last cut-off, `proven_on`.

    `precision_interval` is Wilson's; `p_value` that of as many true ones by chance (hypergeometric), after
    Holm's correction over all rules chosen.
    """

    outcome: str
    rule: Rule
    chosen: Told
    proven: Told
    proven_on: date
    precision_interval: tuple[float, float]
    p_value: float

    @property
    def lift_interval(self) -> tuple[float, float]:
        """That of the precision, over the share of all."""
        low, high = self.precision_interval
        return low / self.proven.everywhere, high / self.proven.everywhere


def propose(
    outcome: str,
    frame: pd.DataFrame,
    happened: np.ndarray,
    columns: Sequence[str],
    horizon_days: int,
    settings: ProposalSettings,
) -> tuple[list[Proposal], str]:
    """Every rule that was chosen for an outcome, proven or not, and why there is none where there is none.

    `frame`: one row per customer and cut-off with cut_off_on and the columns, as of it; `happened`: true or
    false per row. Chosen on the cut-offs whose horizon had ended by the last one, tried on the last.
    """
    day = pd.to_datetime(frame["cut_off_on"]).to_numpy(dtype="datetime64[D]")
    if not len(day):
        return [], f"{outcome}: no past day has customers whose outcome is known."
    is_last, horizon = day == day.max(), np.timedelta64(horizon_days, "D")
    is_known = day + horizon <= day.max()
    if lack := _lack(outcome, happened[is_known], happened[is_last], settings):
        return [], lack
    known = np.flatnonzero(is_known)
    if len(known) > _MOST_ROWS:
        known = np.sort(np.random.default_rng(_SEED).choice(known, _MOST_ROWS, replace=False))
    numbers = {name: frame[name].to_numpy(dtype="float64", na_value=np.nan) for name in columns}
    before = {name: values[known] for name, values in numbers.items()}
    conditions, holds = conditions_of(before, settings.least_share)
    found = search(holds, happened[known], settings) if conditions else []
    last = {name: values[is_last] for name, values in numbers.items()}
    proposals = [
        _tried(
            outcome,
            Rule(tuple(conditions[place] for place in chosen)),
            (before, happened[known]),
            (last, happened[is_last]),
            day.max().item(),
            settings,
        )
        for chosen in found
    ]
    return proposals, "" if proposals else f"{outcome}: no rule tells it from the rest."


def corrected(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The same with p-values by Holm's correction over all of them."""
    order = np.argsort([proposal.p_value for proposal in proposals], kind="stable")
    found, least = list(proposals), 0.0
    for place, position in enumerate(order):
        least = max(least, min(1.0, proposals[position].p_value * (len(proposals) - place)))
        found[position] = replace(proposals[position], p_value=least)
    return found


def why_not(proposal: Proposal, settings: ProposalSettings) -> str:
    """Why a rule is not proposed; empty where it is."""
    if proposal.p_value > settings.most_p:
        return f"not proven on {proposal.proven_on}: by chance with p = {proposal.p_value:.2f}"
    if proposal.proven.lift < settings.least_lift:
        return f"on {proposal.proven_on} its lift is {proposal.proven.lift:.2f}, below {settings.least_lift}"
    return ""


def _lack(outcome: str, known: np.ndarray, last: np.ndarray, settings: ProposalSettings) -> str:
    for name, happened in (("the days to choose on", known), ("the day to prove on", last)):
        rarest = int(min(happened.sum(), len(happened) - happened.sum()))
        if len(happened) < settings.least_rows or rarest < settings.least_per_class:
            return (
                f"{outcome}: {name} have {len(happened)} customers, {rarest} of the rarer outcome;"
                f" {settings.least_rows} and {settings.least_per_class} are needed."
            )
    return ""


def _tried(
    outcome: str,
    rule: Rule,
    before: tuple[Mapping[str, np.ndarray], np.ndarray],
    last: tuple[Mapping[str, np.ndarray], np.ndarray],
    proven_on: date,
    settings: ProposalSettings,
) -> Proposal:
    from scipy.stats import binomtest, hypergeom

    proven = _told(rule, *last)
    count, true = proven.found_count, proven.true_count
    interval, p_value = (0.0, 1.0), 1.0
    if count:
        wilson = binomtest(true, count).proportion_ci(settings.confidence, method="wilson")
        interval = (float(wilson.low), float(wilson.high))
        p_value = float(hypergeom.sf(true - 1, proven.customer_count, proven.all_true_count, count))
    return Proposal(outcome, rule, _told(rule, *before), proven, proven_on, interval, p_value)


def _told(rule: Rule, numbers: Mapping[str, np.ndarray], happened: np.ndarray) -> Told:
    holds = rule.holds(numbers)
    return Told(len(holds), int(holds.sum()), int(happened[holds].sum()), int(happened.sum()))
