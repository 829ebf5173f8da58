"""Who may look: everybody who reaches the app, or, where sign-in is configured, who signs in."""

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboards.words import say


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
        st.write(say("请登录后查看客户画像。", "Please sign in to see customer profiles."))
        st.button(say("登录", "Sign in"), on_click=st.login, type="primary")
        st.stop()


def leave() -> None:
    """The way to sign out, where somebody has signed in."""
    if is_configured():
        st.caption(str(st.user.get("email") or st.user.get("name") or ""))
        st.button(say("退出登录", "Sign out"), on_click=st.logout)
