"""Groups of customers: how large, what sets them apart, how they overlap, who is in them."""

import streamlit as st

from dashboards import charts, portrayed, tables
from dashboards.parts import draw_open
from dashboards.snapshot import records, rows
from dashboards.words import amount, column, language, name, number, owner, say, share, words
from portrait.terms import term

_TYPES = {
    "named": ("业务分群", "Named groups"),
    "lifecycle": ("生命周期", "Lifecycle"),
    "persona": ("人群画像", "Personas"),
    "cluster": ("聚类", "Clusters"),
}
_SEGMENTS = """
select segments.*, sizes.customer_count, sizes.customer_share, sizes.entered_count, sizes.left_count,
    cards.customer_count_before, cards.net_spend_amount, cards.net_spend_share, cards.average_order_amount,
    cards.ordered_share_90d, cards.mean_churn_score, cards.traits_zh, cards.traits_en
from segments.dim_segments as segments
left join marts.mart_segment_cards as cards using (segment_key)
left join marts.mart_segment_sizes as sizes
    on sizes.segment_key = segments.segment_key
    and sizes.counted_on = (select max(counted_on) from marts.mart_segment_sizes)
order by sizes.customer_count desc nulls last, segments.segment_key
"""


def draw() -> None:
    """Draw the page."""
    st.title(say("客户分群", "Segments"))
    every = records(_SEGMENTS)
    parts = {
        say("所有分群", "All segments"): lambda: _all(every),
        say("一个分群", "One segment"): lambda: _one(every),
        say("RFM 与象限", "RFM and quadrants"): _rfm,
        say("生命周期流转", "Lifecycle flow"): _flow,
    }
    opened = list(parts)[1] if "segment" in st.query_params else None
    draw_open("segments", parts, opened)


def _all(every: list[dict]) -> None:
    for kind in sorted({segment["segment_type"] for segment in every}, key=list(_TYPES).index):
        st.subheader(say(*_TYPES[kind]))
        tables.show(
            [
                {
                    say("分群", "Segment"): name(segment),
                    say("人数", "Customers"): segment["customer_count"] or 0,
                    say("占比", "Share"): segment["customer_share"],
                    say("当天进入", "Entered"): segment["entered_count"] or 0,
                    say("当天离开", "Left"): segment["left_count"] or 0,
                    say("负责人", "Owner"): owner(segment["owner"]),
                    say("行动", "Action"): name(segment, "action") or "–",
                }
                for segment in every
                if segment["segment_type"] == kind
            ],
            column_config={
                say("占比", "Share"): st.column_config.ProgressColumn(
                    min_value=0, max_value=1, format="percent"
                )
            },
        )


def _one(every: list[dict]) -> None:
    keys = [segment["segment_key"] for segment in every if segment["customer_count"]]
    if not keys:
        st.info(say("还没有任何分群有成员。", "No segment has members yet."))
        return
    by_key = {segment["segment_key"]: segment for segment in every}
    asked = st.query_params.get("segment")
    key = st.selectbox(
        say("分群", "Segment"),
        keys,
        index=keys.index(asked) if asked in keys else 0,
        format_func=lambda key: f"{name(by_key[key])} · {number(by_key[key]['customer_count'])}",
    )
    if key != asked:
        st.query_params["segment"] = key
    _card(by_key[key])
    left, right = st.columns(2, gap="large")
    with left:
        _differences(key)
    with right:
        _sizes(key)
        _overlaps(key)
    if by_key[key]["segment_type"] == "persona":
        _things(key.removeprefix("persona_"))
    _members(key)


def _card(segment: dict) -> None:
    """What the segment is, how much it is worth, and what is done with it."""
    st.markdown(f"### {name(segment)}")
    if purpose := name(segment, "purpose"):
        # a cluster is told by what it was when it was fitted, among those who have ordered
        fitted = say("最近一次拟合时，在有订单的客户中：", "When last fitted, of customers who ordered: ")
        is_fitted = segment["segment_type"] == "cluster"
        st.write(portrayed.plain(f"{fitted if is_fitted else ''}{purpose}"))
    if action := name(segment, "action"):
        st.success(f"**{owner(segment['owner'])}** {action}", icon=":material/bolt:")
    figures = [
        (say("客户", "Customers"), number(segment["customer_count"]), share(segment["customer_share"], 1)),
        (
            say("净消费", "Net spend"),
            amount(segment["net_spend_amount"]),
            share(segment["net_spend_share"], 1),
        ),
        (say("平均每单", "Average order"), amount(segment["average_order_amount"]), None),
        (say("90 天内下单", "Ordered in 90 days"), share(segment["ordered_share_90d"]), None),
        (say("平均流失概率", "Mean churn risk"), share(segment["mean_churn_score"]), None),
    ]
    tables.figures(figures)
    if traits := name(segment, "traits"):
        st.caption(f"{say('特点', 'Typical')}: {portrayed.plain(traits)}")
    with st.expander(say("规则", "Rule")):
        st.code(segment["rule"], language="sql")


def _things(key: str) -> None:
    """What sets a persona apart: what its people do more often than all."""
    found = records(
        "from scores.fct_persona_differences where persona_key = ? order by place limit 12", [key]
    )
    st.subheader(say("这群人做得更多的事", "What they do more than all"))
    tables.show(
        [
            {
                say("行为", "They"): name(thing, "kind"),
                say("对象", "What"): thing["thing"],
                say("占其行为", "Of their acts"): share(thing["act_share"]),
                say("全体", "Of all"): share(thing["act_share_of_all"]),
                say("倍数", "Lift"): round(thing["lift"], 1),
                say("涉及成员", "Members who did"): share(thing["reach"]),
            }
            for thing in found
        ]
    )


