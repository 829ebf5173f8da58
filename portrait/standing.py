"""Who a customer is and where they stand: facts, stage, class, and what would lift the class."""

from decimal import Decimal
from typing import Any

from portrait import story
from portrait.customer import Customer
from portrait.inputs import Row
from portrait.parts import Part
from portrait.reasons import valued, worded
from portrait.terms import owned, term
from portrait.words import DIMENSIONS, NOTHING, Words, number, share, shown

_EMPTY = (None, 0, "", False)


def summary(customer: Customer, words: Words) -> Part:
    """The customer in a paragraph."""
    title = words.say("概要", "In words")
    return Part("summary", title, {"said": title}, [{"said": story.told(customer, words)}], is_wide=True)


def next_action(customer: Customer, words: Words) -> Part:
    """What to do next, who does it, and for which reason."""
    columns = {
        "action": words.say("行动", "Action"),
        "owner": words.say("负责人", "Owner"),
        "because": words.say("因为", "Because of"),
    }
    action = story.next_action(customer)
    rows = [
        {
            "action": words.name(found, "action"),
            "owner": owned(words, found["owner"]),
            "because": words.name(found),
        }
        for found in ([action] if action else [])
    ]
    return Part("next_action", words.say("下一步", "What to do next"), columns, rows, is_wide=True)


def facts(customer: Customer, words: Words) -> Part:
    """The figures that everything else is about."""
    say = words.say
    rows = [{"what": say(*what), "value": value} for what, value in _facts(customer, words).items()]
    columns = {"what": say("事实", "Fact"), "value": say("值", "Value")}
    return Part("facts", say("基本事实", "Facts"), columns, rows)


def _facts(customer: Customer, words: Words) -> dict[tuple[str, str], str]:
    profile, names = customer.profile, customer.names
    currency = profile["currency_code"] or ""
    scores = [profile[f"{measure}_score"] for measure in ("recency", "frequency", "monetary")]
    rfm = "·".join(map(str, scores)) if None not in scores else NOTHING
    if rfm != NOTHING:
        rfm += f" ({number(customer.values['rfm_score'], 2)})"
    return {
        ("客户编号", "Customer id"): customer.customer_id,
        ("姓名", "Name"): shown(profile["full_name"]),
        ("类型", "Type"): term(words, "type", profile["customer_type"]),
        ("地区", "Region"): shown(profile["region"]),
        ("订单", "Orders"): number(profile["order_count"]),
        ("近 90 天订单", "Orders in 90 days"): number(profile["order_count_90d"]),
        ("首单", "First order"): shown(profile["first_ordered_at"]),
        ("末单", "Latest order"): shown(profile["last_ordered_on"]),
        ("距上次下单", "Since last order"): words.days(profile["days_since_last_order"]),
        ("消费（退货前）", "Spend before returns"): _money(profile["lifetime_spend_amount"], currency),
        ("净消费", "Net spend"): _money(profile["net_spend_amount"], currency),
        ("平均每单", "Average order"): _money(profile["average_order_amount"], currency),
        ("RFM 得分", "RFM scores"): rfm,
        ("RFM 分类", "RFM class"): words.name(names, "class") or NOTHING,
        ("价值象限", "Quadrant"): words.name(names, "quadrant") or NOTHING,
        ("象限策略", "Treatment"): words.name(names, "treatment") or NOTHING,
        ("聚类", "Cluster"): words.name(names, "cluster") or NOTHING,
        ("人群画像", "Persona"): words.name(names, "persona") or NOTHING,
        ("流失概率", "Churn risk"): share(profile["churn_score"]),
        ("资料完整度", "Completeness"): share(profile["completeness_rate"]),
        ("下次随时间变化", "Next change by time alone"): shown(profile["next_change_on"]),
    }


def _money(value: Any, currency: str) -> str:
    return f"{number(value, 2)} {currency}".strip() if value is not None else NOTHING


def stage(customer: Customer, words: Words) -> Part:
    """The lifecycle stage and the values that put the customer there."""
    rule = customer.names["stage_rule"]
    reason = valued(customer, words, rule)
    if rule == "true":
        reason = words.say("更早的阶段都不成立", "no earlier stage holds")
    since = customer.stages[0]["changed_on"] if customer.stages else None
    columns = {
        "stage": words.say("阶段", "Stage"),
        "since": words.say("自", "Since"),
        "why": words.say("原因", "Why"),
    }
    rows = [{"stage": words.name(customer.names, "stage"), "since": shown(since), "why": reason}]
    return Part("stage", words.say("生命周期阶段", "Lifecycle stage"), columns, rows, is_wide=True)


