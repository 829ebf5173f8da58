"""What the company looks like today, and what has changed."""

import streamlit as st

from dashboards import charts, tables
from dashboards.snapshot import records, row, rows
from dashboards.words import amount, column, name, number, say, share, shown

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
    for place, (title, value, beside) in zip(st.columns(len(told)), told, strict=True):
        place.metric(title, value, beside, delta_color="off", delta_arrow="off", border=True)


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
        select alerts.alert_key, told.name_zh, told.name_en, told.owner, told.action, count(*) as customers
        from segments.fct_alerts as alerts join segments.dim_alerts as told using (alert_key)
        where alerts.is_open group by all order by customers desc
        """
    )
    if not found:
        st.write(say("没有待处理的预警。", "No alert is open."))
    for alert in found:
        with st.expander(f"{name(alert)} · {number(alert['customers'])}"):
            st.write(f"**{alert['owner']}**: {alert['action']}")
            newest = records(
                "select customer_id, raised_on, evidence from segments.fct_alerts"
                " where is_open and alert_key = ? order by raised_on desc, customer_id limit 20",
                [alert["alert_key"]],
            )
            tables.of_customers(
                newest, {"raised_on": say("日期", "Since"), "evidence": say("依据", "Evidence")}
            )


def _goals() -> None:
    st.subheader(say("目标", "Goals"))
    for goal in records("from marts.mart_goals order by by_on, goal_key"):
        unit = _UNITS.get(goal["goal_unit"], shown)
        zh, en, colour = _COURSES[goal["course"]]
        st.markdown(
            f"**{name(goal)}** {unit(goal['actual'])} → {unit(goal['wanted'])}"
            f" ({say('至', 'by')} {shown(goal['by_on'])}) :{colour}-badge[{say(zh, en)}]"
        )
