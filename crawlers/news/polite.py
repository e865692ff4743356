"""One GET at a time, as a guest: what robots.txt allows, at the pace it asks for, under our own name.

robots.txt is read as RFC 9309 says: none means all is allowed, one that cannot be had means nothing is, for now. Each
host has a pause between requests of its own; a busy one is asked again after as long as it says. An API is no page, and
what robots.txt says is not about it: Wikimedia's forbids `/w/` to crawlers, while its API asks for a name and one
request at a time (mediawiki.org/wiki/API:Etiquette), which is what it gets here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.metadata import version
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import httpx2
import tenacity
from protego import Protego

ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 60.0
MOST_BYTES = 5_000_000
"""An article is a tenth of a megabyte; what is larger is no article."""
MOST_HOPS = 5
PAUSE_SECONDS = 1.0
"""Between two requests to a host that names no delay of its own."""
BUSY = frozenset({429, 500, 502, 503, 504})
USER_AGENT = f"isogloss/{version('isogloss')} (bilingual benchmarks for research)"


class Fetched(NamedTuple):
    """What an address answered in the end."""

    url: str
    """After redirects."""
    body: bytes
    fault: str
    """Why there is no body: `robots.txt forbids it`, `404`; empty when there is one."""


class _Robots(NamedTuple):
    """What a host's robots.txt says."""

    rules: Protego
    fault: str
    """Why it could not be had; empty when it could, or when there is none."""


class _BusyError(Exception):
    """Worth another attempt; carries what came and how long the host asks us to wait."""

    def __init__(self, fault: str, seconds: float | None) -> None:
        super().__init__(fault)
        self.seconds = seconds


class PoliteClient:
    """Remembers each host's robots.txt and when it was last asked; used by one thread, closed by a `with` block."""

    def __init__(self, *, user_agent: str = USER_AGENT, pause: float = PAUSE_SECONDS) -> None:
        self._client = httpx2.Client(headers={"User-Agent": user_agent}, timeout=30.0)
        self._agent, self._pause = user_agent, pause
        self._robots: dict[str, _Robots] = {}
        self._asked: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Fetched:
        """The answer after redirects, each of which is a request like any other."""
        for _hop in range(MOST_HOPS + 1):
            if urlsplit(url).scheme not in {"http", "https"}:
                return Fetched(url, b"", "no web address")
            robots = self._robots_of(url)
            if robots.fault:
                return Fetched(url, b"", f"no answer for robots.txt ({robots.fault})")
            if not robots.rules.can_fetch(url, self._agent):
                return Fetched(url, b"", "robots.txt forbids it")
            fetched = self._attempts(url, robots.rules.crawl_delay(self._agent))
            if fetched.url == url:
                return fetched
            url = fetched.url
        return Fetched(url, b"", "too many redirects")

    def call(self, url: str) -> Fetched:
        """The answer of an API, which has rules of its own."""
        return self._attempts(url, None)

    def _robots_of(self, url: str) -> _Robots:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = _read_robots(self._redirected(f"{host}/robots.txt"))
        return self._robots[host]

    def _redirected(self, url: str) -> Fetched:
        """The answer after five redirects at most, whatever hosts they lead to (RFC 9309, 2.3.1.2)."""
        fetched = self._attempts(url, None)
        for _hop in range(MOST_HOPS):
            if fetched.url == url:
                break
            url = fetched.url
            fetched = self._attempts(url, None)
        return fetched

    def _attempts(self, url: str, delay: float | None) -> Fetched:
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_BusyError),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=_as_asked,
            reraise=True,
        )
        try:
            return attempts(self._once, url, max(self._pause, delay or 0.0))
        except _BusyError as busy:
            return Fetched(url, b"", str(busy))

    def _once(self, url: str, pause: float) -> Fetched:
        """One request; a redirect comes back as the address it names, without a body."""
        self._wait(urlsplit(url).netloc, pause)
        try:
            with self._client.stream("GET", url) as response:
                if response.is_redirect:
                    return Fetched(urljoin(url, response.headers["location"]), b"", "")
                lagging = response.headers.get("mediawiki-api-error") == "maxlag"
                if response.status_code in BUSY or lagging:
                    raise _BusyError(str(response.status_code), _seconds(response.headers.get("retry-after", "")))
                if response.status_code != 200:
                    return Fetched(url, b"", str(response.status_code))
                body = _bounded(response.iter_bytes())
        except httpx2.TransportError as error:
            raise _BusyError(f"no answer ({type(error).__name__})", None) from error
        return Fetched(url, body, "" if len(body) <= MOST_BYTES else f"more than {MOST_BYTES:,} bytes")

    def _wait(self, host: str, pause: float) -> None:
        ready = self._asked.get(host, float("-inf")) + pause
        time.sleep(max(0.0, ready - time.monotonic()))
        self._asked[host] = time.monotonic()


def _read_robots(answer: Fetched) -> _Robots:
    is_missing = answer.fault.startswith("4") and answer.fault != "429"
    return _Robots(Protego.parse(answer.body.decode("utf-8", "replace")), "" if is_missing else answer.fault)


def _bounded(pieces: Iterator[bytes]) -> bytes:
    """The body, or of one too long a little more than is allowed."""
    body = b""
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            break
    return body


def _as_asked(state: tenacity.RetryCallState) -> float:
    """As long as the host says, or a second, two, four."""
    busy = state.outcome.exception() if state.outcome else None
    seconds = busy.seconds if isinstance(busy, _BusyError) else None
    return min(LONGEST_WAIT_SECONDS, 2.0 ** (state.attempt_number - 1) if seconds is None else seconds)


def _seconds(retry_after: str) -> float | None:
    """Retry-After in seconds; a date is not read, and the host then waits for our own turn."""
    return float(retry_after) if retry_after.isdecimal() else None
