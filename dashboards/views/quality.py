"""How far profiles can be trusted: how fresh, how complete, which checks failed, which models are proven."""

import streamlit as st

from dashboards import charts, tables
from dashboards.snapshot import records, rows
from dashboards.words import name, number, say, shown


def draw() -> None:
    """Draw the page."""
    st.title(say("数据质量与时效", "Data quality and freshness"))
    fresh, complete, loads, people, models = st.tabs(
        [
            say("时效", "Freshness"),
            say("完整度", "Completeness"),
            say("加载与检查", "Loads and checks"),
            say("身份", "Identity"),
            say("模型", "Models"),
        ]
    )
    with fresh:
        _freshness()
    with complete:
        _completeness()
    with loads:
        _loads()
    with people:
        _identity()
    with models:
        _models()


def _freshness() -> None:
    found = records("from marts.mart_freshness order by is_stale desc, watched_type, watched_key")
    stale = [watched for watched in found if watched["is_stale"]]
    if stale:
        st.warning(say(f"{len(stale)} 项已过期。", f"{len(stale)} are stale."), icon=":material/schedule:")
    else:
        st.success(
            say("全部在时效目标之内。", "All are within their targets."), icon=":material/check_circle:"
        )
    tables.show(
        [
            {
                say("对象", "What"): watched["watched_key"],
                say("类型", "Type"): watched["watched_type"],
                say("最新", "Newest"): shown(watched["newest_on"]),
                say("已过天数", "Days old"): watched["days_old"],
                say("目标天数", "Target"): watched["target_days"],
                say("过期", "Stale"): say("是", "yes") if watched["is_stale"] else "",
                say("原因", "Why"): watched["why"] or "",
            }
            for watched in found
        ],
    )


def _completeness() -> None:
    found = rows(
        """
        select field, sum(known_customer_count) / sum(customer_count) as known
        from quality.fct_completeness
        where source_system = 'all' and contract_table = 'all' and customer_type = 'person'
        group by field order by known desc, field
        """
    )
    st.subheader(say("个人客户：每个字段有多少客户已知", "People: of how many each field is known"))
    st.altair_chart(charts.bars(found, "known", "field", ".0%"), width="stretch")
    trend = rows(
        """
        select observed_on, sum(known_customer_count) / sum(customer_count) as known
        from marts.mart_completeness where source_system = 'all' and contract_table = 'all'
        group by observed_on order by observed_on
        """
    )
    if len(trend) > 1:
        st.subheader(say("趋势", "Trend"))
        st.altair_chart(charts.lines(trend, "observed_on", "known", form=".0%"), width="stretch")


def _loads() -> None:
    failed = records(
        "from quality.fct_load_checks where not is_passed order by loaded_at desc, check_name limit 200"
    )
    st.subheader(say(f"未通过的检查（{len(failed)}）", f"Checks that did not pass ({len(failed)})"))
    if failed:
        tables.show(
            [
                {
                    say("来源系统", "Source system"): check["source_system"],
                    say("表", "Table"): check["contract_table"],
                    say("检查", "Check"): check["check_name"],
                    say("列", "Column"): check["column_name"] or "–",
                    say("实际", "Observed"): shown(check["observed"]),
                    say("严重程度", "Severity"): check["severity"],
                }
                for check in failed
            ],
        )
    _rows_of_loads()


def _rows_of_loads() -> None:
    st.subheader(say("每一行都有着落", "Where every row went"))
    tables.show(
        [
            {
                say("来源系统", "Source system"): load["source_system"],
                say("表", "Table"): load["contract_table"],
                say("读到", "Read"): load["read_count"],
                say("落地", "Landed"): load["landed_count"],
                say("拒绝", "Rejected"): load["rejected_count"],
                say("排除", "Left out"): load["left_out_count"],
                say("无法解析", "Unparsable"): load["unparsable_count"],
                say("待核查的值", "Flagged values"): load["flagged_value_count"],
            }
            for load in records(
                """
                select source_system, contract_table, sum(read_count) as read_count,
                    sum(landed_count) as landed_count, sum(rejected_count) as rejected_count,
                    sum(left_out_count) as left_out_count,
                    sum(unparsable_count) as unparsable_count, sum(flagged_value_count) as flagged_value_count
                from quality.fct_loads where is_read group by all order by all
                """
            )
        ],
    )


def _identity() -> None:
    for measure in records(
        "from marts.mart_identity_health qualify observed_on = max(observed_on) over ()"
        " order by topic, health_measure_key"
    ):
        st.markdown(f"**{name(measure)}** {number(measure['measure_count'])}")


def _models() -> None:
    for model in records("from scores.dim_models order by model_key"):
        with st.container(border=True):
            is_published = model["status"] == "published"
            badge = (
                f":green-badge[{say('使用中', 'in use')}]"
                if is_published
                else f":gray-badge[{say('未发布', 'not published')}]"
            )
            st.markdown(f"**{name(model)}** {badge}")
            if model["figure_value"] is not None:
                st.write(
                    f"{model['figure']} {model['figure_value']:.3f}"
                    + _between(model["figure_low"], model["figure_high"])
                    + (
                        f" · {model['baseline']} {model['baseline_value']:.3f}"
                        if model["baseline_value"] is not None
                        else ""
                    )
                )
            if model["reason"]:
                st.write(model["reason"])
            tested = say("测试客户", "test customers")
            st.caption(f"{tested} {number(model['test_customer_count'])} · {shown(model['trained_at'])}")
    _drift()
    _foretold()


def _drift() -> None:
    drifted = records(
        "from scores.fct_model_drift where is_notable and kind <> 'outcome' order by stability_index desc"
    )
    if drifted:
        st.subheader(say("漂移", "Drift"))
        tables.show(
            [
                {
                    say("模型", "Model"): found["model_key"],
                    say("输入或得分", "Input or score"): found["watched"],
                    "PSI": found["stability_index"],
                    say("程度", "How far"): say("强", "strong")
                    if found["is_strong"]
                    else say("明显", "notable"),
                }
                for found in drifted
            ],
        )


def _foretold() -> None:
    """What models said of customers beside what came of it."""
    came = records(
        "from scores.fct_model_drift where kind = 'outcome' order by model_key, observed_on desc, watched"
    )
    if came:
        st.subheader(say("预测与结果", "Foretold and come true"))
        tables.show(
            [
                {
                    say("模型", "Model"): found["model_key"],
                    say("预测日", "Foretold on"): shown(found["observed_on"]),
                    say("指标", "Figure"): found["watched"],
                    say("客户数", "Customers"): found["customer_count"],
                    say("预测", "Said"): found["said"],
                    say("结果", "Came"): found["found"],
                    say("区间", "Interval"): _between(found["low"], found["high"]),
                }
                for found in came
            ],
        )


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None else f" ({low:.3f} – {high:.3f})"
