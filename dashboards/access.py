"""Who may look: everybody who reaches the app, or, where sign-in is configured, who signs in."""

from importlib.util import find_spec

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

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
    """Show nothing but the way to sign in to who has to and has not."""
    if is_configured() and not st.user.is_logged_in:
        st.title("Huaxiang 画像")
        if find_spec("authlib") is None:
            st.error(
                say(
                    "已配置登录，但缺少 Authlib 包。请在应用所在的环境中安装 `Authlib>=1.3.2`。",
                    "Sign-in is configured, but the package Authlib is missing."
                    " Install `Authlib>=1.3.2` where the app runs.",
                )
            )
            st.stop()
        st.write(say("请登录后查看客户画像。", "Please sign in to see customer profiles."))
        st.button(say("登录", "Sign in"), on_click=st.login, type="primary")
        st.stop()


def reviewer() -> str | None:
    """Who decides here: the e-mail address of who signed in; empty where it is whose machine this is.

    None where the app was started for looking only, or who signed in is none of those who may decide.
    """
    if started().home is None:
        return None
    if is_configured():
        # an address that nobody has verified could be anybody's
        email = str(st.user.get("email") or "").lower() if st.user.get("email_verified", True) else ""
        return email if email in started().reviewers else None
    return "" if st.get_option("server.address") in _THIS_MACHINE else None


def leave() -> None:
    """The way to sign out, where somebody has signed in."""
    if is_configured():
        st.caption(str(st.user.get("email") or st.user.get("name") or ""))
        st.button(say("退出登录", "Sign out"), on_click=st.logout)
