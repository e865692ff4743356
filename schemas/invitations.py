"""Personal links and the cookies they turn into: signed, with their end inside, and valid for one workspace.

    mina.Zk3rT0aPq1xY.1798761600.kG5...      pseudonym, link, end in seconds since the epoch, signature

The signature is HMAC-SHA256 (RFC 2104) over the rest and what it is for: a cookie is no link and a link no cookie.
"""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Literal

from schemas.faults import Fault
from schemas.people import Person, load_people, signing_secret

Purpose = Literal["link", "cookie"]
Why = Literal["unknown", "expired", "ended"]

SENTENCES: dict[Why, str] = {
    "unknown": "This is not a link of this workspace, or it was not copied whole: ask whoever sent it.",
    "expired": "This link has expired: ask whoever sent it for a new one.",
    "ended": "This link was revoked or replaced by a newer one: ask whoever sent it.",
}


class NotInvited(Fault):
    """A link or cookie that lets nobody in. The message never holds any of it."""

    def __init__(self, why: Why) -> None:
        super().__init__(SENTENCES[why])
        self.why = why


def sign(folder: Path, person: Person, purpose: Purpose, *, expires: int) -> str:
    """A token by which this person can be recognised until `expires`, in seconds since the epoch."""
    said = f"{person.pseudonym}.{person.link}.{expires}"
    return f"{said}.{_signature(folder, purpose, said)}"


def recognise(folder: Path, token: str, purpose: Purpose) -> Person:
    """The person that a token is of, as they are on record now; raises `NotInvited`."""
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(folder, purpose, said).encode(), signature.encode("utf-8", "replace")):
        raise NotInvited("unknown")
    pseudonym, link, expires = said.rsplit(".", 2)
    if int(expires) <= time.time():
        raise NotInvited("expired")
    person = load_people(folder).get(pseudonym)
    if person is None or person.revoked_at or person.link != link:
        raise NotInvited("ended")
    return person


def end_of(token: str) -> int:
    """When a token that was recognised ends, in seconds since the epoch."""
    return int(token.rsplit(".", 2)[1])


def cookie_name(folder: Path) -> str:
    """Cookies know no ports, so two workspaces on one machine need two names."""
    return f"isogloss-{_signature(folder, 'cookie', 'name')[:12]}"


def _signature(folder: Path, purpose: str, said: str) -> str:
    mac = hmac.digest(signing_secret(folder), f"{purpose}\n{said}".encode("utf-8", "replace"), "sha256")
    return urlsafe_b64encode(mac).rstrip(b"=").decode()
