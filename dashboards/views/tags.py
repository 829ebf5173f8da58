"""The labels: who owns them, who holds them, what they are for; and what a rule would find, tried at once."""

import duckdb
import streamlit as st

from dashboards import charts, tables
from dashboards.parts import draw_open
from dashboards.snapshot import records, rows
from dashboards.words import DIMENSIONS, name, number, say, share, shown, words
from dashboards.words import dimension as dimension_called
from dashboards.words import owner as owner_called
from portrait.inputs import inputs
from portrait.terms import term

_TAGS = """
select tags.*, coalesce(held.holders, 0) as holders, coalesce(held.expired, 0) as expired,
    coalesce(held.holders, 0) / (select nullif(count(*), 0) from customers.dim_customers) as coverage
from tags.dim_tags as tags
left join (
    select tag_key, count(*) as holders, count_if(not is_usable) as expired
    from tags.fct_customer_tags where valid_to_on is null group by tag_key
) as held on held.tag_key = tags.tag_key
order by tags.dimension, tags.tag_key
"""
_TRIED = """
select count(*) as customers, count_if(coalesce(({rule}), false)) as matching, count(holder_id) as holders,
    count_if(coalesce(({rule}), false) and holder_id is null) as entering,
    count_if(not coalesce(({rule}), false) and holder_id is not null) as leaving
from {inputs} as told
left join (
    select customer_id as holder_id from tags.fct_customer_tags where valid_to_on is null and tag_key = ?
) as held on holder_id = customer_id
"""


_HELD = "list_contains(string_split(coalesce(tag_keys, ''), ','), '{key}')"
_NULL_POLICIES = {
    "not_held": ("视为不持有", "not held"),
    "keep_last": ("保留上次结果", "as it was last known"),
}


def draw() -> None:
    """Draw the page."""
    st.title(say("标签体系", "Tags"))
    every = records(_TAGS)
    parts = {
        say("目录", "Catalogue"): lambda: _catalogue(every),
        say("一个标签", "One tag"): lambda: _one(every),
        say("治理", "Governance"): _governed,
        say("试一条规则", "Try a rule"): lambda: _trial(every),
    }
    opened = list(parts)[1] if "tag" in st.query_params else None
    draw_open("tags", parts, opened)


def _catalogue(every: list[dict]) -> None:
    owners = sorted({tag["owner"] for tag in every if tag["owner"]})
    first, second, third = st.columns(3)
    dimension = first.selectbox(
        say("维度", "Dimension"),
        [None, *(key for key in DIMENSIONS if any(tag["dimension"] == key for tag in every))],
        format_func=dimension_called,
    )
    owner = second.selectbox(
        say("负责人", "Owner"),
        [None, *owners],
        format_func=lambda key: owner_called(key) if key else say("全部", "all"),
    )
    searched = third.text_input(say("搜索", "Search"))
    listed = [
        tag
        for tag in every
        if dimension in (None, tag["dimension"])
        and owner in (None, tag["owner"])
        and searched.lower()
        in f"{tag['tag_key']} {tag['name_zh']} {tag['name_en']} {tag['purpose']} {tag['purpose_zh']}".lower()
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
                say("维度", "Dimension"): dimension_called(tag["dimension"]),
                say("人数", "Holders"): tag["holders"],
                say("覆盖率", "Coverage"): tag["coverage"],
                say("已过期", "Expired"): tag["expired"],
                say("有效天数", "Days to live"): tag["ttl_days"],
                say("负责人", "Owner"): owner_called(tag["owner"]),
                say("使用者", "Consumers"): _consumers(tag),
                say("行动", "Action"): name(tag, "action"),
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


def _consumers(tag: dict) -> str:
    """The segments and other tags that go by the tag, by name; those of packs that are off are none."""
    names = {
        f"{row['kind']} {row['key']}": name(row)
        for row in records(
            "select 'tag' as kind, tag_key as key, name_zh, name_en from tags.dim_tags union all"
            " select 'segment', segment_key, name_zh, name_en from segments.dim_segments"
        )
    }
    told = [names[key] for key in (tag["consumers"] or "").split(", ") if key in names]
    return say("、", ", ").join(told) or "–"


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
        say("目的", "Purpose"): name(tag, "purpose") or "–",
        say("行动", "Action"): f"{owner_called(tag['owner'])}: {name(tag, 'action')}",
        say("有效天数", "Days to live"): shown(tag["ttl_days"]),
        say("未知时", "If unknown"): say(*_NULL_POLICIES[tag["null_policy"]]),
    }
    st.markdown("  \n".join(f"**{title}** {value}" for title, value in told.items()))
    _figures(tag)
    _holders(key)


