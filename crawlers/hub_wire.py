"""One GET to the Hub: with huggingface_hub's headers and HTTP library, within the limits, again when something fails.

The client's helpers give no cursor, follow a rename without saying so, and hide the headers, so we read the answers
ourselves. Each thread has connections of its own, without the layers of a client above them: the session that
huggingface_hub shares looks at all its connections under a lock for every request (CPU a request: 1.9 ms, a client a
thread 1.1 ms, this 0.7 ms).
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import tenacity

from crawlers.hub_quota import Quota, Stopped
from schemas.faults import Fault

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 8.0
_PATIENCE = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), 60.0)}
"""Seconds, as the HTTP library takes them."""
MOST_HOPS = 4
BUSY = frozenset({408, 429, 500, 502, 503, 504})
SILENT_IN_A_ROW = 12
"""So many requests that got nothing in all their attempts, and none in between that did: the Hub is out of reach."""


class HubUnreachable(Fault):
    """Nothing comes back from the Hub; the message says from where, and that the crawl can go on later."""


@dataclass(frozen=True)
class Got:
    """What a GET came to, after redirects and attempts."""

    status: int
    """0 when nothing came."""
    headers: Mapping[str, str]
    """Lower case; of the last hop, and what only an earlier one said."""
    body: bytes
    hops: tuple[str, ...]
    """Addresses that it was redirected to."""
    attempts: int
    fault: str
    """Why nothing came, in the client's words; empty when something did."""


class _Unfit(Exception):
    """An attempt that is worth another one, and what it got."""

    def __init__(self, got: Got) -> None:
        super().__init__(got.status)
        self.got = got


class Wire:
    """The way to the Hub and to the dataset viewer, shared by all threads."""

    def __init__(self, endpoint: str, viewer: str) -> None:
        import httpx2
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        self._certificates = httpx2.create_ssl_context()  # takes a twelfth of a second: once, and not once a thread
        self._own = threading.local()
        self.endpoint, self.viewer = endpoint, viewer
        self._headers = build_hf_headers(library_name="isogloss", library_version=version("isogloss"))
        self._trusted = {urlsplit(endpoint).netloc, urlsplit(viewer).netloc}
        self._quotas: defaultdict[str, Quota] = defaultdict(Quota)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._silent = 0

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Wake and end whoever waits for a turn or for another attempt."""
        self._stop.set()
        with self._lock:
            for quota in self._quotas.values():
                quota.stop()

    def get(self, url: str, *, fit: Callable[[Got], bool] = lambda _got: True) -> Got:
        """What the address answers in the end; an answer that is not `fit` is asked for again, as a busy Hub is.

        Raises `HubUnreachable` when nothing has come for long, and `Stopped`.
        """
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Unfit),
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            wait=tenacity.wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT_SECONDS),
            sleep=self._pause,
            reraise=True,
        )
        try:
            got = attempts(self._attempt, url, fit, attempts)
        except _Unfit as unfit:
            got = unfit.got
        self._heed(got)
        return got

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped

    def _attempt(self, url: str, fit: Callable[[Got], bool], retrying: tenacity.Retrying) -> Got:
        attempt = int(retrying.statistics.get("attempt_number", 1))
        got = self._follow(url, attempt)
        if not got.status or got.status in BUSY or (got.status == 200 and not fit(got)):
            raise _Unfit(got)
        return got

    def _follow(self, url: str, attempt: int) -> Got:
        """The answer at the end of the redirects."""
        import httpx2

        hops: list[str] = []
        headers: dict[str, str] = {}
        while True:
            try:
                response, said = self._send(hops[-1] if hops else url, begun=bool(hops))
            except httpx2.TransportError as error:
                why = (str(error).strip() or type(error).__name__).splitlines()[0]
                return Got(0, headers, b"", tuple(hops), attempt, why)
            headers |= said
            if not response.is_redirect or len(hops) == MOST_HOPS:
                return Got(response.status_code, headers, response.content, tuple(hops), attempt, "")
            hops.append(urljoin(hops[-1] if hops else url, said["location"]))

    def _send(self, url: str, *, begun: bool) -> tuple[httpx2.Response, dict[str, str]]:
        """One response and its headers, in lower case."""
        import httpx2

        quota = self._quota(url, begun=begun)
        quota.take(begun=begun)
        try:
            request = httpx2.Request("GET", url, headers=self._headers_for(url), extensions=_PATIENCE)
            response = self._transport(url).handle_request(request)
            response.read()
        except httpx2.TransportError:
            quota.lose()
            raise
        said = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers.raw}
        quota.settle(said, status=response.status_code)
        return response, said

    def _transport(self, url: str) -> httpx2.HTTPTransport:
        """Connections of the thread that asks, by way of the proxy that the environment names for this address."""
        import httpx2

        parts = urlsplit(url)
        proxy = _proxy(parts.scheme, parts.netloc)
        if not hasattr(self._own, "by_proxy"):
            self._own.by_proxy = {}
        by_proxy: dict[str | None, httpx2.HTTPTransport] = self._own.by_proxy
        if proxy not in by_proxy:
            by_proxy[proxy] = httpx2.HTTPTransport(verify=self._certificates, proxy=proxy)
        return by_proxy[proxy]

    def _headers_for(self, url: str) -> dict[str, str]:
        """A token goes to the Hub and its viewer, never to a host that a redirect names."""
        if urlsplit(url).netloc in self._trusted:
            return self._headers
        return {name: value for name, value in self._headers.items() if name != "authorization"}

    def _quota(self, url: str, *, begun: bool) -> Quota:
        """The limit that an address counts against; what a redirect has begun is finished even when all stop."""
        parts = urlsplit(url)
        with self._lock:
            if self._stop.is_set() and not begun:
                raise Stopped
            return self._quotas[f"{parts.netloc} {_bucket(parts.path)}"]

    def _heed(self, got: Got) -> None:
        with self._lock:
            self._silent = 0 if got.status else self._silent + 1
            if self._silent >= SILENT_IN_A_ROW:
                raise self.unreachable(got)

    def unreachable(self, got: Got) -> HubUnreachable:
        return HubUnreachable(
            f"the Hub does not answer at {self.endpoint} ({got.fault.rstrip('.')}): "
            "look at the network or at HF_ENDPOINT and run the same again; what came is kept"
        )


@cache
def _proxy(scheme: str, host: str) -> str | None:
    """The proxy that the environment names for a host; looked up once, as it reads the whole environment."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _bucket(path: str) -> str:
    """The Hub's classes of requests (docs/hub/rate-limits): files that are resolved, the API, all else."""
    if path.startswith("/api/resolve-cache/"):
        return "resolve-cache"
    if "/resolve/" in path:
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"
