"""The shop's dealings, chapter by chapter: orders as text, lines as Parquet, payments, returns, reviews."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.return_reasons import REASONS
from demo.world import names
from demo.world.abroad import CURRENCIES, currencies, in_currency, paid_in_currency
from demo.world.dealings import for_company
from demo.world.exports.desk import Desk
from demo.world.exports.register import GIFT_ARTICLE
from demo.world.history import Chapter, account_of
from demo.world.personas import CHANNELS, STORE
from demo.world.shopping import CANCELLED, GIFT, PAYMENTS
from demo.world.writing import scrambled, taken, words

REMARKS = ("放快递柜, 谢谢", "送人的, 别放小票")
ORDER_NUMBER = "'SO' || strftime(ordered, '%Y%m%d') || lpad(sequence::varchar, 6, '0')"
ORDERS = f"""
select
    case awkward
        when 'missing_key' then null
        when 'test_order' then 'CS' || {ORDER_NUMBER}
        else {ORDER_NUMBER}
    end as "订单编号",
    case when account > 0 then 'M' || account end as "会员ID",
    email as "联系邮箱",
    case when phone > 0 then if(notation = 0, '+86 ' || phone, phone::varchar) end as "联系电话",
    case awkward
        when 'unparsable_date' then strftime(ordered, '%Y') || '/13/45 10:20:00'
        when 'in_the_future' then strftime(ordered, '2099/%m/%d %H:%M:%S')
        else strftime(ordered, '%Y/%m/%d %H:%M:%S')
    end as "下单时间",
    channel as "渠道",
    if(awkward = 'conflicting_key', '货到付款', payment) as "支付方式",
    if(awkward = 'unknown_currency', 'XXQ', "currency") as "币种",
    case when awkward = 'test_order' then 'TEST' else remark end as "备注",
    case when company >= 0 then 'DW' || lpad((company + 1)::varchar, 5, '0') end as "单位编号",
    region as "收货省份",
    city as "收货城市",
    address as "收货地址"
from rows
"""
LINES = f"""
select
    {ORDER_NUMBER} as order_no,
    line::integer as line_no,
    sku,
    quantity::integer as qty,
    yuan(if(awkward = 'adjustment', -unit_price, unit_price)) as deal_price,
    yuan(list_price) as tag_price,
    yuan(unit_cost) as cost_price
from rows
"""
PAYMENTS_MADE = f"""
select
    'PAY' || hex(payment_key, 14) as "流水号",
    {ORDER_NUMBER} as "订单编号",
    method as "支付渠道",
    beijing(paid) as "支付时间",
    yuan(if(awkward = 'negative_amount', -amount, amount)) as "金额",
    "currency" as "币种"
from rows
"""
RETURNS = f"""
select
    'TH' || strftime(returned, '%Y%m%d') || lpad(return_sequence::varchar, 6, '0') as "退单号",
    if(is_cancelled, '取消', '退货') as "类型",
    case when awkward <> 'without_order' then {ORDER_NUMBER} end as "原订单号",
    case when account > 0 then 'M' || account end as "会员ID",
    sku as "SKU",
    strftime(returned, '%Y/%m/%d %H:%M:%S') as "登记时间",
    quantity as "数量",
    yuan(amount)::varchar || if(awkward = 'unparsable_amount', '元', '') as "退款金额",
    "currency" as "币种",
    reason as "原因"
