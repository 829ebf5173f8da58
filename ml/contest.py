"""Champion and challenger: whether a new fit takes the place of the one in use.

Both are tried on the rows of the newest test, as they were fitted for their own tests: on outcomes known
before those of the newest begin. So neither has seen them, and the challenger is ahead by as much newer data
as it would be in use. That it is not worse is proven when it is sure to keep a share of what the champion
adds to the baseline: the fixed margin of trials of non-inferiority (FDA 2016, "Non-Inferiority Clinical
Trials").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

CHAMPION, CHALLENGER = "champion", "challenger"


class NotComparableError(ValueError):
    """The fit in use cannot be tried on the rows of today, so what is known of it no longer counts."""


class Told(NamedTuple):
    """A number with the ends of its interval, which are None where there is none."""

    value: float
    low: float | None
    high: float | None


class Fit(Protocol):
    """A fit of any kind of model: `tried` is what was fitted for its test, None without one."""

    model_version: str
    is_published: bool
    reason: str
    card: dict[str, Any]
    tried: Any


@dataclass(frozen=True)
class Contest:
    """Two fits by the `figure` that decides. `lead` is how much better the challenger is than the champion,
    `over_baseline` how much better the champion is than the baseline, both paired and above 0 for better.
    The challenger must be sure to lose less than `may_lose`.
    """

    champion_version: str
    challenger_version: str
    figure: str
    champion: Told
    challenger: Told
    lead: Told
    over_baseline: Told
    may_lose: float

    @property
    def is_not_worse(self) -> bool:
        """Whether the challenger is proven to keep enough, and not proven to be worse all the same."""
        return self.lead.low is not None and self.lead.low > -self.may_lose and self.lead.high >= 0

    @property
    def champion_holds(self) -> bool:
        """Whether the champion is still proven better than its baseline."""
        return self.over_baseline.low is not None and self.over_baseline.low > 0

    def __str__(self) -> str:
        """The figures in words."""
        told = {name: getattr(self, name) for name in (CHALLENGER, CHAMPION)}
        by = " against ".join(f"{_number(each.value)} of the {name}" for name, each in told.items())
        ends = "" if self.lead.low is None else f", interval {self.lead.low:+.4f} to {self.lead.high:+.4f}"
        return f"{self.figure} {by} on the same rows (lead {self.lead.value:+.4f}{ends})"


def contest(
    champion: Fit,
    challenger: Fit,
    figure: str,
    figures: Mapping[str, Mapping[str, Any]],
    over_baseline: Told,
    keeps_share: float,
) -> Contest:
    """From the figures of `model` (the challenger) and CHAMPION, with the difference between them."""
    return Contest(
        champion.model_version,
        challenger.model_version,
        figure,
        told(figures[CHAMPION], figure),
        told(figures["model"], figure),
        told(figures[CHAMPION], f"{figure}_difference"),
        over_baseline,
        round((1 - keeps_share) * max(over_baseline.value, 0.0), 6),
    )


def told(figures: Mapping[str, Any], figure: str) -> Told:
    """A figure with its interval."""
    return Told(figures[figure], *(figures.get(f"{figure}_interval") or (None, None)))


def require_comparable(champion: Fit, challenger: Fit) -> None:
    """NotComparableError unless both were tested, for the same horizon, the champion not later."""
    for name, fit in {CHALLENGER: challenger, CHAMPION: champion}.items():
        if fit.tried is None:
            raise NotComparableError(f"the {name} {fit.model_version} has no test to be tried by")
    days = [fit.card.get("horizon_days") for fit in (champion, challenger)]
    if days[0] != days[1]:
        raise NotComparableError(f"it looks {days[0]} days ahead, and {days[1]} are asked for now")
    began = [date.fromisoformat(fit.card["test"]["cut_offs"][0]) for fit in (champion, challenger)]
    if began[0] > began[1]:
        raise NotComparableError(f"its own test begins on {began[0]}, after that of {began[1]}")


def require_inputs(champion: Fit, named: list[str], known: set[str]) -> None:
    """NotComparableError when the champion reads inputs that there are no longer."""
    if gone := [name for name in named if name.partition("=")[0] not in known]:
        raise NotComparableError(f"it reads {', '.join(gone)}, which is no input any more")


def in_use(challenger: Fit, champion_version: str | None, found: Contest | None) -> tuple[str | None, str]:
    """The version to use from now on, None for none, and why it is not the challenger; '' when it is.

    Without a contest the challenger's own test decides.
    """
    if challenger.is_published and (found is None or found.is_not_worse or not found.champion_holds):
        return challenger.model_version, ""
    if found is None or not found.champion_holds:
        return None, challenger.reason
    stays = f"Version {champion_version} stays in use"
    if challenger.is_published:
        return champion_version, (
            f"Fit {challenger.model_version} is not proven as good as the one in use: {found}; it may lose"
            f" less than {found.may_lose:.4f}. {stays}."
        )
    return champion_version, f"{challenger.reason} {stays}, which is proven: {found}."


def _number(value: float) -> str:
    return f"{value:,.4f}"
