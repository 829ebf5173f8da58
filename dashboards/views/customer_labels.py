"""The labels of one customer: tags with the values that fired them, what is one condition away, groups."""

import streamlit as st

from dashboards import nearness, tables
from dashboards.one_customer import Customer, Row
from dashboards.snapshot import records
from dashboards.words import DIMENSIONS, name, say, shown


def draw(customer: Customer) -> None:
    """Draw the part of the page."""
    st.subheader(say(f"标签（{len(customer.tags)}）", f"Tags ({len(customer.tags)})"))
    for dimension, words in DIMENSIONS.items():
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
    _former(customer)


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


def _former(customer: Customer) -> None:
    if not customer.former_tags:
        return
    with st.expander(say("曾经的标签", "Tags of the past")):
        tables.show(
            [
                {
                    say("标签", "Tag"): name(tag) or tag["tag_key"],
                    say("从", "From"): shown(tag["valid_from_on"]),
                    say("到", "Until"): shown(tag["valid_to_on"]),
                    say("原因", "Why it ended"): tag["end_cause"] or "–",
                }
                for tag in customer.former_tags
            ],
        )


def _fired(customer: Customer, rule: str | None) -> str:
    return ", ".join(f"{key} = {shown(value)}" for key, value in customer.fired(rule))
