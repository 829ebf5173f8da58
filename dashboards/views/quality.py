"""How far profiles can be trusted: how fresh, how complete, which checks failed, which models are proven."""

import streamlit as st

from dashboards import charts, tables
from dashboards.parts import draw_open
from dashboards.snapshot import records, rows
from dashboards.views import models
from dashboards.words import name, number, say, share, shown, words
from portrait.terms import term

_TOPICS = {
    "sizes": ("客户规模", "Customers by registrations"),
    "identifiers": ("标识符", "Identifiers"),
    "matching": ("相似匹配", "Likeness"),
    "rules": ("被隔离", "Kept apart"),
    "drift": ("当日变化", "Changed on that day"),
}
_WATCHED = {"contract_table": ("来源表", "source table"), "tag": ("标签", "tag")}
_SEVERITIES = {
    "flag": ("待核查", "flag"),
    "warn": ("提醒", "warning"),
    "reject": ("拒绝", "reject"),
    "block": ("阻止", "block"),
}


def draw() -> None:
    """Draw the page."""
    st.title(say("数据质量与时效", "Data quality and freshness"))
    draw_open(
        "quality",
        {
            say("时效", "Freshness"): _freshness,
            say("完整度", "Completeness"): _completeness,
            say("加载与检查", "Loads and checks"): _loads,
            say("身份", "Identity"): _identity,
            say("模型", "Models"): models.draw,
        },
    )


def _freshness() -> None:
    found = records(
        """
        select fresh.*, tags.name_zh, tags.name_en
        from marts.mart_freshness as fresh
        left join tags.dim_tags as tags on fresh.watched_type = 'tag' and tags.tag_key = fresh.watched_key
        order by fresh.is_stale desc, fresh.watched_type, fresh.watched_key
        """
    )
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
                say("对象", "What"): name(watched)
                or watched["watched_key"].replace(" of ", say("，来自 ", " of ")),
                say("类型", "Type"): say(*_WATCHED[watched["watched_type"]]),
                say("最新", "Newest"): shown(watched["newest_on"]),
                say("已过天数", "Days old"): watched["days_old"],
                say("目标天数", "Target"): watched["target_days"],
                say("过期", "Stale"): say("是", "yes") if watched["is_stale"] else "",
                say("原因", "Why"): say(_why_zh(watched), watched["why"] or ""),
            }
            for watched in found
        ],
    )


def _why_zh(watched: dict) -> str:
    if watched["newest_on"] is None:
        return "没有来源提供其依据"
    if watched["expired_customer_count"]:
        return f"超过有效期仍持有：{watched['expired_customer_count']:,} 位客户"
    if not watched["is_stale"]:
        return "时效内"
    oldest = watched["weakest_table"] or "最新加载"
    return f"{oldest} 已 {watched['days_old']} 天，允许 {watched['target_days']} 天"


def _completeness() -> None:
    found = rows(
        """
        select field, sum(known_customer_count) / sum(customer_count) as known
        from quality.fct_completeness
        where source_system = 'all' and contract_table = 'all' and customer_type = 'person'
        group by field order by known desc, field
        """
    )
    found["field"] = [term(words(), "field", field) for field in found["field"]]
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
    _gains()


def _gains() -> None:
    """What to collect first: the fields that would lift completeness most, and where they are known."""
    st.subheader(say("先补什么", "What to collect first"))
    tables.show(
        [
            {
                say("客户", "Customers"): term(words(), "type", gain["customer_type"]),
                say("字段", "Field"): term(words(), "field", gain["field"]),
                say("缺少", "Lacking"): number(gain["lacking_customer_count"]),
                say("完整度可提升", "Completeness would rise by"): share(gain["possible_gain"], 1),
                say("最知道的来源", "Best source"): gain["best_source_system"] or "–",
                say("可经其补上", "Reached by it"): number(gain["reachable_customer_count"]),
            }
            for gain in records(
                "from marts.mart_completeness_gains where segment_key = 'all' and possible_gain > 0"
                " order by possible_gain desc, customer_type, field"
            )
        ]
    )


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
                    say("检查", "Check"): _arrival(check["check_name"]),
                    say("列", "Column"): check["column_name"] or "–",
                    say("实际", "Observed"): shown(check["observed"]),
                    say("严重程度", "Severity"): say(
                        *_SEVERITIES.get(check["severity"], (check["severity"],) * 2)
                    ),
                }
                for check in failed
            ],
        )
    _between_tables()
    _rows_of_loads()


def _arrival(key: str) -> str:
    """What a check is called; one of known words by its own word."""
    if key.startswith("known_"):
        return say("应为已知的取值", key.replace("_", " "))
    return term(words(), "arrival", key)


def _between_tables() -> None:
    st.subheader(say("表与表之间", "Between tables"))
    tables.show(
        [
            {
                say("检查", "Check"): _arrival(check["check_key"]),
                say("来源系统", "Source system"): check["source_system"],
                say("检查的行", "Checked"): check["checked_count"],
                say("不符", "Broken"): check["broken_count"],
                say("允许", "Allowed"): share(check["most_broken_share"], 1),
                say("通过", "Passed"): shown(check["is_passed"]),
            }
            for check in records(
                "from quality.fct_cross_table_checks order by is_passed, check_key, source_system"
            )
        ]
    )


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
    found = records(
        "from marts.mart_identity_health qualify observed_on = max(observed_on) over ()"
        " order by topic, health_measure_key"
    )
    for topic, told in _TOPICS.items():
        measures = [measure for measure in found if measure["topic"] == topic]
        if measures:
            st.subheader(say(*told))
            tables.show(
                [
                    {
                        say("指标", "Measure"): name(measure),
                        say("数量", "Count"): number(measure["measure_count"]),
                    }
                    for measure in measures
                ]
            )
