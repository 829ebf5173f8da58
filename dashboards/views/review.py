"""What waits for a person: who is who, and values that cannot be right. Here they decide, where they may."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from dashboards import access, desk, portrayed, tables
from dashboards.snapshot import records
from dashboards.started import started
from dashboards.words import amount, name, say, share, shown, words
from portrait.customer import Customer
from portrait.terms import term

_SHOWN = 20


def draw() -> None:
    """Draw the page."""
    st.title(say("待办审核", "What waits for a person"))
    home, by = started().home, access.reviewer()
    if home is None:
        st.info(
            say(
                "本应用以只读方式启动。要在此作出决定，请用 `huaxiang dashboard --decide` 启动；"
                "也可使用命令 `huaxiang identity review` 与 `huaxiang review list`。",
                "The app was started for looking only. To decide here, start it with"
                " `huaxiang dashboard --decide`; or use `huaxiang identity review` and"
                " `huaxiang review list`.",
            )
        )
        return
    if by is None:
        st.warning(
            say(
                "您可以查看，但不能决定：请联系管理员加入审核人。",
                "You may look, not decide: ask to be named a reviewer.",
            )
        )
    if told := st.session_state.pop("decided", None):
        st.success(told, icon=":material/check_circle:")
    try:
        with st.spinner(say("正在读取…", "Reading …")):
            pairs, values = desk.pairs(home), desk.values(home)
    except desk.RefusedError as error:
        st.error(portrayed.plain(str(error)))
        return
    people, bad = st.tabs(
        [
            say(f"是否同一人（{len(pairs)}）", f"One person or two ({len(pairs)})"),
            say(f"被拒绝与待核查的值（{len(values)}）", f"Rejected and flagged values ({len(values)})"),
        ]
    )
    with people:
        _each(pairs, lambda pair: _pair(pair, home, by))
    with bad:
        _each(values, lambda value: _value(value, home, by))


def _each(items: list[dict], draw_one: Callable[[dict], None]) -> None:
    if not items:
        st.success(say("没有等待决定的事项。", "Nothing waits."), icon=":material/check_circle:")
    for item in items[:_SHOWN]:
        draw_one(item)
    if len(items) > _SHOWN:
        st.caption(say(f"还有 {len(items) - _SHOWN} 项。", f"{len(items) - _SHOWN} more wait."))


def _pair(pair: dict, home: Path, by: str | None) -> None:
    with st.container(border=True):
        why = term(words(), "kept_apart", pair["reason"])
        if pair["identifier_type"]:
            why += f" · {term(words(), 'identifier', pair['identifier_type'])}"
        if pair["probability"] is not None:
            why += f" · {share(pair['probability'], 1)} {say('相似', 'alike')}"
        st.markdown(f"**{why}**")
        for place, end in zip(st.columns(2), ("first", "second"), strict=True):
            with place:
                _end(pair[end], pair[f"{end}_customer_id"])
        if pair["evidence"]:
            told = (f"{one['comparison']} {one['level']} ({one['weight']:+.1f})" for one in pair["evidence"])
            st.caption(f"{say('依据', 'Evidence')}: {portrayed.plain(', '.join(told))}")
        answers = {
            "link": say("是同一人", "One person"),
            "never": say("是两个人", "Two people"),
        }
        _decision("identity", pair["id"], answers, home, by)


def _end(record: str, customer_id: str | None) -> None:
    """One of two records: its masked name, and the customer that it is."""
    st.markdown(f"`{record}`")
    known = records(
        "select customer_id from marts.mart_customer_profiles where customer_id = ?", [customer_id]
    )
    if not known:
        st.caption(say("该记录的客户不在快照中。", "Its customer is not in the snapshot."))
        return
    customer = Customer(records, customer_id)
    profile, stage = customer.profile, name(customer.names, "stage")
    # who sees a masked snapshot sees no name here either: all of it comes from the snapshot
    told = [
        shown(profile["full_name"]),
        shown(profile["region"]),
        stage,
        say(f"{profile['order_count']} 单", f"{profile['order_count']} orders"),
        amount(profile["net_spend_amount"]),
    ]
    st.markdown(portrayed.plain(" · ".join(told)))
    st.markdown(f"[{customer_id}]({tables.to_customer(customer_id)})")


def _value(value: dict, home: Path, by: str | None) -> None:
    with st.container(border=True):
        where = f"{value['source_system']} · {value['contract_table']} · {value['record'] or ''}"
        st.markdown(f"**{portrayed.plain(value['column'] or say('整行', 'the record'))}** `{value['value']}`")
        st.caption(
            f"{term(words(), 'fate', value['fate'])} · `{value['reason']}` · {portrayed.plain(where)} ·"
            f" {portrayed.plain(value['file'])} {say('行', 'row')} {value['row']}"
        )
        answers = {
            "accept": say("值是对的", "It is right"),
            "correct": say("更正", "Correct it"),
            "reject": say("确实错误", "It is wrong"),
        }
        if value["fate"] != "flagged":
            del answers["accept"]
        if not value["column"]:
            del answers["correct"]
        _decision("review", value["id"], answers, home, by)


def _decision(group: str, item: str, answers: dict[str, str], home: Path, by: str | None) -> None:
    """A form with the answers and the reason; kept by the command at once."""
    if by is None:
        return
    with st.form(f"{group}_{item}", border=False):
        answer = st.radio(
            say("决定", "Decision"), list(answers), format_func=answers.get, index=None, horizontal=True
        )
        right = st.text_input(say("正确的值", "The right value")) if "correct" in answers else ""
        why = st.text_input(say("理由（必填）", "Why (needed)"))
        if not st.form_submit_button(say("保存决定", "Keep the decision")):
            return
    if answer is None or not why.strip():
        st.error(say("请选择一个决定并写明理由。", "Choose a decision and say why."))
        return
    more = [f"--value={right}"] if answer == "correct" else []
    try:
        desk.decide(home, by, (group, answer), item, why, *more)
    except desk.RefusedError as error:
        st.error(portrayed.plain(str(error)))
        return
    st.session_state["decided"] = say(
        "决定已保存，从下一次刷新起生效。", "The decision is kept; it counts from the next refresh on."
    )
    st.rerun()
