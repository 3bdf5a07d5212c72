"""The sign-in gate. Bound to this computer alone, or signed in and on the list; else nothing shows."""

from __future__ import annotations

import gc
from collections.abc import Mapping

import streamlit as st

from app import viewer as who
from app.viewer import Viewer

NOT_LOCAL = """
# This dashboard is not open yet

It is reachable from other computers, but sign-in is not set up, so it shows nothing.

**To use it on this computer only**, start it bound to this computer:

    streamlit run dashboard.py --server.address 127.0.0.1

and open it as http://127.0.0.1:8501 (not through a proxy).

**To let partners in**, install what sign-in needs,

    python -m pip install "streamlit[auth]" -c requirements.lock

configure it in `.streamlit/secrets.toml`, then start the dashboard again:

    [auth]
    redirect_uri = "https://YOUR-ADDRESS/oauth2callback"
    cookie_secret = "A LONG RANDOM TEXT"
    client_id = "FROM YOUR IDENTITY PROVIDER"
    client_secret = "FROM YOUR IDENTITY PROVIDER"
    server_metadata_url = "https://YOUR-PROVIDER/.well-known/openid-configuration"

    [people]
    "name@agency.example" = "viewer"
    "records@agency.example" = {role = "uploader", agency = "agency_id"}
    "chair@partnership.example" = "admin"
"""


@st.cache_resource
def settle_memory() -> bool:
    """Once a process: keep what the imports made out of every later garbage collection (see stack.md)."""
    gc.collect()
    gc.freeze()
    return True


def _secrets(section: str) -> Mapping[str, object]:
    try:
        return dict(st.secrets.get(section, {}))
    except FileNotFoundError:
        return {}


def visitor() -> Viewer:
    """Who is looking, decided anew on every run."""
    if _secrets("auth"):
        email = st.user.get("email") if st.user.is_logged_in else None
        return who.signed_in_viewer(email, _secrets("people"))
    if who.is_loopback(st.get_option("server.address")):
        return who.local_viewer(st.context.headers)
    return Viewer()


def explain_and_stop() -> None:
    """Say why nothing shows and what would change that; never returns."""
    if not _secrets("auth"):
        st.markdown(NOT_LOCAL)
    elif not st.user.is_logged_in:
        st.title("Diversion dashboard")
        st.write("Please sign in with your agency's account.")
        st.button("Sign in", type="primary", on_click=st.login)
    else:
        st.title("Your account is not on the list")
        st.write("Ask the partnership's administrator to add you, then open this page again.")
        st.button("Sign out", on_click=st.logout)
    st.stop()
