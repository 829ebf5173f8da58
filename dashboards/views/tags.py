"""The labels: who owns them, who holds them, what they are for; and what a rule would find, tried at once."""

import duckdb
import streamlit as st

from dashboards import charts, tables
from dashboards.snapshot import records, rows
from dashboards.words import name, number, say, share, shown

_TAGS = """
select tags.*, count(held.customer_id) as holders,
    coalesce(count_if(not held.is_usable), 0) as expired,
    count(held.customer_id) / (select nullif(count(*), 0) from customers.dim_customers) as coverage
from tags.dim_tags as tags
left join tags.fct_customer_tags as held on held.tag_key = tags.tag_key and held.valid_to_on is null
group by all order by tags.dimension, tags.tag_key
"""
_TRIED = """
select count(*) as customers, count_if({rule}) as matching
from (
    select features.*, rfm.* exclude (customer_id, customer_type),
        known.* exclude (customer_id), profiles.churn_score, profiles.churn_risk, profiles.lifecycle_stage,
        profiles.cluster_key, profiles.tag_keys
    from features.fct_customer_features as features
    join rfm.fct_customer_rfm as rfm using (customer_id)
    join customers.dim_customers as known using (customer_id)
    join marts.mart_customer_profiles as profiles using (customer_id)
)
"""


def draw() -> None:
    """Draw the page."""
    st.title(say("标签体系", "Tags"))
    every = records(_TAGS)
    catalogue, one, trial = st.tabs(
        [say("目录", "Catalogue"), say("一个标签", "One tag"), say("试一条规则", "Try a rule")]
    )
    with catalogue:
        _catalogue(every)
    with one:
        _one(every)
    with trial:
        _trial()


def _catalogue(every: list[dict]) -> None:
    owners = sorted({tag["owner"] for tag in every if tag["owner"]})
    first, second, third = st.columns(3)
    dimension = first.selectbox(
        say("维度", "Dimension"),
        [None, *sorted({tag["dimension"] for tag in every})],
        format_func=lambda key: key or say("全部", "all"),
    )
    owner = second.selectbox(
        say("负责人", "Owner"), [None, *owners], format_func=lambda key: key or say("全部", "all")
    )
    searched = third.text_input(say("搜索", "Search"))
    listed = [
        tag
        for tag in every
        if dimension in (None, tag["dimension"])
        and owner in (None, tag["owner"])
        and searched.lower() in f"{tag['tag_key']} {tag['name_zh']} {tag['name_en']} {tag['purpose']}".lower()
    ]
    _listed(listed)
    nobody = [tag for tag in listed if not tag["holders"]]
    st.caption(
        say(
            f"{len(listed)} 个标签，其中 {len(nobody)} 个目前无人持有。",
            f"{len(listed)} tags; nobody holds {len(nobody)} of them.",
        )
    )


def _listed(listed: list[dict]) -> None:
    tables.show(
        [
            {
                say("标签", "Tag"): name(tag),
                say("键", "Key"): tag["tag_key"],
                say("维度", "Dimension"): tag["dimension"],
                say("人数", "Holders"): tag["holders"],
                say("覆盖率", "Coverage"): tag["coverage"],
                say("已过期", "Expired"): tag["expired"],
                say("有效天数", "Days to live"): tag["ttl_days"],
                say("负责人", "Owner"): tag["owner"],
                say("使用者", "Consumers"): tag["consumers"],
                say("行动", "Action"): tag["action"],
            }
            for tag in listed
        ],
        height=560,
        column_config={
            say("覆盖率", "Coverage"): st.column_config.ProgressColumn(
                min_value=0, max_value=1, format="percent"
            )
        },
    )


def _one(every: list[dict]) -> None:
    by_key = {tag["tag_key"]: tag for tag in every}
    asked = st.query_params.get("tag")
    keys = list(by_key)
    key = st.selectbox(
        say("标签", "Tag"),
        keys,
        index=keys.index(asked) if asked in keys else 0,
        format_func=lambda key: name(by_key[key]),
    )
    if key != asked:
        st.query_params["tag"] = key
    tag = by_key[key]
    st.markdown(f"### {name(tag)}")
    st.code(tag["rule"] or tag["value_expression"] or "", language="sql")
    told = {
        say("目的", "Purpose"): tag["purpose"] or "–",
        say("行动", "Action"): f"{tag['owner']}: {tag['action']}",
        say("有效天数", "Days to live"): shown(tag["ttl_days"]),
        say("未知时", "If unknown"): tag["null_policy"] or "–",
    }
    st.markdown("  \n".join(f"**{title}** {value}" for title, value in told.items()))
    _figures(tag)
    _holders(key)


def _figures(tag: dict) -> None:
    for place, (title, value) in zip(
        st.columns(3),
        [
            (say("人数", "Holders"), number(tag["holders"])),
            (say("覆盖率", "Coverage"), share(tag["coverage"], 1)),
            (say("已过期", "Expired"), number(tag["expired"])),
        ],
        strict=True,
    ):
        place.metric(title, value, border=True)


def _holders(key: str) -> None:
    moved = rows(
        """
        with turns as (
            select valid_from_on as day, 1 as step from tags.fct_customer_tags where tag_key = $1
            union all
            select valid_to_on, -1 from tags.fct_customer_tags where tag_key = $1 and valid_to_on is not null
        )
        select day, sum(sum(step)) over (order by day) as holders from turns group by day order by day
        """,
        [key],
    )
    if not moved.empty:
        st.altair_chart(charts.lines(moved, "day", "holders"), width="stretch")
    held = records(
        """
        select customer_id, valid_from_on, expires_on, cause from tags.fct_customer_tags
        where tag_key = ? and valid_to_on is null order by valid_from_on desc, customer_id limit 100
        """,
        [key],
    )
    tables.of_customers(
        held,
        {
            "valid_from_on": say("自", "Since"),
            "expires_on": say("至", "Until"),
            "cause": say("原因", "Cause"),
        },
    )


def _trial() -> None:
    st.write(
        say(
            "写一个关于客户的条件，看看会有多少客户符合。不会保存任何内容；要保存，请把它写进标签定义。",
            "Write a condition about a customer and see how many it would find. Nothing is saved; to keep it,"
            " write it into the definitions of tags.",
        )
    )
    rule = st.text_area(say("规则", "Rule"), "order_count_90d >= 2 and returned_rate < 0.1", height=90)
    if not rule.strip():
        return
    try:
        found = records(_TRIED.format(rule=_one_expression(rule)))[0]
    except (duckdb.Error, ValueError) as error:
        st.error(f"{say('这条规则无法计算', 'This rule cannot be computed')}: {str(error).splitlines()[0]}")
        return
    st.metric(
        say("符合的客户", "Customers it finds"),
        number(found["matching"]),
        share(found["matching"] / max(found["customers"], 1), 1),
        delta_color="off",
        delta_arrow="off",
        border=True,
    )


def _one_expression(rule: str) -> str:
    """The rule as one condition; ValueError for anything more."""
    import sqlglot
    from sqlglot import exp

    try:
        parsed = sqlglot.parse_one(rule, read="duckdb", into=exp.Condition)
    except sqlglot.errors.ParseError as error:
        raise ValueError(str(error)) from error
    if parsed.find(exp.Query, exp.Command):
        raise ValueError(say("只能写条件，不能写查询。", "Write a condition, not a query."))
    return parsed.sql("duckdb")
