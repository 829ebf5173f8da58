"""The app: who our customers are, on the newest published snapshot. Started by `huaxiang dashboard`."""

from pathlib import Path

import streamlit as st

from dashboards import access, snapshot
from dashboards.views import analysis, customer, overview, quality, review, segments, tags
from dashboards.words import LANGUAGES, language, say, shown


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(
        page_title="Huaxiang 画像", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide"
    )
    access.require()
    page = st.navigation(_pages())
    _sidebar()
    if snapshot.newest() is None:
        st.title("Huaxiang 画像")
        st.info(
            say(
                f"{snapshot.published()} 中还没有发布任何画像。请先运行 `huaxiang run`，然后刷新本页。",
                f"Nothing is published in {snapshot.published()} yet. Run `huaxiang run`, then reload.",
            )
        )
        return
    page.run()


def _pages() -> list:
    return [
        st.Page(
            overview.draw,
            title=say("概览", "Overview"),
            icon=":material/home:",
            url_path="overview",
            default=True,
        ),
        st.Page(segments.draw, title=say("分群", "Segments"), icon=":material/groups:", url_path="segments"),
        st.Page(
            customer.draw, title=say("客户", "One customer"), icon=":material/person:", url_path="customer"
        ),
        st.Page(tags.draw, title=say("标签", "Tags"), icon=":material/sell:", url_path="tags"),
        st.Page(
            analysis.draw,
            title=say("分析", "Analysis"),
            icon=":material/query_stats:",
            url_path="analysis",
        ),
        st.Page(
            quality.draw,
            title=say("数据质量", "Data quality"),
            icon=":material/verified:",
            url_path="quality",
        ),
        st.Page(
            review.draw,
            title=say("待办审核", "Review"),
            icon=":material/how_to_reg:",
            url_path="review",
        ),
    ]


def _sidebar() -> None:
    with st.sidebar:
        chosen = st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            default=language(),
            format_func=LANGUAGES.get,
            label_visibility="collapsed",
        )
        if chosen and chosen != language():
            st.session_state["language"] = chosen
            st.query_params["lang"] = chosen
            st.rerun()
        if snapshot.newest() is None:
            return
        about = snapshot.row("from publish.dim_snapshots")
        st.caption(
            say(
                f"数据截至 {shown(about['as_of_on'])} · 发布于 {shown(about['published_at'])} UTC  \n"
                f"快照 `{about['snapshot_id']}` · {'已脱敏' if about['is_masked'] else '未脱敏'}",
                f"As of {shown(about['as_of_on'])} · published {shown(about['published_at'])} UTC  \n"
                f"snapshot `{about['snapshot_id']}` · {'masked' if about['is_masked'] else 'not masked'}",
            )
        )
        _stale()
        access.leave()


def _stale() -> None:
    """Which sources are behind, on every page."""
    found = snapshot.row(
        "select count_if(is_stale) as stale, count(*) as sources from marts.mart_freshness"
        " where watched_type = 'contract_table'"
    )
    if found["stale"]:
        st.caption(
            say(
                f":orange[{found['sources']} 个来源表中 {found['stale']} 个已过时]",
                f":orange[{found['stale']} of {found['sources']} source tables are stale]",
            )
        )
    else:
        st.caption(say("所有来源都在时效之内", "All sources are fresh"))


main()
