"""How customers come to buy and come again: path, cohorts, what follows what, any two dimensions crossed."""

import pandas as pd
import streamlit as st

from dashboards import charts, tables
from dashboards.parts import draw_open
from dashboards.snapshot import records, rows
from dashboards.words import between, column, name, number, say, share


def draw() -> None:
    """Draw the page."""
    st.title(say("分析", "Analysis"))
    draw_open(
        "analysis",
        {
            say("购买路径", "Purchase path"): _path,
            say("留存", "Retention"): _cohorts,
            say("交叉分析", "Cross analysis"): _crossed,
            say("先买后买", "What follows what"): _sequences,
            say("功能使用", "Feature usage"): _functions,
            say("用户之声", "What customers say"): _voice,
        },
    )


def _segment(table: str, key: str) -> str:
    """The segment a reader picks among those of a mart; everybody first."""
    every = {
        found["segment_key"]: found
        for found in records(
            f"""
            select distinct told.segment_key, segments.name_zh, segments.name_en
            from {table} as told left join segments.dim_segments as segments using (segment_key)
            order by told.segment_key <> 'all', told.segment_key
            """
        )
    }
    return st.selectbox(
        say("分群", "Segment"),
        list(every),
        format_func=lambda picked: name(every[picked]) or say("所有客户", "All customers"),
        key=key,
    )


def _path() -> None:
    segment = _segment("marts.mart_purchase_path", "path_of")
    steps = records("from marts.mart_purchase_path where segment_key = ? order by step_number", [segment])
    if not steps:
        st.info(say("还没有可以显示的路径。", "There is no path to show yet."))
        return
    frame = rows(
        f"select {column()} as step, reached_count from marts.mart_purchase_path where segment_key = ?"
        " order by step_number",
        [segment],
    )
    st.altair_chart(charts.bars(frame, "reached_count", "step"), width="stretch")
    for step in steps[1:]:
        weakest = f" :orange-badge[{say('最薄弱的一步', 'weakest step')}]" if step["is_weakest"] else ""
        interval = between(step["rate_low"], step["rate_high"], share)
        st.markdown(
            f"→ **{name(step)}** {share(step['conversion_rate'], 1)} ({interval}) ·"
            f" {say('全体', 'all')} {share(step['rate_of_all'], 1)}{weakest}"
        )
    days = steps[0]["within_days"]
    st.caption(
        say(
            f"近 {days} 天；每一步只计走过之前各步的客户。",
            f"Within {days} days; each step counts those who took all before.",
        )
    )


def _cohorts() -> None:
    found = rows(
        """
        select strftime(cohort_month_on, '%Y-%m') as cohort, months_since as month, retention_rate as rate
        from marts.mart_cohort_retention
        where is_complete and months_since > 0
        qualify cohort_month_on >= max(cohort_month_on) over () - interval 13 month
        order by all
        """
    )
    if found.empty:
        st.info(say("还没有完整的一个月。", "No month is complete yet."))
        return
    titles = (
        say("首单后的第几个月", "months after the first order"),
        say("首单月份", "month of the first order"),
    )
    chart = charts.heat(found, "month", "cohort", "rate", ".0%", titles)
    st.altair_chart(chart.properties(height=26 * found["cohort"].nunique() + 60), width="stretch")
    st.caption(
        say(
            "该月仍有下单的客户所占比例；只列出已结束的月份。",
            "Share who ordered in that month; months that are over.",
        )
    )


def _crossed() -> None:
    known = {found["dimension_key"]: found for found in records("from marts.dim_dimensions order by place")}
    keys = list(known)
    left, right = st.columns(2)
    one = left.selectbox(
        say("行", "Rows"),
        keys,
        index=_place(keys, "lifecycle_stage"),
        format_func=lambda key: name(known[key]),
    )
    others = [key for key in keys if key != one]
    other = right.selectbox(
        say("列", "Columns"),
        others,
        index=_place(others, "value_quadrant"),
        format_func=lambda key: name(known[key]),
    )
    measures = _measures()
    measure = st.segmented_control(
        say("看什么", "Measure"),
        list(measures),
        default="customer_count",
        format_func=lambda key: measures[key][0],
    )
    picked = measure or "customer_count"
    found = _crossing(one, other, picked)
    if found.empty:
        st.info(say("没有可以显示的数字。", "There is no number to show."))
        return
    chart = charts.heat(found, "that_value", "this_value", "measured", measures[picked][1])
    st.altair_chart(chart.properties(height=32 * found["this_value"].nunique() + 60), width="stretch")


def _measures() -> dict[str, tuple[str, str]]:
    """Measure → its name and how it is written."""
    return {
        "customer_count": (say("客户数", "Customers"), ",.0f"),
        "share_of_value": (say("占行的比例", "Share of the row"), ".0%"),
        "lift": (say("与独立相比的倍数", "Lift"), ".2f"),
        "net_spend_per_customer": (say("人均净消费", "Net spend per customer"), ",.0f"),
        "mean_churn_score": (say("平均流失概率", "Mean churn risk"), ".0%"),
    }


