"""Who may come in: whatever is not plainly allowed is not."""

from __future__ import annotations

import pytest

from app import viewer


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]"])
def test_loopback(address):
    assert viewer.is_loopback(address)


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "10.0.0.4", "example.org", "127.0.0.1.example.org"]
)
def test_anything_else_is_not(address):
    assert not viewer.is_loopback(address)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501"])
def test_the_person_at_this_computer_is_its_operator(host):
    assert viewer.local_viewer({"Host": host}).role == "operator"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "dashboard.example.org"},
        {"Host": "127.0.0.1.example.org:8501"},
        {"Host": "localhost:8501", "X-Forwarded-For": "203.0.113.9"},
        {"host": "localhost:8501", "x-real-ip": "203.0.113.9"},
        {"Host": "localhost:8501", "Forwarded": "for=203.0.113.9"},
    ],
)
def test_through_a_proxy_or_under_another_name_nobody_enters(headers):
    assert not viewer.local_viewer(headers).may_enter


def test_signed_in_people_on_the_list_enter():
    assert viewer.signed_in_viewer("Ana@County.gov", {"ana@county.gov": "viewer"}).may_enter


@pytest.mark.parametrize("email", [None, "", "eve@county.gov"])
def test_who_is_not_on_the_list_does_not_enter(email):
    assert not viewer.signed_in_viewer(email, {"ana@county.gov": "viewer"}).may_enter
