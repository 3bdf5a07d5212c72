"""Who is looking, and whether they may enter. Fails closed: whatever is not plainly allowed is not."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

RIGHTS = ("viewer", "uploader", "publisher", "admin")
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Viewer:
    """A visitor. `operator`: the one person at this computer; `member`: signed in; otherwise a stranger.

    `right` of a member: viewer, uploader (sends and takes back files of `agency` alone), publisher or admin
    (of any agency).
    """

    role: str = "stranger"
    email: str = ""
    right: str = "viewer"
    agency: str | None = None

    @property
    def may_enter(self) -> bool:
        """Whether any page may be shown."""
        return self.role in ("operator", "member")

    @property
    def may_send(self) -> bool:
        """Whether files may be sent: an uploader only with an agency, which every file must be of."""
        if self.role == "operator":
            return True
        if self.role != "member":
            return False
        return self.right in ("publisher", "admin") or (self.right == "uploader" and bool(self.agency))

    @property
    def may_take_part(self) -> bool:
        """Whether notes, decisions and actions may be written down: those who only look may not."""
        return self.role == "operator" or (self.role == "member" and self.right in RIGHTS[1:])

    @property
    def may_chair(self) -> bool:
        """Whether meetings may be opened and closed, and targets and the usual range be set."""
        return self.role == "operator" or (self.role == "member" and self.right in ("publisher", "admin"))

    @property
    def signature(self) -> str:
        """Who is written down as the author."""
        return self.email or "this computer"

    @property
    def own(self) -> str | None:
        """The agency that this visitor's files must be of; None when they may be of any."""
        return self.agency if self.role == "member" and self.right == "uploader" else None


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


def signed_in_viewer(email: str | None, people: Mapping[str, object]) -> Viewer:
    """Signed in and on the list of people: a member. Read on every run, so that removal works at once.

    An entry is a right, or {role: right, agency: agency_id}; a right that there is not is that of a viewer.
    """
    known = {name.lower(): entry for name, entry in people.items()}
    if not email or email.lower() not in known:
        return Viewer()
    entry = known[email.lower()]
    told = entry if isinstance(entry, Mapping) else {"role": entry}
    right = str(told.get("role", "viewer"))
    return Viewer(
        "member", email, right if right in RIGHTS else "viewer", str(told.get("agency") or "") or None
    )
