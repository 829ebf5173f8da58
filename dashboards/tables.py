"""Figures in a row, tables, and those whose rows lead to the page of one customer."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboards.words import language, say, shown

# wide enough for 1,180 万 in large digits, and two of them for a phone
_FIGURE = 168


def figures(told: Sequence[tuple[str, str, str | None]]) -> None:
    """Title, number and what stands below it, of one height; on narrow pages several rows."""
    with st.container(horizontal=True):
        for title, value, below in told:
            st.metric(
                title,
                value,
                below,
                delta_color="off",
                delta_arrow="off",
                border=True,
                width=_FIGURE,
                height="stretch",
            )


def show(rows: Sequence[Mapping[str, Any]], **how: Any) -> None:
    """Rows by title of their columns, as wide as the page; `how` is for `st.dataframe`."""
    st.dataframe(list(rows), hide_index=True, width="stretch", **how)


def to_customer(customer_id: str) -> str:
    """The address of a customer's page."""
    return f"/customer?{urlencode({'id': customer_id, 'lang': language()})}"


def of_customers(found: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> None:
    """Rows with `customer_id`, which leads to the customer, and the columns that `titles` names."""
    label = say("客户", "Customer")
    told = [
        {
            label: to_customer(row["customer_id"]),
            **{title: shown(row[name]) for name, title in titles.items()},
        }
        for row in found
    ]
    show(
        told,
        column_config={label: st.column_config.LinkColumn(label, display_text=r"id=([^&]+)")},
    )
