"""One customer on one page: who, what happened, which labels and why, what models say, what to do next."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboards import portrayed, tables
from dashboards.parts import draw_open
from dashboards.snapshot import records
from dashboards.words import amount, name, number, say, share, shown, words
from portrait.customer import Customer, find
from portrait.parts import Part, Teller, told
from portrait.whole import GROUPS


def draw() -> None:
    """Draw the page."""
    customer = _chosen()
    if customer is None:
        return
    st.title(customer.profile["full_name"] or say("客户", "Customer"))
    st.caption(f"`{customer.customer_id}`")
    (_, first), *others = GROUPS.items()
    top = {part.key: part for part in told(customer, words(), first)}
    st.write(portrayed.plain(top["summary"].rows[0]["said"]))
    _figures(customer)
    _next_action(top.get("next_action"))
    if "alerts" in top:
        portrayed.draw(top["alerts"])
    draw_open("customer", {say(*title): partial(_draw, customer, tellers) for title, tellers in others})


def _draw(customer: Customer, tellers: Sequence[Teller]) -> None:
    for part in told(customer, words(), tellers):
        _DRAWN.get(part.key, portrayed.draw)(part)


def _chosen() -> Customer | None:
    """The customer that the link names, or that is found by what the reader writes."""
    asked = st.query_params.get("id", "")
    if not asked:
        st.title(say("一位客户", "One customer"))
    written = st.text_input(
        say("查找客户", "Find a customer"),
        value=asked,
        placeholder=say(
            "客户编号、来源系统:编号、姓名或电话（按快照中的显示）",
            "customer id, source:key, or name and phone as shown",
        ),
    )
    if not written:
        _suggest()
        return None
    found = find(records, written)
    if not found:
        st.warning(
            say(
                f"快照中没有「{written}」。请检查编号；脱敏快照中只能按编号查找。",
                f"Nobody in this snapshot is '{written}'. Check the id; masked, only ids find people.",
            )
        )
        return None
    if len(found) > 1:
        st.write(say(f"找到 {len(found)} 位客户：", f"{len(found)} customers are found:"))
        tables.of_customers([{"customer_id": customer_id} for customer_id in found], {})
        return None
    if found[0] != asked:
        st.query_params["id"] = found[0]
    return Customer(records, found[0])


def _suggest() -> None:
    st.info(
        say(
            "请输入一个客户编号，或从分群、预警中打开一位客户。",
            "Write an id, or open a customer from a segment or an alert.",
        )
    )
    newest = records(
        "select customer_id, lifecycle_stage, net_spend_amount from marts.mart_customer_profiles"
        " order by net_spend_amount desc, customer_id limit 10"
    )
    st.subheader(say("消费最高的客户", "Customers who spent most"))
    tables.of_customers(newest, {"net_spend_amount": say("净消费", "Net spend")})


def _figures(customer: Customer) -> None:
    profile, names = customer.profile, customer.names
    known = [name(names, stem) for stem in ("stage", "class", "quadrant", "cluster", "persona")]
    st.markdown(" ".join(f":green-badge[{portrayed.plain(told)}]" for told in known if told))
    figures = [
        (say("订单", "Orders"), number(profile["order_count"])),
        (
            f"{say('净消费', 'Net spend')} {profile['currency_code'] or ''}",
            amount(profile["net_spend_amount"]),
        ),
        (say("距上次下单", "Since last order"), words().days(profile["days_since_last_order"])),
        (say("流失概率", "Churn risk"), share(profile["churn_score"])),
        (say("预计消费", "Expected spend"), amount(profile["expected_spend_amount"])),
        (say("资料完整度", "Completeness"), share(profile["completeness_rate"])),
    ]
    tables.figures([(title, value, None) for title, value in figures])


def _next_action(part: Part | None) -> None:
    for row in part.rows if part else ():
        st.success(
            f"**{part.title}** · {portrayed.plain(row['owner'])}: {portrayed.plain(row['action'])}  \n"
            f"{part.columns['because']} {portrayed.plain(row['because'])}",
            icon=":material/bolt:",
        )


def _tags(part: Part) -> None:
    """A line per tag, which opens; the dimensions apart."""
    st.subheader(f"{part.title} ({len(part.rows)})")
    if not part.rows:
        st.write(part.none)
    for dimension in dict.fromkeys(row["dimension"] for row in part.rows):
        st.markdown(f"**{dimension}**")
        for row in part.rows:
            if row["dimension"] == dimension:
                _tag(part, row)


def _tag(part: Part, row: dict[str, str]) -> None:
    value = "" if row["value"] == shown(None) else f" = {row['value']}"
    title = f"{row['name']}{value} · {part.columns['since']} {row['since']}"
    with st.expander(portrayed.plain(title)):
        st.markdown(portrayed.fields(part, row, ["why", "until", "owner", "action"]))


def _features(part: Part) -> None:
    """All of them, or those of one dimension."""
    st.subheader(part.title)
    title = part.columns["dimension"]
    chosen = st.segmented_control(title, list(dict.fromkeys(row["dimension"] for row in part.rows)))
    tables.show(
        [
            {part.columns[key]: value for key, value in row.items()}
            for row in part.rows
            if chosen in (None, row["dimension"])
        ]
    )


_DRAWN = {"tags": _tags, "features": _features}
