"""One customer on one page: who, what happened, which labels and why, what models say, what to do next."""

from typing import Any

import streamlit as st

from dashboards import story, tables
from dashboards.one_customer import Customer, find
from dashboards.snapshot import records
from dashboards.views import customer_labels, customer_sources
from dashboards.words import DIMENSIONS, amount, language, name, number, say, share, shown

# models whose band is a group of customers, and what that is called in names
_GROUPS = {"clusters": "cluster", "personas": "persona"}


def draw() -> None:
    """Draw the page."""
    customer = _chosen()
    if customer is None:
        return
    profile = customer.profile
    st.title(profile["full_name"] or say("客户", "Customer"))
    st.caption(f"`{customer.customer_id}`")
    st.write(story.told(customer, language()))
    _figures(customer)
    _next_action(customer)
    about, labels, models, happened, source = st.tabs(
        [
            say("基本事实", "Facts"),
            say("标签与分群", "Tags and segments"),
            say("预测", "Predictions"),
            say("时间线", "Time line"),
            say("来源", "Where it comes from"),
        ]
    )
    with about:
        _facts(customer)
    with labels:
        customer_labels.draw(customer)
    with models:
        _models(customer)
    with happened:
        _time_line(customer)
    with source:
        customer_sources.draw(customer)


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
    st.markdown(" ".join(f":green-badge[{told}]" for told in known if told))
    told = [
        (say("订单", "Orders"), number(profile["order_count"])),
        (
            f"{say('净消费', 'Net spend')} {profile['currency_code'] or ''}",
            amount(profile["net_spend_amount"]),
        ),
        (say("距上次下单", "Since last order"), _days(profile["days_since_last_order"])),
        (say("流失概率", "Churn risk"), share(profile["churn_score"])),
        (say("资料完整度", "Completeness"), share(profile["completeness_rate"])),
    ]
    for place, (title, value) in zip(st.columns(len(told)), told, strict=True):
        place.metric(title, value, border=True)


def _days(count: int | None) -> str:
    return "–" if count is None else say(f"{count} 天", f"{count} days")


def _next_action(customer: Customer) -> None:
    action = story.next_action(customer)
    if action:
        st.success(
            f"**{say('下一步', 'Next')}** · {action['owner']}: {action['action']}  \n"
            f"{say('因为', 'because of')} {name(action)}",
            icon=":material/bolt:",
        )


def _facts(customer: Customer) -> None:
    values = customer.values
    dimension = st.segmented_control(
        say("维度", "Dimension"),
        list(DIMENSIONS),
        default="basic",
        format_func=lambda key: say(*DIMENSIONS[key]),
    )
    features = records(
        "select feature_key, name_zh, description from features.dim_features where dimension = ?"
        " order by feature_key",
        [dimension or "basic"],
    )
    known = [found for found in features if values.get(found["feature_key"]) not in (None, 0, "", False)]
    tables.show(
        [
            {
                say("名称", "Feature"): found["name_zh"] if language() == "zh" else found["feature_key"],
                say("值", "Value"): shown(values[found["feature_key"]]),
                say("含义", "Meaning"): found["description"],
            }
            for found in known
        ],
    )
    st.caption(
        say(
            f"{len(features)} 个特征中有 {len(known)} 个有值。",
            f"{len(known)} of {len(features)} features have a value.",
        )
    )


def _models(customer: Customer) -> None:
    if not customer.scores:
        st.info(say("目前没有已发布的模型为该客户评分。", "No published model scores this customer."))
    for score in customer.scores:
        with st.container(border=True):
            said: list[Any] = [f"**{name(score)}** · {share(score['score'])}"]
            if group := _GROUPS.get(score["model_key"]):
                said = [f"**{name(score)}** · {name(customer.names, group)} · {share(score['score'])}"]
            elif score["band"]:
                said.append(f"{say('档位', 'band')} {score['band']}")
            if score["horizon_days"]:
                said.append(say(f"{score['horizon_days']} 天内", f"within {score['horizon_days']} days"))
            st.markdown(" · ".join(said))
            if name(score, "reasons"):
                st.write(name(score, "reasons"))
            st.caption(f"{say('模型', 'model')} {score['model_version']}")
    if customer.next_products:
        st.subheader(say("可能购买的产品", "Products likely next"))
        tables.show(
            [
                {
                    say("产品", "Product"): found["product_name"],
                    say("品类", "Category"): found["category"],
                    say("概率", "Chance"): share(found["chance"], 1),
                    say("类型", "Kind"): say("再次购买", "again")
                    if found["kind"] == "again"
                    else say("新品", "new"),
                    say("因为买过", "Because of"): found["because_name"] or "–",
                }
                for found in customer.next_products
            ],
        )


def _time_line(customer: Customer) -> None:
    happened = customer.time_line()
    if not happened:
        st.write(say("还没有任何事件。", "Nothing has happened yet."))
        return
    tables.show(
        [
            {
                say("时间（UTC）", "When (UTC)"): shown(event["occurred_at"]),
                say("事件", "Event"): name(event) or event["event_type"],
                say("产品或品类", "Product or category"): event["product_name"] or event["category"] or "–",
                say("渠道", "Channel"): event["channel"] or "–",
                say("金额", "Amount"): number(event["reporting_amount"], 2),
            }
            for event in happened
        ],
        height=520,
    )
    if customer.stages:
        st.subheader(say("生命周期的变化", "Changes of stage"))
        for change in customer.stages:
            moved = f"{change['from_stage'] or '–'} → **{change['to_stage']}**"
            st.markdown(f"{shown(change['changed_on'])}: {moved} · {change['evidence'] or ''}")
