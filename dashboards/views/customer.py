"""One customer on one page: who, what happened, which labels and why, what models say, what to do next."""

from typing import Any

import streamlit as st

from dashboards import links, nearness, story
from dashboards.one_customer import Customer, Row, find
from dashboards.snapshot import records, row
from dashboards.words import amount, language, name, number, say, share, shown

_DIMENSIONS = {
    "basic": ("基础属性", "Basic"),
    "behaviour": ("行为", "Behaviour"),
    "psychology": ("心理", "Psychology"),
    "needs": ("需求", "Needs"),
    "lifecycle": ("生命周期", "Lifecycle"),
    "value": ("价值", "Value"),
}
_TIES = {
    "referred_by": ("由其推荐而来", "was referred by"),
    "referred": ("推荐了", "referred"),
    "works_for": ("任职于", "works for"),
    "employs": ("联系人", "has as contact"),
}


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
        _labels(customer)
    with models:
        _models(customer)
    with happened:
        _time_line(customer)
    with source:
        _sources(customer)


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
        links.table(newest, {"net_spend_amount": say("净消费", "Net spend")})
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
        links.table([{"customer_id": customer_id} for customer_id in found], {})
        return None
    if found[0] != asked:
        st.query_params["id"] = found[0]
    return Customer(records, found[0])


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
        list(_DIMENSIONS),
        default="basic",
        format_func=lambda key: say(*_DIMENSIONS[key]),
    )
    features = records(
        "select feature_key, name_zh, description from features.dim_features where dimension = ?"
        " order by feature_key",
        [dimension or "basic"],
    )
    known = [found for found in features if values.get(found["feature_key"]) not in (None, 0, "", False)]
    st.dataframe(
        [
            {
                say("名称", "Feature"): found["name_zh"] if language() == "zh" else found["feature_key"],
                say("值", "Value"): shown(values[found["feature_key"]]),
                say("含义", "Meaning"): found["description"],
            }
            for found in known
        ],
        hide_index=True,
        width="stretch",
    )
    st.caption(
        say(
            f"{len(features)} 个特征中有 {len(known)} 个有值。",
            f"{len(known)} of {len(features)} features have a value.",
        )
    )


def _fired(customer: Customer, rule: str | None) -> str:
    return ", ".join(f"{key} = {shown(value)}" for key, value in customer.fired(rule))


def _labels(customer: Customer) -> None:
    st.subheader(say(f"标签（{len(customer.tags)}）", f"Tags ({len(customer.tags)})"))
    for dimension, words in _DIMENSIONS.items():
        held = [tag for tag in customer.tags if tag["dimension"] == dimension]
        if not held:
            continue
        st.markdown(f"**{say(*words)}**")
        for tag in held:
            _tag(customer, tag)
    near = nearness.lacking_one(customer, _not_held(customer))
    st.subheader(say("差一个条件的标签", "One condition away"))
    if not near:
        st.write(say("没有。", "None."))
    for found in near[:12]:
        values = ", ".join(f"{key} = {shown(value)}" for key, value in found.values)
        st.markdown(f"**{name(found.tag)}** ← `{found.condition}` · {say('现在', 'now')} {values}")
    st.subheader(say("分群", "Segments"))
    for segment in customer.segments:
        st.markdown(
            f"**{name(segment)}** · {say('自', 'since')} {shown(segment['valid_from_on'])} ·"
            f" `{segment['rule']}` ← {_fired(customer, segment['rule'])}"
        )
    if customer.former_tags:
        with st.expander(say("曾经的标签", "Tags of the past")):
            st.dataframe(
                [
                    {
                        say("标签", "Tag"): name(tag) or tag["tag_key"],
                        say("从", "From"): shown(tag["valid_from_on"]),
                        say("到", "Until"): shown(tag["valid_to_on"]),
                        say("原因", "Why it ended"): tag["end_cause"] or "–",
                    }
                    for tag in customer.former_tags
                ],
                hide_index=True,
                width="stretch",
            )


def _not_held(customer: Customer) -> list[Row]:
    held = {tag["tag_key"] for tag in customer.tags}
    every = records("from tags.dim_tags where tag_source = 'rule' order by dimension, tag_key")
    return [tag for tag in every if tag["tag_key"] not in held]


def _tag(customer: Customer, tag: Row) -> None:
    until = (
        f"{say('有效至', 'until')} {shown(tag['expires_on'])}"
        if tag["is_usable"]
        else f":red[{say('已过期', 'expired')} {shown(tag['expires_on'])}]"
    )
    value = f" = {tag['tag_value']}" if tag["tag_value"] else ""
    with st.expander(
        f"{name(tag) or tag['tag_key']}{value} · {say('自', 'since')} {shown(tag['valid_from_on'])}"
    ):
        given = {
            "manual": say("由人给出", "given by a person"),
            "imported": say("来自来源系统", "told by a source system"),
        }
        st.markdown(given.get(tag["tag_source"]) or f"`{tag['rule']}`  \n← {_fired(customer, tag['rule'])}")
        st.markdown(f"{until}  \n**{tag['owner']}**: {tag['action']}")


# models whose band is a group of customers, and what that is called in names
_GROUPS = {"clusters": "cluster", "personas": "persona"}


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
        st.dataframe(
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
            hide_index=True,
            width="stretch",
        )


def _time_line(customer: Customer) -> None:
    happened = customer.time_line()
    if not happened:
        st.write(say("还没有任何事件。", "Nothing has happened yet."))
        return
    st.dataframe(
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
        hide_index=True,
        width="stretch",
        height=520,
    )
    if customer.stages:
        st.subheader(say("生命周期的变化", "Changes of stage"))
        for change in customer.stages:
            moved = f"{change['from_stage'] or '–'} → **{change['to_stage']}**"
            st.markdown(f"{shown(change['changed_on'])}: {moved} · {change['evidence'] or ''}")


def _sources(customer: Customer) -> None:
    st.subheader(
        say(f"记录与标识（{len(customer.records)}）", f"Records and identifiers ({len(customer.records)})")
    )
    st.dataframe(
        [
            {
                say("来源系统", "Source system"): found["source_system"],
                say("表", "Table"): found["contract_table"],
                say("标识", "Identifier"): found["identifier_type"],
                say("值", "Value"): found.get("identifier_value") or "–",
                say("首次出现", "First seen"): shown(found["first_seen_at"]),
                say("最近出现", "Last seen"): shown(found["last_seen_at"]),
            }
            for found in customer.records
        ],
        hide_index=True,
        width="stretch",
    )
    st.subheader(say("每个字段采用了谁的值", "Whose value each field has"))
    st.dataframe(
        [
            {
                say("字段", "Field"): found["field"],
                say("采用", "Chosen"): "✓" if found["is_winner"] else "",
                say("来源系统", "Source system"): found["source_system"],
                say("表", "Table"): found["contract_table"],
                say("依据", "Decided by"): found["decided_by"] or "–",
                say("更新于", "Updated"): shown(found["updated_at"]),
            }
            for found in customer.field_sources
        ],
        hide_index=True,
        width="stretch",
    )
    if customer.related:
        st.subheader(say("相关的人与公司", "Related people and companies"))
        links.table(
            [{**found, "how": say(*_TIES[found["tie"]])} for found in customer.related],
            {"how": say("关系", "Tie"), "since_on": say("自", "Since")},
        )
    missing = row("from quality.fct_customer_completeness where customer_id = ?", [customer.customer_id])
    if missing and missing["missing_fields"]:
        st.caption(f"{say('缺少的字段', 'Fields still unknown')}: {missing['missing_fields']}")
