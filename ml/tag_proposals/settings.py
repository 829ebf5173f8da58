"""What the search for tags is told from outside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProposalSettings:
    """`per_outcome` rules of at most `most_conditions` are chosen, each of `least_share` to `most_share`.

    A rule is proposed if on the last cut-off its precision is `least_lift` times the share of all and more,
    with a p-value of at most `most_p` after Holm's correction over all rules chosen.
    """

    per_outcome: int = 5
    most_conditions: int = 3
    least_share: float = 0.02
    most_share: float = 0.5
    least_lift: float = 1.2
    most_p: float = 0.05
    confidence: float = 0.95
    # of two rules that are more alike than this (Jaccard) one is chosen
    most_alike: float = 0.5
    # what a further condition must add to the quality of a rule to be worth reading
    least_gain: float = 1.1
    least_rows: int = 500
    least_per_class: int = 100
