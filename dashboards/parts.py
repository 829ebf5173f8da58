"""The parts of a page, side by side under their titles, of which the open one is computed."""

from collections.abc import Callable, Mapping

import streamlit as st


def draw_open(page: str, drawn: Mapping[str, Callable[[], None]], first: str | None = None) -> None:
    """Draw the part that a person has opened, before that `first`. `drawn`: what draws each, by its title."""
    tabs = st.tabs(list(drawn), default=first, key=f"{page}_part", on_change="rerun")
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()