from rows
"""


def write_chapter(desk: Desk, chapter: Chapter) -> None:
    """orders, order_lines, payments and returns of a block of people."""
    rng = desk.draw("orders", chapter.block)
    _write_orders(desk, rng, chapter)
    _write_lines(desk, rng, chapter)
    _write_payments(desk, rng, chapter)
    _write_returns(desk, rng, chapter)


def _delivery(chapter: Chapter) -> dict[str, object]:
    """For which company an order was placed, and where it went; nowhere from a store."""
    orders, who = chapter.orders, chapter.who
    person, went = orders["person"].to_numpy(), orders["channel"].to_numpy() != STORE
    city_names, regions, _ = names.cities()
    city = np.where(went, who["city"].to_numpy()[person], -1)
    addresses = names.addresses(who["home"].to_numpy()[person])
    return {
        "company": np.where(for_company(chapter), who["company"].to_numpy()[person], -1),
        "city": words(city, city_names),
        "region": words(city, regions),
        "address": np.where(went, addresses, None),
    }


def accounts_of_orders(chapter: Chapter) -> np.ndarray:
    """Number of the account per order; 0 for guests, and in stores for those who do not say who they are."""
    orders = chapter.orders
    number = account_of(chapter.who, orders["person"].to_numpy(), orders["at"].to_numpy())
    return np.where(orders["is_guest"] | ~orders["is_known"], 0, number)


def order_columns(desk: Desk, chapter: Chapter, order: np.ndarray) -> dict[str, object]:
    """What the number of an order is made of, for these rows of the orders."""
    at = chapter.orders["at"].to_numpy()[order]
    return {"ordered": desk.world.span.stamps(at), "sequence": chapter.orders["sequence"].to_numpy()[order]}


def _write_orders(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    orders, count = chapter.orders, len(chapter.orders)
    emails = chapter.who["email"].to_numpy()[orders["person"]]
    emails = np.where(rng.random(count) < 0.5, emails, pd.Series(emails).str.capitalize())
    columns = {
        **order_columns(desk, chapter, np.arange(count)),
        "account": accounts_of_orders(chapter),
        "email": np.where(orders["email"], emails, None),
        "phone": orders["phone"],
        "notation": rng.integers(0, 4, count),
        "channel": words(orders["channel"], CHANNELS),
        "payment": words(orders["payment"], PAYMENTS),
        "remark": words(np.where(rng.random(count) < 0.04, rng.integers(0, 2, count), -1), REMARKS),
        "currency": words(currencies(chapter), CURRENCIES),
        **_delivery(chapter),
    }
    take, cases = desk.awkward.rows(rng, "orders", count, is_text=not desk.is_bulky)
    rows = taken(columns, take, awkward=cases)
    if desk.is_bulky:
        desk.scribe.parquet(rows, ORDERS, desk.path("shop", "orders", "parquet", chapter.block))
        return
    path = desk.path("shop", "orders", "csv", chapter.block)
    desk.scribe.csv(rows, ORDERS, path)
    text = path.read_text(encoding="utf-8").split("\n")
    for row in np.flatnonzero(cases.to_pandas() == "short_line"):
        text[row + 1] = ",".join(text[row + 1].split(",")[:4])
    path.write_text("\n".join(text), encoding="utf-8")


def _write_lines(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    lines, goods = chapter.lines, desk.world.goods
    article = np.where(lines["article"] == GIFT, len(goods), lines["article"])
    list_price, unit_cost = (
        np.append(goods[name].to_numpy(), gift)
        for name, gift in zip(("list_price", "unit_cost"), GIFT_ARTICLE[4:], strict=True)
    )
    order = lines["order"].to_numpy()

    def paid(fen: np.ndarray) -> np.ndarray:
        return in_currency(desk.world.span, chapter, order, fen)

    columns = {
        **order_columns(desk, chapter, order),
        "line": lines["line"],
        "sku": words(article, [*goods["sku"], GIFT_ARTICLE[0]]),
        "quantity": lines["quantity"],
        "unit_price": paid(lines["unit_price"].to_numpy()),
        "list_price": paid(list_price[article]),
        "unit_cost": paid(unit_cost[article]),
    }
    take, cases = desk.awkward.rows(rng, "order_lines", len(lines))
    path = desk.path("shop", "order_lines", "parquet", chapter.block)
    desk.scribe.parquet(taken(columns, take, awkward=cases), LINES, path)


def _write_payments(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    payments, count = chapter.payments, len(chapter.payments)
    columns = {
        **order_columns(desk, chapter, payments["order"].to_numpy()),
        "payment_key": scrambled(np.arange(count) + chapter.block * 2**32),
        "method": words(payments["method"], PAYMENTS),
        "paid": desk.world.span.stamps(payments["at"]),
        "amount": paid_in_currency(desk.world.span, chapter),
        "currency": words(currencies(chapter)[payments["order"]], CURRENCIES),
    }
    take, cases = desk.awkward.rows(rng, "payments", count)
    rows = taken(columns, take, awkward=cases)
    desk.write_table("shop", "payments", chapter.block, rows, PAYMENTS_MADE)


def _write_returns(desk: Desk, rng: np.random.Generator, chapter: Chapter) -> None:
    returns, goods = chapter.returns, desk.world.goods
    order = returns["order"].to_numpy()
    each = returns["amount"].to_numpy() // np.maximum(returns["quantity"].to_numpy(), 1)
    columns = {
        **order_columns(desk, chapter, order),
        "returned": desk.world.span.stamps(returns["at"]),
        "return_sequence": returns["sequence"],
        "is_cancelled": returns["reason"] == CANCELLED,
        "account": accounts_of_orders(chapter)[order],
        "sku": words(returns["article"], list(goods["sku"])),
        "quantity": returns["quantity"],
        "amount": in_currency(desk.world.span, chapter, order, each) * returns["quantity"].to_numpy(),
        "currency": words(currencies(chapter)[order], CURRENCIES),
        "reason": words(returns["reason"], [*REASONS, "未发货取消"]),
    }
    take, cases = desk.awkward.rows(rng, "returns", len(returns))
    desk.write_table("shop", "returns", chapter.block, taken(columns, take, awkward=cases), RETURNS)
