"""What a customer is expected to do: orders, spend and margin with intervals, and what they rest on."""

from portrait.customer import Customer
from portrait.inputs import Row
from portrait.parts import Part
from portrait.words import NOTHING, Words, number, share, shown

_ROW = """
select forecasts.*, features.order_day_count, features.days_since_first_order, features.days_since_last_order,
    features.purchase_cycle_days,
    cast(features.lifetime_spend_amount as double) / nullif(features.order_day_count
        * (1 - features.unconverted_order_count / nullif(features.order_count, 0)), 0) as day_amount,
    models.name_zh, models.name_en, models.withheld
from scores.fct_customer_forecasts as forecasts
inner join features.fct_customer_features as features using (customer_id)
inner join scores.dim_models as models on models.model_key = 'value'
where customer_id = ?
"""


def forecasts(customer: Customer, words: Words) -> Part:
    """The forecasts; none for a customer without an order, and while no value model is published."""
    columns = {
        "what": words.say("预测", "Forecast"),
        "expected": words.say("预计", "Expected"),
        "from": words.say("至少", "From"),
        "to": words.say("至多", "To"),
    }
    found = customer.own(_ROW)
    if not found:
        return Part("forecasts", "", columns, [])
    (row,) = found
    days = words.days(row["horizon_days"])
    title = words.say(f"{row['name_zh']}（{days}内）", f"{row['name_en']}, within {days}")
    notes = [reasons(row, words)]
    if row["withheld"]:
        notes.append(withheld(row["withheld"], words))
    return Part("forecasts", title, columns, _told(row, words), note=" · ".join(notes))


def withheld(why: str, words: Words) -> str:
    """That some parts of a model are not told, and, in English as its test said it, why."""
    return words.say("部分结果未被证明优于基线，因此不给出", f"Withheld: {why}")


def _told(row: Row, words: Words) -> list[dict[str, str]]:
    """The numbers that are told; those withheld are null."""
    say, rows = words.say, []
    if row["expected_order_days"] is not None:
        ends = (shown(row["least_order_days"]), shown(row["most_order_days"]))
        rows.append((say("下单天数", "Order days"), number(row["expected_order_days"], 1), *ends))
    for what, called in (("spend", say("消费", "Spend")), ("margin", say("毛利", "Margin"))):
        if row[f"expected_{what}_amount"] is not None:
            three = [number(row[f"{place}_{what}_amount"]) for place in ("expected", "least", "most")]
            rows.append((f"{called} {row['currency_code'] or ''}".strip(), *three))
    if row["alive_probability"] is not None:
        still = say("仍是客户", "Still a customer")
        rows.append((still, share(row["alive_probability"]), NOTHING, NOTHING))
    if row["next_order_on"] is not None:
        until = row["next_order_until_on"]
        ends = (shown(row["next_order_from_on"]), shown(until) if until else say("可能不再", "maybe never"))
        rows.append((say("下次下单", "Next order"), shown(row["next_order_on"]), *ends))
    return [dict(zip(("what", "expected", "from", "to"), told, strict=True)) for told in rows]


def reasons(row: Row, words: Words) -> str:
    """What the forecast rests on.

    `row` has order_day_count, days_since_first_order, days_since_last_order, and, null where unknown,
    purchase_cycle_days (mean days between order days), day_amount (spend per order day) and currency_code.
    """
    days, first, last = (
        row[name] for name in ("order_day_count", "days_since_first_order", "days_since_last_order")
    )
    told = [
        words.say(
            f"首单在 {first} 天前，共 {days} 个下单日，最近一次在 {last} 天前",
            f"first order {words.days(first)} ago, {days} order day{'' if days == 1 else 's'} in all,"
            f" the latest {words.days(last)} ago",
        ),
        _rhythm(row["purchase_cycle_days"], last, words),
    ]
    if row["day_amount"] is not None:
        money = f"{row['day_amount']:,.0f} {row['currency_code'] or ''}".rstrip()
        told.append(words.say(f"每个下单日平均消费 {money}", f"an order day is worth {money}"))
    return words.say("；", "; ").join(told)


def _rhythm(cycle: float | None, last: int, words: Words) -> str:
    if not cycle:
        return words.say(
            "只有一个下单日，节奏按全体客户估计", "one order day alone: its rhythm is that of all customers"
        )
    if last <= cycle:
        quiet = words.say("仍在周期内", "still within that")
    else:
        quiet = words.say(f"已沉默 {last / cycle:.1f} 个周期", f"silent for {last / cycle:.1f} times as long")
    return words.say(f"平均每 {cycle:.0f} 天下单一次，{quiet}", f"usually every {cycle:.0f} days, {quiet}")
