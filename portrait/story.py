"""A customer in a paragraph, and what to do next: words from the numbers of the snapshot, nothing more."""

from portrait.customer import Customer
from portrait.inputs import Row
from portrait.words import Words

# whose action comes first where no alert is open: what a person can win or lose most
_FIRST = ("value", "lifecycle", "needs", "behaviour", "psychology", "basic")


def told(customer: Customer, words: Words) -> str:
    """A few sentences."""
    return (_zh if words.language == "zh" else _en)(customer)


def next_action(customer: Customer) -> Row | None:
    """The action of the newest open alert, else of the weightiest group or usable tag; None where none is."""
    if customer.alerts:
        return customer.alerts[0]
    acted = [segment for segment in customer.segments if segment["action"]]
    if acted:
        return acted[0]
    usable = [tag for tag in customer.tags if tag["is_usable"] and tag["action"]]
    return min(usable, key=lambda tag: _FIRST.index(tag["dimension"]), default=None) if usable else None


def _zh(customer: Customer) -> str:
    profile, names, values = customer.profile, customer.names, customer.values
    kind = "企业客户" if profile["customer_type"] == "company" else "客户"
    said = [f"{profile['region'] or ''}{kind}，处于「{names['stage_zh']}」阶段"]
    if profile["order_count"]:
        said.append(
            f"共下单 {profile['order_count']} 次，净消费 {profile['net_spend_amount']:,.0f}"
            f" {profile['currency_code']}，最近一次在 {profile['days_since_last_order']} 天前"
        )
        if values.get("usual_category"):
            said.append(f"最常购买{values['usual_category']}")
    else:
        said.append("尚未下单")
    if values.get("interesting_category_30d"):
        said.append(f"近期关注{values['interesting_category_30d']}而未购买")
    if profile["churn_risk"]:
        risk = {"low": "低", "medium": "中", "high": "高"}[profile["churn_risk"]]
        said.append(f"流失风险{risk}（{profile['churn_score']:.0%}）")
    if customer.next_products:
        said.append(f"接下来最可能购买 {customer.next_products[0]['product_name']}")
    return "；".join(said) + "。"


def _en(customer: Customer) -> str:
    profile, names, values = customer.profile, customer.names, customer.values
    days = Words("en").days
    kind = "A company" if profile["customer_type"] == "company" else "A customer"
    where = f" in {profile['region']}" if profile["region"] else ""
    said = [f"{kind}{where}, at the stage {names['stage_en']}."]
    if profile["order_count"]:
        orders = "order" if profile["order_count"] == 1 else "orders"
        said.append(
            f"{profile['order_count']} {orders}, net {profile['net_spend_amount']:,.0f}"
            f" {profile['currency_code']}, the latest {days(profile['days_since_last_order'])} ago."
        )
        if values.get("usual_category"):
            said.append(f"Buys {values['usual_category']} most.")
    else:
        said.append("No order yet.")
    if values.get("interesting_category_30d"):
        said.append(f"Lately looks at {values['interesting_category_30d']} without buying.")
    if profile["churn_risk"]:
        said.append(f"Churn risk {profile['churn_risk']} ({profile['churn_score']:.0%}).")
    if customer.next_products:
        said.append(f"Most likely to buy next: {customer.next_products[0]['product_name']}.")
    return " ".join(said)