def _crossing(one: str, other: str, picked: str) -> pd.DataFrame:
    """A row per two values; of many the largest."""
    return rows(
        f"""
        select coalesce(here.{column()}, crossed.dimension_value) as this_value,
            coalesce(there.{column()}, crossed.other_dimension_value) as that_value,
            crossed.{picked} as measured
        from marts.mart_cross_analysis as crossed
        left join marts.dim_dimension_values as here
            on here.dimension_key = crossed.dimension_key and here.dimension_value = crossed.dimension_value
        left join marts.dim_dimension_values as there
            on there.dimension_key = crossed.other_dimension_key
            and there.dimension_value = crossed.other_dimension_value
        where crossed.dimension_key = ? and crossed.other_dimension_key = ? and crossed.{picked} is not null
        qualify dense_rank() over (order by here.customer_count desc, here.dimension_value) <= 20
            and dense_rank() over (order by there.customer_count desc, there.dimension_value) <= 12
        """,
        [one, other],
    )


def _place(keys: list[str], usual: str) -> int:
    return keys.index(usual) if usual in keys else 0


def _sequences() -> None:
    grain = st.segmented_control(
        say("粒度", "Grain"),
        ["category", "product"],
        default="category",
        format_func=lambda key: say("品类", "Category") if key == "category" else say("产品", "Product"),
    )
    found = records(
        """
        select pairs.*, coalesce(a.product_name, pairs.first_key) as first_name,
            coalesce(b.product_name, pairs.then_key) as then_name
        from marts.mart_purchase_sequences as pairs
        left join customers.dim_products as a on pairs.grain = 'product' and a.product_id = pairs.first_key
        left join customers.dim_products as b on pairs.grain = 'product' and b.product_id = pairs.then_key
        where pairs.grain = ? and pairs.rate_low > pairs.usual_rate
        order by pairs.rate_low desc, pairs.lift desc limit 50
        """,
        [grain or "category"],
    )
    if not found:
        st.info(say("还没有足够多的先后购买。", "Too few customers have bought one thing after another."))
        return
    tables.show(
        [
            {
                say("先买", "First"): pair["first_name"],
                say("后买", "Then"): pair["then_name"],
                say("比例", "Share"): share(pair["followed_rate"], 1),
                say("区间", "Interval"): between(pair["rate_low"], pair["rate_high"], share),
                say("平时", "Usually"): share(pair["usual_rate"], 1),
                say("倍数", "Lift"): round(pair["lift"], 2),
                say("客户", "Customers"): number(pair["customer_count"]),
            }
            for pair in found
        ],
    )
    within = found[0]["within_days"]
    st.caption(say(f"首次购买后 {within} 天内。", f"Within {within} days after the first purchase."))


def _functions() -> None:
    segment = _segment("marts.mart_feature_usage", "functions_of")
    found = rows(
        f"select {column()} as function, using_share from marts.mart_feature_usage where segment_key = ?"
        " order by using_share desc limit 25",
        [segment],
    )
    if segment is None or found.empty:
        st.info(say("来源中没有产品功能的使用记录。", "No source tells of product functions being used."))
        return
    st.altair_chart(charts.bars(found, "using_share", "function", ".1%"), width="stretch")
    st.caption(say("使用过该功能的成员占比。", "Share of the members who used it."))


def _voice() -> None:
    """What texts are about, where they blame, and what is wished for."""
    found = rows(
        f"""
        select coalesce({column()}, topic_key) as topic, sum(text_count) as texts,
            sum(negative_text_count) as negative, sum(positive_text_count) as positive,
            sum(complaint_count) as complaints, sum(wish_count) as wishes,
            sum(negative_text_count) / nullif(sum(negative_text_count + positive_text_count), 0) as blame
        from marts.mart_text_topics
        where month_on > (select as_of_on - interval 12 month from publish.dim_snapshots)
        group by all order by texts desc, topic
        """
    )
    if found.empty:
        st.info(say("来源中没有客户的文字。", "No source holds texts of customers."))
        return
    left, right = st.columns(2, gap="large")
    with left:
        _topics(found, "texts", say("谈到什么", "What they write about"))
    with right:
        _topics(found, "wishes", say("想要什么", "What they wish for"))
    tables.show(
        [
            {
                say("话题", "Topic"): topic["topic"],
                say("文字", "Texts"): topic["texts"],
                say("差评", "Blame"): topic["negative"],
                say("好评", "Praise"): topic["positive"],
                say("差评占比", "Share of blame"): share(topic["blame"]),
                say("投诉", "Complaints"): topic["complaints"],
                say("诉求", "Wishes"): topic["wishes"],
            }
            for topic in found.to_dict("records")
        ]
    )
    st.caption(
        say("近 12 个月；一段文字可以谈到多个话题。", "12 months; a text may be about several topics.")
    )


def _topics(found: pd.DataFrame, counted: str, title: str) -> None:
    st.subheader(title)
    most = found[found[counted] > 0].sort_values([counted, "topic"], ascending=[False, True]).head(15)
    st.altair_chart(charts.bars(most, counted, "topic"), width="stretch")
