"""Where the pages are served, and that nobody else's page talks to them.

    Place("127.0.0.1", 8501)                                       this machine alone
    Place("0.0.0.0", 8501, "https://review.example.org")           behind a proxy that does TLS

Cookies know no ports and a name may be made to point here (DNS rebinding), so host and port of every request must be
ours, and a socket may be opened by our own pages only.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from schemas.faults import Fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_URL = re.compile(r"(https?)://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?/?")
_LOOPBACK_NAMES = ("127.0.0.1", "localhost")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class PlaceError(Fault):
    """The pages cannot be served there; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """An address to listen at, and the address that browsers type."""

    address: str
    port: int
    url: str = ""
    """`https://review.example.org`; empty when browsers type the address itself."""

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it, as far as we were told."""
        return _is_loopback(self.address) and (not self.url or _is_loopback(_parsed(self.url)[1]))

    @property
    def origins(self) -> tuple[str, ...]:
        """Scheme, host and port that a browser may name, the one to hand out first."""
        names = _LOOPBACK_NAMES if _is_loopback(self.address) else (self.address,)
        direct = [f"http://{_bracketed(name)}:{self.port}" for name in names]
        if not self.url:
            return tuple(direct)
        scheme, host, port = _parsed(self.url)
        return tuple(dict.fromkeys([f"{scheme}://{host}{f':{port}' if port else ''}", *direct]))

    @property
    def hosts(self) -> tuple[str, ...]:
        """What the Host header may say."""
        return tuple(origin.partition("://")[2] for origin in self.origins)

    @property
    def host_names(self) -> tuple[str, ...]:
        """The hosts without their ports."""
        return tuple(dict.fromkeys(re.sub(r":\d+$", "", host).strip("[]") for host in self.hosts))

    def require_login(self, *, configured: bool) -> None:
        """Raise `PlaceError` when others could reach pages that ask nobody who they are."""
        if self.address in {"0.0.0.0", "::"} and not self.url:  # noqa: S104 - compared, not bound
            raise PlaceError(
                f"{self.address} has no name of its own: say what browsers type with --url http://HOST:PORT"
            )
        if not self.is_loopback and not configured:
            raise PlaceError(
                f"{self.url or self.address} can be reached by others, and these pages ask nobody who they are: "
                "invite people first with `isogloss review invite`"
            )


class OwnOrigin:
    """Refuses a request under another host's name, and a socket or a write that another site's page started."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self._app = app
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or self._is_ours(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            refusal = PlainTextResponse(f"These pages are at {self._place.origins[0]}\n", status_code=403)
            await refusal(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        writes = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        # A program that is no browser sends no Origin, and has no cookies of a person to misuse.
        return headers.get("host", "") in self._place.hosts and (
            not writes or origin is None or origin in self._place.origins
        )


def _parsed(url: str) -> tuple[str, str, str]:
    found = _URL.fullmatch(url.lower())
    if not found:
        raise PlaceError(f"{url!r} is no address of a server: give it as https://review.example.org, without a path")
    return found[1], found[2], found[3] or ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