def _figures(tag: dict) -> None:
    tables.figures(
        [
            (say("人数", "Holders"), number(tag["holders"]), None),
            (say("覆盖率", "Coverage"), share(tag["coverage"], 1), None),
            (say("已过期", "Expired"), number(tag["expired"]), None),
        ]
    )


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
    if len(moved) > 1:
        st.altair_chart(charts.lines(moved, "day", "holders"), width="stretch")
    held = records(
        """
        select customer_id, valid_from_on, expires_on, cause from tags.fct_customer_tags
        where tag_key = ? and valid_to_on is null order by valid_from_on desc, customer_id limit 100
        """,
        [key],
    )
    tables.of_customers(
        [{**row, "why": term(words(), "cause", row["cause"])} for row in held],
        {
            "valid_from_on": say("自", "Since"),
            "expires_on": say("至", "Until"),
            "why": say("原因", "Cause"),
        },
    )


def _governed() -> None:
    """How each tag is used and kept, and which should be looked at again."""
    found = records(
        """
        select governed.*, tags.action_zh, nearest.name_zh as nearest_zh, nearest.name_en as nearest_en
        from marts.mart_tag_governance as governed
        join tags.dim_tags as tags using (tag_key)
        left join tags.dim_tags as nearest on nearest.tag_key = governed.nearest_tag_key
        order by governed.proposal is null, governed.overlap desc nulls last, governed.tag_key
        """
    )
    proposed = [tag for tag in found if tag["proposal"]]
    st.write(
        say(f"{len(proposed)} 个标签建议复查。", f"{len(proposed)} tags are proposed for a second look.")
    )
    tables.show(
        [
            {
                say("标签", "Tag"): name(tag),
                say("建议", "Proposal"): name(tag, "reason") or "–",
                say("人数", "Holders"): tag["holder_count"],
                say("近 30 天进入", "Entered in 30 days"): tag["entered_count_30d"],
                say("近 30 天离开", "Left in 30 days"): tag["left_count_30d"],
                say("人工给出", "Given"): tag["given_count"],
                say("已过期", "Expired"): tag["expired_count"],
                say("来源过时", "Stale"): tag["stale_holder_count"],
                say("最近确认", "Confirmed"): shown(tag["confirmed_on"]),
                say("最相近的标签", "Nearest tag"): name(tag, "nearest") or "–",
                say("重叠", "Overlap"): share(tag["overlap"]),
                say("负责人", "Owner"): owner_called(tag["owner"]),
            }
            for tag in found
        ],
        height=560,
    )


def _trial(every: list[dict]) -> None:
    st.write(
        say(
            "写一个关于客户的条件，看看会有多少客户符合、谁会进入或离开某个标签。不会保存任何内容；要保存，"
            "请把它写进标签定义。",
            "Write a condition about a customer and see how many it would find, and how many would enter or"
            " leave a tag. Nothing is saved; to keep it, write it into the definitions of tags.",
        )
    )
    by_key = {tag["tag_key"]: tag for tag in every if tag["tag_source"] == "rule" and tag["rule"]}
    key = st.selectbox(
        say("与哪个标签相比", "Beside which tag"),
        [None, *by_key],
        format_func=lambda key: name(by_key[key]) if key else say("不比较", "none"),
    )
    usual = by_key[key]["rule"] if key else "order_count_90d >= 2 and returned_rate < 0.1"
    rule = st.text_area(say("规则", "Rule"), usual, height=90, key=f"rule_{key}")
    if not rule.strip():
        return
    try:
        asked = _TRIED.format(
            rule=_one_expression(rule, {tag["tag_key"] for tag in every}), inputs=inputs(records)
        )
        found = records(asked, [key])[0]
    except (duckdb.Error, ValueError) as error:
        st.error(f"{say('这条规则无法计算', 'This rule cannot be computed')}: {str(error).splitlines()[0]}")
        return
    told = [(say("符合的客户", "Customers it finds"), found["matching"])]
    if key:
        told += [
            (say("现在持有", "Hold it now"), found["holders"]),
            (say("将进入", "Would enter"), found["entering"]),
            (say("将离开", "Would leave"), found["leaving"]),
        ]
    customers = max(found["customers"], 1)
    tables.figures([(title, number(value), share(value / customers, 1)) for title, value in told])


def _one_expression(rule: str, tag_keys: set[str]) -> str:
    """The rule as one condition, in which a tag is whether it is usable; ValueError for anything more."""
    import sqlglot
    from sqlglot import exp

    def held(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Column) or node.name not in tag_keys:
            return node
        return sqlglot.parse_one(_HELD.format(key=node.name), read="duckdb")

    try:
        parsed = sqlglot.parse_one(rule, read="duckdb", into=exp.Condition)
    except sqlglot.errors.ParseError as error:
        raise ValueError(str(error)) from error
    if parsed.find(exp.Query, exp.Command):
        raise ValueError(say("只能写条件，不能写查询。", "Write a condition, not a query."))
    return parsed.transform(held).sql("duckdb")
