"""What the company looks like today, and what has changed."""

import streamlit as st

from dashboards import charts, tables
from dashboards.snapshot import records, row, rows
from dashboards.words import amount, column, language, name, number, owner, say, share, shown

_FIGURES = """
select count(*) as customers, count_if(order_count > 0) as buyers, count_if(order_count_90d > 0) as active,
    sum(net_spend_amount) as spend, max(currency_code) as currency,
    count_if(order_count > 1) / nullif(count_if(order_count > 0), 0) as repeat_rate,
    count_if(churn_risk = 'high') as high_risk, avg(completeness_rate) as completeness
from marts.mart_customer_profiles
"""
_CHANGED = """
select sizes.*, segments.name_zh, segments.name_en, segments.segment_type
from marts.mart_segment_sizes as sizes join segments.dim_segments as segments using (segment_key)
where sizes.counted_on = (select max(counted_on) from marts.mart_segment_sizes)
order by sizes.entered_count + sizes.left_count desc, sizes.segment_key
"""
_UNITS = {"share": share, "count": number, "amount": amount, "days": number, "score": lambda v: number(v, 2)}
_COURSES = {
    "reached": ("已达成", "reached", "green"),
    "on_course": ("进展正常", "on course", "blue"),
    "off_course": ("偏离目标", "off course", "orange"),
    "unknown": ("尚无趋势", "no trend yet", "gray"),
}


def draw() -> None:
    """Draw the page."""
    st.title(say("客户概览", "Our customers today"))
    _figures()
    left, right = st.columns([3, 2], gap="large")
    with left:
        _stages()
        _changes()
    with right:
        _alerts()
        _goals()
    _attention()
    _metrics()


def _figures() -> None:
    found = row(_FIGURES)
    told = [
        (say("客户", "Customers"), number(found["customers"]), None),
        (
            say("近 90 天下单", "Ordered in 90 days"),
            number(found["active"]),
            share(found["active"] / max(found["buyers"], 1)),
        ),
        (f"{say('净消费', 'Net spend')} {found['currency'] or ''}", amount(found["spend"]), None),
        (say("复购率", "Repeat rate"), share(found["repeat_rate"]), None),
        (say("高流失风险", "High churn risk"), number(found["high_risk"]), None),
        (say("资料完整度", "Completeness"), share(found["completeness"]), None),
    ]
    tables.figures(told)


def _stages() -> None:
    st.subheader(say("生命周期", "Lifecycle"))
    found = rows(
        f"""
        select stages.{column()} as stage, count(*) as customers
        from marts.mart_customer_profiles as profiles
        join segments.dim_segments as stages on stages.segment_key = 'lifecycle_' || profiles.lifecycle_stage
        group by all order by customers desc, stage
        """
    )
    st.altair_chart(charts.bars(found, "customers", "stage"), width="stretch")


def _changes() -> None:
    st.subheader(say("最近一天的变化", "What changed on the last day"))
    if row("select count(distinct counted_on) as days from marts.mart_segment_sizes")["days"] < 2:
        st.write(
            say(
                "这是第一次快照；从下一次刷新起，进出分群的客户会显示在这里。",
                "This is the first snapshot; who enters and leaves shows here from the next refresh on.",
            )
        )
        return
    changed = [found for found in records(_CHANGED) if found["entered_count"] + found["left_count"]]
    if not changed:
        st.write(say("没有客户进出任何分群。", "No customer entered or left a segment."))
        return
    tables.show(
        [
            {
                say("分群", "Segment"): name(found),
                say("进入", "Entered"): found["entered_count"],
                say("离开", "Left"): found["left_count"],
                say("人数", "Customers"): found["customer_count"],
            }
            for found in changed[:15]
        ],
    )


