"""Who may look: everybody who reaches the app, or, where sign-in is configured, who signs in and is named.

Personal values are shown to fewer: on this machine to whom it belongs, elsewhere to those named by address.
"""

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboards import snapshot
from dashboards.started import started
from dashboards.words import say

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def is_configured() -> bool:
    """Whether `.streamlit/secrets.toml` has an `[auth]` part, as `st.login` (OpenID Connect) needs it."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def require() -> None:
    """Show nothing but the way to sign in, or why not, to who may not look."""
    if is_configured() and not st.user.is_logged_in:
        st.title("Huaxiang 画像")
        st.write(say("请登录后查看客户画像。", "Please sign in to see customer profiles."))
        st.button(say("登录", "Sign in"), on_click=st.login, type="primary")
        st.stop()
    if not _may_look():
        st.title("Huaxiang 画像")
        st.error(_why_not(), icon=":material/lock:")
        leave()
        st.stop()


def reviewer() -> str | None:
    """Who decides here: the e-mail address of who signed in; empty where it is whose machine this is.

    None where the app was started for looking only, or who signed in is none of those who may decide.
    """
    if started().home is None:
        return None
    if is_configured():
        email = _email()
        return email if email in started().reviewers else None
    return "" if _is_this_machine() else None


def leave() -> None:
    """The way to sign out, where somebody has signed in."""
    if is_configured():
        st.caption(str(st.user.get("email") or st.user.get("name") or ""))
        st.button(say("退出登录", "Sign out"), on_click=st.logout)


def is_named(email: str, named: tuple[str, ...]) -> bool:
    """Whether an address, or `@` and its domain, is among those named."""
    return bool(email) and (email in named or f"@{email.rpartition('@')[2]}" in named)


def _may_look() -> bool:
    if not is_configured():
        return _is_masked() or _is_this_machine()
    named = started().readers
    # whom the provider lets in may look at masked profiles, unless the company names who may
    return is_named(_email(), named) or (not named and _is_masked())


def _why_not() -> str:
    if not is_configured():
        return say(
            "这里的画像未脱敏，只能在本机查看；要让他人查看，请先配置登录。",
            "These profiles are not masked: they are shown on this machine only, or after signing in.",
        )
    return say(
        "您的账号不能查看这些画像。请管理员把您的邮箱加入 HUAXIANG_READERS。",
        "Your account may not look at these profiles. Ask for your address to be named in HUAXIANG_READERS.",
    )


def _email() -> str:
    """The address of who signed in; one that nobody has verified could be anybody's and is empty."""
    is_verified = st.user.get("email_verified", True) in (True, "true")
    return str(st.user.get("email") or "").lower() if is_verified else ""


def _is_masked() -> bool:
    return snapshot.newest() is None or snapshot.row("from publish.dim_snapshots")["is_masked"]


def _is_this_machine() -> bool:
    return st.get_option("server.address") in _THIS_MACHINE