def _differences(key: str) -> None:
    st.subheader(say("与全体客户的不同", "How it differs from all customers"))
    label = "coalesce(features.name_zh, differences.feature)" if language() == "zh" else "differences.feature"
    found = rows(
        f"""
        select {label} as feature, differences.standardised_difference as difference, differences.mean,
            differences.mean_of_all
        from marts.mart_segment_differences as differences
        left join features.dim_features as features on features.feature_key = differences.feature
        where differences.segment_key = ? and differences.is_significant and not differences.is_in_rule
        order by differences.difference_rank limit 12
        """,
        [key],
    )
    if found.empty:
        st.write(say("没有显著的不同。", "No significant difference."))
        return
    st.altair_chart(charts.differences(found, "difference", "feature"), width="stretch")
    st.caption(
        say(
            "以全体客户的标准差为单位；只列出显著且规则中没有写明的（Welch 检验，Holm 校正，5 %）。",
            "In standard deviations of all customers; only significant ones that its rule does not name"
            " (Welch, Holm, 5 %).",
        )
    )


def _sizes(key: str) -> None:
    st.subheader(say("人数变化", "Size over time"))
    found = rows(
        "select counted_on, customer_count from marts.mart_segment_sizes"
        " where segment_key = ? order by counted_on",
        [key],
    )
    if len(found) < 2:
        st.write(say("目前只有一天的记录。", "One day is known so far."))
        return
    st.altair_chart(charts.lines(found, "counted_on", "customer_count"), width="stretch")


def _overlaps(key: str) -> None:
    st.subheader(say("重叠最多的分群", "Segments it shares most with"))
    found = rows(
        f"""
        select shared_with.{column()} as other, pairs.share_in_other as shared
        from marts.mart_segment_overlaps as pairs
        join segments.dim_segments as shared_with on shared_with.segment_key = pairs.other_segment_key
        where pairs.segment_key = ? order by shared desc, other limit 8
        """,
        [key],
    )
    if found.empty:
        st.write(say("没有重叠。", "It shares customers with none."))
        return
    st.altair_chart(charts.bars(found, "shared", "other", ".0%"), width="stretch")


def _members(key: str) -> None:
    st.subheader(say("其中的客户", "Customers in it"))
    found = records(
        """
        select held.customer_id, held.valid_from_on, held.cause, profiles.net_spend_amount,
            profiles.days_since_last_order
        from segments.fct_customer_segments as held
        join marts.mart_customer_profiles as profiles using (customer_id)
        where held.segment_key = ? and held.valid_to_on is null
        order by profiles.net_spend_amount desc, held.customer_id limit 100
        """,
        [key],
    )
    tables.of_customers(
        [{**row, "why": term(words(), "cause", row["cause"])} for row in found],
        {
            "valid_from_on": say("自", "Since"),
            "why": say("原因", "Cause"),
            "net_spend_amount": say("净消费", "Net spend"),
            "days_since_last_order": say("距上次下单天数", "Days since last order"),
        },
    )
    st.caption(say("按净消费排列的前 100 位。", "The first 100 by net spend."))


def _rfm() -> None:
    st.subheader(say("RFM 地图", "RFM map"))
    grid = rows(
        """
        select recency_score as recency, frequency_score as frequency, count(*) as customers
        from rfm.fct_customer_rfm where recency_score is not null group by all order by all
        """
    )
    titles = (say("频次得分 F", "frequency score F"), say("近度得分 R", "recency score R"))
    st.altair_chart(
        charts.heat(grid, "frequency", "recency", "customers", titles=titles).properties(height=300),
        width="stretch",
    )
    st.subheader(say("价值象限", "Quadrants"))
    found = records(
        """
        select quadrants.*, count(rfm.customer_id) as customers, sum(profiles.net_spend_amount) as spend
        from rfm.dim_quadrants as quadrants
        left join rfm.fct_customer_rfm as rfm using (value_quadrant)
        left join marts.mart_customer_profiles as profiles on profiles.customer_id = rfm.customer_id
        group by all order by spend desc nulls last
        """
    )
    whole = sum(quadrant["spend"] or 0 for quadrant in found) or 1
    for place, quadrant in zip(st.columns(max(len(found), 1)), found, strict=False):
        with place, st.container(border=True):
            st.metric(
                name(quadrant),
                number(quadrant["customers"]),
                f"{share((quadrant['spend'] or 0) / whole)} {say('的净消费', 'of net spend')}",
                delta_color="off",
                delta_arrow="off",
            )
            st.write(name(quadrant, "treatment"))


def _flow() -> None:
    st.subheader(say("从哪个阶段到哪个阶段", "From which stage to which"))
    found = rows(
        f"""
        select a.{column()} as from_stage, b.{column()} as to_stage, sum(transition_count) as customers
        from marts.mart_lifecycle_transitions as moves
        join segments.dim_segments as a on a.segment_key = 'lifecycle_' || moves.from_stage
        join segments.dim_segments as b on b.segment_key = 'lifecycle_' || moves.to_stage
        group by all order by customers desc
        """
    )
    if found.empty:
        st.info(
            say(
                "到目前为止只有一次快照；从下一次刷新起，阶段的变化会显示在这里。",
                "There is one snapshot so far; changes of stage show here from the next refresh on.",
            )
        )
        return
    titles = (say("到", "to"), say("从", "from"))
    st.altair_chart(
        charts.heat(found, "to_stage", "from_stage", "customers", titles=titles).properties(height=380),
        width="stretch",
    )
