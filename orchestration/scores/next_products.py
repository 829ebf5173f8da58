"""Next products: learnt from what is bought together, shown for everyone who has bought."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from orchestration.scores.features import day_of_run
from orchestration.scores.model import ScoredModel, train_once
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import LITTLE_MEMORY, Warehouse

if TYPE_CHECKING:
    from ml.next_products.purchases import Purchases
    from ml.next_products.settings import NextProductSettings

KEY = "next_products"
_SALES = (
    "from customers.fct_order_lines where line_type = 'sale' and customer_id is not null"
    " and product_id is not null and ordered_on is not null"
)
_CUSTOMERS = f"select distinct customer_id {_SALES} order by customer_id"
_PRODUCTS = f"select distinct product_id {_SALES} order by product_id"
# numbers instead of names: twelve million names would take gigabytes
_ENTRIES = f"""
with
customers as (
    select customer_id, row_number() over (order by customer_id) - 1 as customer from ({_CUSTOMERS})
),
products as (select product_id, row_number() over (order by product_id) - 1 as product from ({_PRODUCTS})),
sales as (select customer_id, product_id, ordered_on {_SALES})
select distinct customer, product, date_diff('day', date '1970-01-01', ordered_on) as day
from sales join customers using (customer_id) join products using (product_id)
order by customer, product, day
"""
_OUT_OF_STOCK = "select product_id from customers.dim_products where stock_quantity <= 0"


def _settings() -> "NextProductSettings":
    from ml.next_products.settings import NextProductSettings

    decided = business_settings()
    return NextProductSettings(
        horizon_days=decided["next_product_horizon_days"],
        shown=decided["next_product_count"],
        min_customers=decided["next_product_min_customers"],
    )


def purchases(warehouse: Warehouse) -> "Purchases":
    """Every sale line of a known customer and product, a day once."""
    from ml.next_products.purchases import Purchases

    entries = warehouse.read(_ENTRIES, LITTLE_MEMORY)
    return Purchases(
        warehouse.read(_CUSTOMERS)["customer_id"].to_numpy(dtype=object),
        warehouse.read(_PRODUCTS)["product_id"].to_numpy(dtype=object),
        *(entries[name].to_numpy("int64") for name in ("customer", "product", "day")),
    )


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Train on the order lines of the warehouse; `afresh` means nothing, for no fit depends on another."""
    from ml.next_products.train import train, version_of

    bought, today, settings = purchases(warehouse), day_of_run(warehouse), _settings()
    version = version_of(bought, today, settings)
    return train_once(store, KEY, version, lambda: train(bought, today, settings))


def _score(fitted: Any, _: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.next_products.score import score

    out_of_stock = warehouse.read(_OUT_OF_STOCK)["product_id"].tolist()
    found = score(fitted, purchases(warehouse), day_of_run(warehouse), _settings(), out_of_stock)
    return {"int_scores__next_products": found}


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    lines = [
        f"test from {card['test']['cut_offs'][0]} on, {card['horizon_days']} days,"
        f" {card['test']['rows']:,} customers"
    ]
    for scored_by, found in card["figures"].items():
        low, high = found["recall_new_interval"]
        lines.append(
            f"{scored_by}: recall of products new to the customer {found['recall_new']:.3f}"
            f" ({low:.3f} to {high:.3f}), of all {found['recall']:.3f};"
            f" {found['coverage']:.0%} of the products shown"
        )
    return lines


NEXT_PRODUCTS = ScoredModel(
    key=KEY,
    name_zh="产品推荐",
    name_en="Next products",
    description="The fitted next-products model in use, or why there is none: what is bought together.",
    reads="fct_order_lines",
    columns=lambda: (),
    train=_train,
    tables={
        "int_scores__next_products": {
            "customer_id": "varchar",
            "place": "bigint",
            "product_id": "varchar",
            "chance": "double",
            "kind": "varchar",
            "because_product_id": "varchar",
        }
    },
    score=_score,
    headline=("recall_new", "popular in 30 days"),
    told=_told,
    horizon_days=lambda: business_settings()["next_product_horizon_days"],
)
