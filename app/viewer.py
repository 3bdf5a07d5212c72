"""Who is looking, and whether they may enter. Fails closed: whatever is not plainly allowed is not."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Viewer:
    """A visitor. `operator`: the one person at this computer; `member`: signed in; otherwise a stranger."""

    role: str = "stranger"
    email: str = ""

    @property
    def may_enter(self) -> bool:
        """Whether any page may be shown."""
        return self.role in ("operator", "member")


def is_loopback(address: str | None) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1. An address that is not set means all of them: False."""
    if not address:
        return False
    if address.strip("[]").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def _host(header: str) -> str:
    if header.startswith("["):
        return header[1:].split("]", 1)[0]
    return header.rsplit(":", 1)[0] if header.count(":") == 1 else header


def came_directly(headers: Mapping[str, str]) -> bool:
    """True when the browser itself asked this computer by a loopback name: no proxy stands between."""
    low = {name.lower(): value for name, value in headers.items()}
    return not any(name in low for name in FORWARDED) and is_loopback(_host(low.get("host", "")))


def local_viewer(headers: Mapping[str, str]) -> Viewer:
    """Bound to loopback, no sign-in: the operator; through a proxy or under another name, a stranger."""
    return Viewer("operator") if came_directly(headers) else Viewer()


def signed_in_viewer(email: str | None, people: Mapping[str, str]) -> Viewer:
    """Signed in and on the list of people: a member. Read on every run, so that removal works at once."""
    known = {name.lower() for name in people}
    return Viewer("member", email) if email and email.lower() in known else Viewer()
