"""Expectations on the finished `marts.mart_customer_profiles`, before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from expectations.columns import as_instants, as_numbers, as_texts
from expectations.runner import Verdict, evaluate

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.expectations.expectation import Expectation


def as_pairable_instants(column: pd.Series) -> pd.Series:
    """UTC without saying so: comparing pairs with a zone makes Great Expectations warn on every run."""
    return as_instants(column).dt.tz_localize(None)


SCORES = ("recency_score", "frequency_score", "monetary_score")
CONVERSIONS = {
    **dict.fromkeys(("customer_id", "lifecycle_stage", "rfm_class", "value_quadrant"), as_texts),
    **dict.fromkeys(("order_count", "lifetime_spend_amount", "net_spend_amount"), as_numbers),
    **dict.fromkeys((*SCORES, "days_since_last_order", "completeness_rate"), as_numbers),
    **dict.fromkeys(
        ("first_ordered_at", "last_ordered_at", "as_of_on", "next_change_on"), as_pairable_instants
    ),
}
ROW_COUNT_FLOOR_PERCENT = 80  # of the previous profile; fewer customers mean a lost source or a bad merge
Severity = Literal["error", "warn"]


@dataclass(frozen=True)
class ProfileResult:
    """One expectation on the profile; `observed` is a count or figure, never a value of a customer."""

    name: str
    passed: bool
    severity: Severity
    observed: str


def check_profiles(
    frame: pd.DataFrame,
    stages: Sequence[str],
    quadrants: Sequence[str],
    rfm_classes: Sequence[str],
    previous_row_count: int | None,
) -> list[ProfileResult]:
    """Check the profile, one row per customer; the same names in the same order every time.

    `previous_row_count` is that of the last published profile, None at the first run.
    Raises ValueError if a column is missing or of the wrong type.
    """
    import pandas as pd

    missing = sorted(set(CONVERSIONS) - set(frame.columns))
    if missing:
        raise ValueError(f"The profile to check has no column {', '.join(missing)}. Restore it in the mart.")
    prepared = pd.DataFrame({column: convert(frame[column]) for column, convert in CONVERSIONS.items()})
    errors = {**_keys(), **_facts(), **_words(stages, quadrants, rfm_classes), **_scores()}
    warnings = _volume(previous_row_count)
    expectations = errors | warnings
    verdicts = evaluate(prepared, list(expectations.values()))
    results = [
        ProfileResult(name, verdict.passed, "warn" if name in warnings else "error", _observed(verdict))
        for name, verdict in zip(expectations, verdicts, strict=True)
    ]
    if previous_row_count is None:
        results.append(ProfileResult("row_count_kept", True, "warn", "first run"))
    return results


def _keys() -> dict[str, Expectation]:
    import great_expectations.expectations as gxe

    return {
        "customer_id_not_null": _not_null("customer_id"),
        "customer_id_unique": gxe.ExpectColumnValuesToBeUnique(column="customer_id"),
        "as_of_on_not_null": _not_null("as_of_on"),
        "as_of_on_single": gxe.ExpectColumnUniqueValueCountToBeBetween(column="as_of_on", max_value=1),
    }


def _facts() -> dict[str, Expectation]:
    import great_expectations.expectations as gxe

    # a pair of nulls is nothing to compare; one null beside a value breaks the pair
    return {
        "order_count_not_null": _not_null("order_count"),
        "order_count_not_negative": _at_least_zero("order_count"),
        "lifetime_spend_amount_not_negative": _at_least_zero("lifetime_spend_amount"),
        "net_spend_not_above_lifetime": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="lifetime_spend_amount",
            column_B="net_spend_amount",
            or_equal=True,
            ignore_row_if="both_values_are_missing",
        ),
        "first_order_not_after_last": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="last_ordered_at",
            column_B="first_ordered_at",
            or_equal=True,
            ignore_row_if="both_values_are_missing",
        ),
        "days_since_last_order_not_negative": _at_least_zero("days_since_last_order"),
        "next_change_after_as_of": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="next_change_on", column_B="as_of_on", ignore_row_if="either_value_is_missing"
        ),
        "completeness_rate_is_a_rate": gxe.ExpectColumnValuesToBeBetween(
            column="completeness_rate", min_value=0, max_value=1
        ),
    }


def _words(
    stages: Sequence[str], quadrants: Sequence[str], rfm_classes: Sequence[str]
) -> dict[str, Expectation]:
    return {
        "lifecycle_stage_not_null": _not_null("lifecycle_stage"),
        "lifecycle_stage_known": _in_set("lifecycle_stage", stages),
        "rfm_class_not_null": _not_null("rfm_class"),
        "rfm_class_known": _in_set("rfm_class", rfm_classes),
        "value_quadrant_known": _in_set("value_quadrant", quadrants),
        "value_quadrant_present_with_orders": _not_null_with_orders("value_quadrant"),
    }


def _scores() -> dict[str, Expectation]:
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    expectations = {}
    for score in SCORES:
        expectations[f"{score}_from_1_to_5"] = _in_set(score, (1, 2, 3, 4, 5))
        expectations[f"{score}_present_with_orders"] = _not_null_with_orders(score)
        expectations[f"{score}_null_without_orders"] = gxe.ExpectColumnValuesToBeNull(
            column=score, row_condition=Column("order_count") == 0
        )
    return expectations


def _volume(previous_row_count: int | None) -> dict[str, Expectation]:
    import great_expectations.expectations as gxe

    # so small a share that a single customer is enough
    some_order = gxe.ExpectColumnValuesToBeBetween(column="order_count", min_value=1, mostly=1e-12)
    if previous_row_count is None:
        return {"some_customer_has_orders": some_order}
    floor = -(-previous_row_count * ROW_COUNT_FLOOR_PERCENT // 100)  # rounded up, in whole numbers
    kept = gxe.ExpectTableRowCountToBeBetween(min_value=floor)
    return {"some_customer_has_orders": some_order, "row_count_kept": kept}


def _not_null(column: str) -> Expectation:
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToNotBeNull(column=column)


def _in_set(column: str, values: Sequence[object]) -> Expectation:
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(values))


def _at_least_zero(column: str) -> Expectation:
    import great_expectations.expectations as gxe

    return gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0)


def _not_null_with_orders(column: str) -> Expectation:
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    return gxe.ExpectColumnValuesToNotBeNull(column=column, row_condition=Column("order_count") > 0)


def _observed(verdict: Verdict) -> str:
    if verdict.observed_value is not None:
        return f"{verdict.observed_value:,}"
    return f"{len(verdict.failing_rows):,} of {verdict.element_count:,} customers fall outside"
