"""Price sensitivity beside what is bought later, and beside what the demo hides.

Usage: python -m benchmarks.price_sensitivity

On the Complete Journey the profile of 2017-07-01 is set beside the raw lines of the half year it was made of
(does it count what the file says?) and of the next, which it cannot know: the share of lines with any
discount, the share of the list value saved, the share of lines with a coupon. Below it stands how those who
hold the tag and the others buy in the next. On the demo the answer is its truth.
"""

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.measure import measure
from ml.truth.measure import Measure, rank_correlation
from orchestration.home import Home
from orchestration.publish.snapshot import published_snapshot
from orchestration.truth import compare

CUT_OFF, END = "2017-07-01", "2026-03-02"
LINES_BEFORE = (1, 10, 20)
LEAST_LINES = 5
FEATURES = ("discounted_line_rate_365d", "discount_rate_365d")
OBSERVED = ("discounted_lines", "saved_share", "coupon_lines")
# what was saved lies in the raw rows, of which only the sum goes on
_BOUGHT = """
with bought as (
    select
        orders.customer_id,
        orders.ordered_on >= ?::date as is_later,
        count(*) as lines,
        avg((lines.retail_disc + lines.coupon_disc + lines.coupon_match_disc > 0)::int) as discounted_lines,
        sum(lines.retail_disc + lines.coupon_disc + lines.coupon_match_disc)
        / sum(lines.sales_value + lines.retail_disc + lines.coupon_match_disc) as saved_share,
        avg((lines.coupon_disc + lines.coupon_match_disc > 0)::int) as coupon_lines
    from read_parquet(?) as lines
    inner join customers.fct_orders as orders
        on orders.order_id = 'complete_journey:' || lines.basket_id
    where lines.sales_value > 0
    group by all
)

select
    bought.*,
    features.priced_line_count_365d,
    features.discounted_line_rate_365d,
    features.discount_rate_365d,
    coalesce(list_contains(string_split(profiles.tag_keys, ','), 'price_sensitive'), false) as is_tagged
from bought
inner join features.fct_customer_features as features using (customer_id)
inner join marts.mart_customer_profiles as profiles using (customer_id)
where bought.lines >= ? and features.priced_line_count_365d > 0
order by bought.customer_id, bought.is_later
"""


def main() -> None:
    """Print the figures; they are judged by a person, not asserted."""
    with tempfile.TemporaryDirectory() as folder:
        real, demo = Path(folder) / "complete_journey", Path(folder) / "demo"
        measure(real, "run", "--sources", "complete_journey", "--as-of", CUT_OFF)
        customers = bought(Home(real))
        later = customers[customers["is_later"]]
        for half_year, group in (("same half year", customers[~customers["is_later"]]), ("the next", later)):
            print(f"{'profile':<28}{half_year:<20}{'lines':>6}{'n':>7}{'rho':>7}  95 %")  # noqa: T201
            for least in LINES_BEFORE:
                for found in correlations(group, least):
                    show(found, least)
        show_holders(later)
        measure(demo, "demo", "--end", END)
        measure(demo, "run", "--as-of", END)
        for found in compare(Home(demo))[0]:
            if found.topic == "price sensitivity":
                show(found, None)


def bought(home: Home) -> pd.DataFrame:
    """A row per customer and half year with enough lines: what the profile said, what they saved."""
    lines = f"{home.raw}/complete_journey/lines/*/*.parquet"
    with duckdb.connect(str(published_snapshot(home)), read_only=True) as con:
        return con.execute(_BOUGHT, [CUT_OFF, lines, LEAST_LINES]).df()


def correlations(customers: pd.DataFrame, least: int) -> list[Measure]:
    """Each feature of those with so many lines before beside each observed share."""
    enough = customers[customers["priced_line_count_365d"] >= least]
    return [
        rank_correlation(feature, observed, enough[feature].to_numpy(), enough[observed].to_numpy(), "")
        for feature in FEATURES
        for observed in OBSERVED
    ]


def show_holders(customers: pd.DataFrame) -> None:
    """A row for who holds the tag and one for who does not."""
    for is_held, group in customers.groupby("is_tagged"):
        means = "  ".join(f"{name} {group[name].mean():.3f}" for name in OBSERVED)
        print(f"price_sensitive {'held' if is_held else 'not held':<10}{len(group):>6}  {means}")  # noqa: T201


def show(found: Measure, least: int | None) -> None:
    """One row."""
    low, high = found.interval
    known = f"{found.topic:<28}{found.what:<20}{least or '':>6}{found.count:>7}"
    print(f"{known}{found.figure:>7.3f}  {low:.3f} to {high:.3f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
