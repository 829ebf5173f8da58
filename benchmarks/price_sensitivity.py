"""Price sensitivity beside what is bought later.

Usage: python -m benchmarks.evaluate price_sensitivity

On the Complete Journey the profile of 2017-07-01 is set beside the raw lines of the half year it was made of
(does it count what the file says?) and of the next, which it cannot know: the share of lines with any
discount, the share of the list value saved, the share of lines with a coupon. Below it stands how those who
hold the tag and the others buy in the next. (On the demo the answer is its truth: benchmarks.truth.)
"""

import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.evaluated import Evaluated, of_measures
from benchmarks.measure import measure
from ml.evaluation import Sampling
from ml.text.evaluate import mean_with_interval
from ml.truth.measure import Measure, rank_correlation
from orchestration.home import Home
from orchestration.publish.snapshot import published_snapshot

CUT_OFF = "2017-07-01"
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


def evaluated() -> list[Evaluated]:
    """Rank correlations of what the profile says with what was bought, and how holders of the tag buy."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "complete_journey"
        measure(home, "run", "--sources", "complete_journey", "--as-of", CUT_OFF)
        customers = bought(Home(home))
    later = customers[customers["is_later"]]
    counted = [
        measure
        for measure in correlations(customers[~customers["is_later"]], 1)
        if (measure.topic, measure.what) in zip(FEATURES, OBSERVED, strict=False)
    ]
    rows = of_measures("complete_journey, the half year it was made of: a check of counting", counted)
    for least in LINES_BEFORE:
        data = f"complete_journey, the next half year, {least} or more lines before"
        rows += of_measures(data, correlations(later, least))
    return [*rows, *of_holders(later)]


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


def of_holders(customers: pd.DataFrame) -> list[Evaluated]:
    """How those who hold the tag buy in the next half year, beside the others."""
    how, (others, holders) = Sampling(), (customers[customers["is_tagged"] == held] for held in (False, True))
    return [
        Evaluated(
            "tag price_sensitive",
            "complete_journey, the next half year",
            name,
            *mean_with_interval(holders[name].to_numpy(), how),
            "who does not hold it",
            *mean_with_interval(others[name].to_numpy(), how),
        )
        for name in OBSERVED
    ]
