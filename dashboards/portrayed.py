"""A part of a portrait on the page: words as a table, sentences as lines."""

import re

import streamlit as st

from dashboards import tables
from portrait.parts import Part

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~$:<>])")

# a table of so many rows is shown whole, a longer one is scrolled
_WHOLE = 25


def plain(text: str) -> str:
    """A text in which nothing is Markdown."""
    return _MARKS.sub(r"\\\1", text)


def draw(part: Part) -> None:
    """The part under its title."""
    st.subheader(part.title)
    if not part.rows:
        st.write(part.none)
    elif part.is_wide:
        for row in part.rows:
            line(part, row)
    elif "customer_id" in part.columns:
        tables.of_customers(
            part.rows, {key: title for key, title in part.columns.items() if key != "customer_id"}
        )
    else:
        rows = [{part.columns[key]: value for key, value in row.items()} for row in part.rows]
        tables.show(rows, height="content" if len(rows) <= _WHOLE else "auto")
    if part.note:
        st.caption(plain(part.note))


def line(part: Part, row: dict[str, str]) -> None:
    """A row that holds sentences: what it is about, and a line per field."""
    with st.container(border=True):
        st.markdown(f"**{plain(row[next(iter(part.columns))])}**")
        if told := part.said(row):
            st.markdown(fields(part, row, told))


def fields(part: Part, row: dict[str, str], keys: list[str]) -> str:
    """A line per field of a row: its title, then the value."""
    return "  \n".join(f":gray[{plain(part.columns[key])}] {plain(row[key])}" for key in keys)