def _alerts() -> None:
    st.subheader(say("待处理的预警", "Open alerts"))
    found = records(
        """
        select told.name_zh, told.name_en, told.owner, told.action, told.action_zh, count(*) as customers
        from segments.fct_alerts as alerts join segments.dim_alerts as told using (alert_key)
        where alerts.is_open group by all order by customers desc
        """
    )
    if not found:
        st.write(say("没有待处理的预警。", "No alert is open."))
    for alert in found:
        does = f"{owner(alert['owner'])}: {name(alert, 'action')}"
        st.markdown(f"**{name(alert)}** · {number(alert['customers'])}  \n{does}")


def _attention() -> None:
    st.subheader(say("最需要关注的客户", "Who needs attention first"))
    waiting = records("select distinct owner from marts.mart_attention order by owner")
    chosen = st.segmented_control(
        say("负责人", "Owner"), [row["owner"] for row in waiting], format_func=owner
    )
    found = records(
        """
        select attention.*, told.action_zh
        from marts.mart_attention as attention
        left join segments.dim_alerts as told on told.alert_key = attention.reason_key
        where $1 is null or attention.owner = $1
        order by attention.attention_rank, attention.reason_key limit 50
        """,
        [chosen],
    )
    tables.of_customers(
        [_waiting(waits) for waits in found],
        {
            "attention_rank": say("名次", "Rank"),
            "full_name": say("姓名", "Name"),
            "why": say("原因", "Why"),
            "does": say("行动", "Action"),
            "who": say("负责人", "Owner"),
            "since_on": say("自", "Since"),
            "at_stake": say("一年的价值", "A year is worth"),
            "churn": say("流失概率", "Churn risk"),
        },
    )
    st.caption(
        say("按一年的净消费排列，前 50 位。", "By what a year of the customer is worth; the first 50.")
    )


def _waiting(waits: dict) -> dict:
    return {
        **waits,
        "why": name(waits, "reason"),
        "who": owner(waits["owner"]),
        "does": name(waits, "action"),
        "at_stake": amount(waits["value_at_stake_amount"]),
        "churn": share(waits["churn_score"]),
    }


def _metrics() -> None:
    st.subheader(say("指标", "Metrics"))
    by = records(
        "select distinct dimension_key, told.name_zh, told.name_en, dimension_key <> 'all' as is_one"
        " from marts.mart_metrics left join marts.dim_dimensions as told using (dimension_key)"
        " order by is_one, dimension_key"
    )
    called = {row["dimension_key"]: name(row) or say("全部客户", "all customers") for row in by}
    key = st.selectbox(say("按", "By"), list(called), format_func=called.get)
    found = records(
        """
        select told.*, metrics.description, values.name_zh as value_zh, values.name_en as value_en
        from marts.mart_metrics as told
        join marts.dim_metrics as metrics using (metric_key)
        left join marts.dim_dimension_values as values
            on values.dimension_key = told.dimension_key and values.dimension_value = told.dimension_value
        where told.dimension_key = ?
        order by told.metric_key, told.customer_count desc, told.dimension_value
        """,
        [key],
    )
    tables.show(
        [
            {
                say("指标", "Metric"): name(metric),
                **_value_of(metric, called[key]),
                say("数值", "Value"): _UNITS.get(metric["unit"], shown)(metric["metric_value"]),
                say("客户", "Customers"): number(metric["customer_count"]),
                **({} if language() == "zh" else {"What it says": metric["description"]}),
            }
            for metric in found
        ]
    )


def _value_of(metric: dict, dimension: str) -> dict[str, str]:
    """Of which value of the dimension the metric is; nothing where it is of all."""
    if metric["dimension_key"] == "all":
        return {}
    return {dimension: name(metric, "value") or metric["dimension_value"]}


def _goals() -> None:
    st.subheader(say("目标", "Goals"))
    for goal in records("from marts.mart_goals order by by_on, goal_key"):
        unit = _UNITS.get(goal["goal_unit"], shown)
        zh, en, colour = _COURSES[goal["course"]]
        st.markdown(
            f"**{name(goal)}** {unit(goal['actual'])} → {unit(goal['wanted'])}"
            f" ({say('至', 'by')} {shown(goal['by_on'])}) :{colour}-badge[{say(zh, en)}]"
        )
