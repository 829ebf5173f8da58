"""Orders, real and made up, and the point-in-time frame that the value model is trained on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from ml.value.bgnbd import Parameters
from orchestration.settings import PROJECT_ROOT, Settings

_ORDERS = ["customer_id", "ordered_on", "amount"]


def real_data() -> Path:
    """The folder of the real extracts."""
    folder = Settings.from_environment().variable("HUAXIANG_REAL_DATA") or "../shared/data"
    return (PROJECT_ROOT / folder).resolve()


def cdnow(folder: Path) -> pd.DataFrame:
    """Orders of the tenth of CDNOW's new customers of early 1997, to 1998-06-30."""
    orders = pd.read_parquet(folder / "cdnow_sample/cdnow_sample.parquet")
    return _named(orders, "customer_id", "date", "amount")


def online_retail(folder: Path) -> pd.DataFrame:
    """Orders of the gift shop."""
    lines = online_retail_lines(folder)
    lines = lines.assign(amount=lines["Quantity"] * lines["UnitPrice"])
    by_invoice = {"Customer ID": "first", "InvoiceDate": "min", "amount": "sum"}
    orders = lines.groupby("InvoiceNo", as_index=False).agg(by_invoice)
    return _named(orders, "Customer ID", "InvoiceDate", "amount")


def online_retail_lines(folder: Path) -> pd.DataFrame:
    """Lines of the gift shop that are no cancellations, with a customer and a price."""
    lines = pd.read_parquet(folder / "online_retail/online_retail_2010_2011.parquet")
    sold = lines["Customer ID"].notna() & ~lines["InvoiceNo"].astype(str).str.startswith("C")
    return lines[sold & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]


def adventureworks(folder: Path) -> pd.DataFrame:
    """Orders of an invented bicycle company, of two and a half years: the one set with a second season."""
    lines = pd.read_parquet(folder / "adventureworks/sales.parquet")
    products = pd.read_parquet(folder / "adventureworks/products.parquet").set_index("ProductKey")
    lines["amount"] = lines["OrderQuantity"] * lines["ProductKey"].map(products["ProductPrice"])
    lines["OrderDate"] = pd.to_datetime(lines["OrderDate"], format="%m/%d/%Y")
    by_order = {"CustomerKey": "first", "OrderDate": "min", "amount": "sum"}
    orders = lines.groupby("OrderNumber", as_index=False).agg(by_order)
    return _named(orders, "CustomerKey", "OrderDate", "amount")


def _named(orders: pd.DataFrame, *columns: str) -> pd.DataFrame:
    named = orders[list(columns)].set_axis(_ORDERS, axis=1)
    days = pd.to_datetime(named["ordered_on"]).dt.normalize().astype("datetime64[s]")
    return named.assign(ordered_on=days, amount=named["amount"].astype("float64"))


def made_up(
    customers: int,
    parameters: Parameters,
    seed: int = 1,
    first_on: date = date(2023, 1, 1),
    days: int = 730,
    amount_spread: float = 0.6,
    season: float = 1.0,
) -> pd.DataFrame:
    """Orders of customers who come over `days` and live as the model says; rates from July on times `season`.

    Amounts are lognormal around a mean of the customer's own.
    """
    random = np.random.default_rng(seed)
    rate = random.gamma(parameters.r, 1 / parameters.alpha, customers)
    stop = random.beta(parameters.a, parameters.b, customers)
    usual = random.lognormal(4, 0.8, customers)
    who, moment = np.arange(customers), random.uniform(0, days, customers)
    found = []
    while len(who):
        found.append((who, moment, usual[who] * random.lognormal(0, amount_spread, len(who))))
        may_stop = len(found) > 1 or parameters.first_may_be_last
        goes_on = random.random(len(who)) >= stop[who] if may_stop else np.ones(len(who), dtype=bool)
        who, moment = who[goes_on], moment[goes_on]
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            moment = _later(moment, random.exponential(1.0, len(who)) / rate[who], season)
        who, moment = who[moment < days], moment[moment < days]
    who, moment, amount = (np.concatenate(column) for column in zip(*found, strict=True))
    on = np.datetime64(first_on, "s") + moment.astype("int64").astype("timedelta64[D]")
    return pd.DataFrame({"customer_id": who, "ordered_on": on, "amount": np.round(amount, 2)})


def _later(moment: np.ndarray, wait: np.ndarray, season: float) -> np.ndarray:
    """The moment at which so much waiting is over, when in the second half of each year it goes by faster."""
    if season == 1.0:
        return moment + wait
    year, half = 365.0, 182.5
    into = moment % year
    worked = moment // year * (half + half * season)
    worked += np.minimum(into, half) + np.maximum(into - half, 0) * season + wait
    years, rest = np.divmod(worked, half + half * season)
    return years * year + np.minimum(rest, half) + np.maximum(rest - half, 0) / season


def frame_of(orders: pd.DataFrame, cut_offs: Sequence[date], horizon_days: int, until: date) -> pd.DataFrame:
    """One row per customer with an order and cut-off, as ml.value reads it; orders are known up to `until`,
    which is not among them. Outcomes that were not known by then are null.
    """
    days = orders.groupby(["customer_id", "ordered_on"], as_index=False).agg(
        orders=("amount", "size"), amount=("amount", "sum")
    )
    days = days[days["ordered_on"] < pd.Timestamp(until)]
    return pd.concat(
        [_at(days, pd.Timestamp(day), horizon_days, until) for day in cut_offs], ignore_index=True
    )


def _at(days: pd.DataFrame, cut_off: pd.Timestamp, horizon_days: int, until: date) -> pd.DataFrame:
    horizon = pd.Timedelta(days=horizon_days)
    on = days["ordered_on"]
    known = _sums(days[on < cut_off])
    future = _sums(days[(on >= cut_off) & (on < cut_off + horizon)]).reindex(known.index)
    before = _sums(days[(on < cut_off) & (on >= cut_off - horizon)]).reindex(known.index)
    is_known = cut_off + horizon <= pd.Timestamp(until)
    return pd.DataFrame(
        {
            "customer_id": known.index.astype(str),
            "cut_off_on": cut_off,
            "order_count": known["orders"].to_numpy(),
            "order_day_count": known["days"].to_numpy(),
            "unconverted_order_count": 0,
            "days_since_first_order": (cut_off - known["first"]).dt.days.to_numpy(),
            "days_since_last_order": (cut_off - known["last"]).dt.days.to_numpy(),
            "lifetime_spend_amount": known["amount"].to_numpy(),
            "margin_amount": np.nan,
            "costed_spend_amount": 0.0,
            "future_order_day_count": future["days"].fillna(0).to_numpy() if is_known else np.nan,
            "future_spend_amount": future["amount"].fillna(0).to_numpy() if is_known else np.nan,
            "days_to_next_order": (future["first"] - cut_off).dt.days.to_numpy() if is_known else np.nan,
            "previous_order_day_count": before["days"].fillna(0).to_numpy(),
            "previous_spend_amount": before["amount"].fillna(0).to_numpy(),
        }
    )


def _sums(days: pd.DataFrame) -> pd.DataFrame:
    return days.groupby("customer_id").agg(
        orders=("orders", "sum"),
        days=("ordered_on", "size"),
        first=("ordered_on", "min"),
        last=("ordered_on", "max"),
        amount=("amount", "sum"),
    )
