"""The check step of the upload page, drawn from a report alone."""

from streamlit.testing.v1 import AppTest


def page():
    """One finding that keeps a file out, as the check step draws it; what is asked stands below."""
    from types import SimpleNamespace

    import streamlit as st

    from app import upload_check

    message = ["60 bookings over 150 days, and not one release.", "Ask the jail."]
    group = {"severity": "block", "rule": "custody_list", "column": "", "messages": [message], "rows": [],
             "cells": [], "heading": None, "count": 1}  # fmt: skip
    ticked = {"accepted": [["many_unknown", "sex"]]}
    working = SimpleNamespace(token="t", decided=ticked, report={"columns": []})
    upload_check._group(group, 0, working, lambda **asked: st.json(asked))


def test_a_list_of_who_is_in_custody_is_taken_only_when_somebody_says_that_it_has_all_bookings():
    at = AppTest.from_function(page).run()
    assert "Ask the jail" in at.markdown[0].value
    assert at.button[0].disabled
    at.checkbox[0].check().run()
    at.button[0].click().run()
    assert not at.exception
    assert at.json[0].value == '{"accepted": [["many_unknown", "sex"], ["custody_list", ""]]}'