def lifts(customer: Customer, words: Words) -> Part:
    """What would lift each RFM score by one, and the class and quadrant the customer would then have."""
    columns = {
        "measure": words.say("得分", "Score"),
        "moves": words.say("变化", "Moves"),
        "needs": words.say("需要", "Needs"),
        "now": words.say("现在", "Now"),
        "becomes": words.say("分类与象限变为", "Class and quadrant become"),
    }
    rows = [_lift(customer, words, edge) for edge in _edges(customer)]
    none = "" if rows else words.say("没有可以提升的得分。", "No score can be lifted.")
    return Part("lifts", words.say("怎样提升 RFM", "What would lift the class"), columns, rows, none)


def _edges(customer: Customer) -> list[Row]:
    """The edges of scores below 5, with the customer's own value and score."""
    profile = customer.profile
    edges = customer.ask(
        "from rfm.dim_rfm_edges where customer_type = ? order by"
        " list_position(['recency', 'frequency', 'monetary'], measure)",
        [profile["customer_type"]],
    )
    scored = [{**edge, "score": profile[f"{edge['measure']}_score"]} for edge in edges]
    return [edge for edge in scored if edge["score"] is not None and edge["score"] < 5]


def _lift(customer: Customer, words: Words, edge: Row) -> dict[str, str]:
    measure, score = edge["measure"], edge["score"]
    feature = customer.names_of_columns.get(edge["feature_key"], {})
    called = words.name(feature) if words.language == "zh" else edge["feature_key"]
    # few days since the last order are good, so the recency score counts down
    at = shown(Decimal(str(edge[f"edge_{5 - score if measure == 'recency' else score}"])))
    sign = "≤" if measure == "recency" else ">"
    return {
        "measure": term(words, "measure", measure),
        "moves": f"{score} → {score + 1}",
        "needs": f"{called} {sign} {at}",
        "now": shown(customer.values[edge["feature_key"]]),
        "becomes": _becomes(customer, words, {measure: score + 1}),
    }


def _becomes(customer: Customer, words: Words, changed: dict[str, int]) -> str:
    """Class and quadrant with one score changed, as the grid and the customers who stand there have them."""
    scores = {
        measure: customer.profile[f"{measure}_score"] for measure in ("recency", "frequency", "monetary")
    } | changed
    classes = customer.ask(
        "select name_zh, name_en from marts.mart_rfm_grid where recency_score = ? and frequency_score = ?",
        [scores["recency"], scores["frequency"]],
    )
    quadrants = customer.ask(
        "select distinct name_zh, name_en from rfm.fct_customer_rfm join rfm.dim_quadrants"
        " using (value_quadrant) where frequency_score = ? and monetary_score = ?",
        [scores["frequency"], scores["monetary"]],
    )
    return " · ".join(words.name(found) for found in (*classes[:1], *quadrants[:1])) or NOTHING


def features(customer: Customer, words: Words) -> Part:
    """Every number of the six dimensions that is known of the customer."""
    say = words.say
    rows = customer.ask("from features.dim_features", [])
    order = {dimension: place for place, dimension in enumerate(DIMENSIONS)}
    known = [row for row in rows if customer.values.get(row["feature_key"]) not in _EMPTY]
    return Part(
        "features",
        say("特征", "Features"),
        {
            "dimension": say("维度", "Dimension"),
            "name": say("名称", "Feature"),
            "value": say("值", "Value"),
            "meaning": say("含义", "Meaning"),
        },
        [
            {
                "dimension": say(*DIMENSIONS[row["dimension"]]),
                "name": say(row["name_zh"], row["feature_key"]),
                "value": worded(customer, words, row["feature_key"], customer.values[row["feature_key"]]),
                "meaning": say(row["description_zh"] or "", row["description"]),
            }
            for row in sorted(known, key=lambda row: (order[row["dimension"]], row["feature_key"]))
        ],
        say("还没有任何特征。", "No feature is known yet."),
    )
