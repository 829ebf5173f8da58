"""What a fit of the personas is made with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonaSettings:
    """Every number the fit depends on. Shares lie between 0 and 1; an act is a customer, a thing and a day.

    window_days: how far back acts count; test_days: the last of them, which test. min_customers: customers
    with enough acts, below which nothing is fitted. min_acts: acts below which a
    customer is in no persona; min_membership: probability below which one is in none. min_thing_customers,
    min_thing_share: of how many customers, at least, a thing is looked at; things_per_kind: the commonest
    that are.

    k_min, k_max: numbers of personas tried. choice_rows, fit_rows: sizes of the samples that choose the
    number and place the personas. starts: beginnings of a fit, of which the likeliest counts; rounds: the
    most steps from each; habit: acts of an average customer added to each persona. bootstraps: resamples
    behind a stability.

    min_foretold: how many times as likely as by the shares of all a persona's own later acts must be.
    min_stability: mean adjusted Rand index between the personas and those found in a resample.
    min_persona_share, min_persona_size: the smallest persona allowed. enough_share: of the best gain, what a
    smaller number must reach; keep_share: what the previous personas must reach to stay. carry_reach: how
    far a persona may wander and keep its key, as a share of the way to the nearest other one.
    max_moved_share: customers a refit may place otherwise.

    name_lift: how many times the share of all a thing must have to set a persona apart; kept_lift: below it,
    it no longer does. max_p_value: for all comparisons together (Holm).
    """

    seed: int = 0
    window_days: int = 365
    test_days: int = 90
    min_customers: int = 200
    min_acts: int = 5
    # two to one against all others together
    min_membership: float = 2 / 3
    min_thing_customers: int = 20
    min_thing_share: float = 0.005
    things_per_kind: int = 100
    k_min: int = 2
    k_max: int = 10
    choice_rows: int = 4_000
    fit_rows: int = 50_000
    starts: int = 3
    rounds: int = 100
    habit: float = 20.0
    bootstraps: int = 8
    # of the halves of a continuum later acts are 1.02 times as likely: true, and of no use to anybody
    min_foretold: float = 1.05
    min_stability: float = 0.85
    min_persona_share: float = 0.02
    min_persona_size: int = 30
    # of 15 made-up worlds, others than in benchmarks/personas.py, 0.9 took the number of 12, overshot none;
    # what is not proven worse than the best: 12 and 1, and ever more personas with ever more customers
    enough_share: float = 0.9
    keep_share: float = 0.9
    carry_reach: float = 0.5
    max_moved_share: float = 0.10
    name_lift: float = 1.5
    kept_lift: float = 1.2
    max_p_value: float = 0.01
