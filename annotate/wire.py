"""The wire: one exchange with an OpenAI-compatible endpoint, and what came of it.

A plain aiohttp session instead of the SDK's client: the SDK's costs 3 ms of CPU time a request, and its aiohttp
transport alone 0.7 ms against 0.4 ms here. What people set for the SDK holds: OPENAI_BASE_URL, OPENAI_API_KEY,
the proxy variables and SSL_CERT_FILE.
"""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi

from annotate.traffic import retry_after
from schemas.faults import Fault

if TYPE_CHECKING:
    import aiohttp  # a quarter of a second: whoever asks nobody does not wait for it

SECONDS_TO_CONNECT = 20
SECONDS_TO_ANSWER = 600
RETRIED_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
CONTENT_CODES = {
    "context_length_exceeded": "context_length",
    "exceed_context_size_error": "context_length",
    "content_filter": "content_filter",
    "content_policy_violation": "content_filter",
}
"""Codes of a 400 that speak of one question and not of the endpoint."""
REMEDIES = {
    401: "the key is wrong or missing: set OPENAI_API_KEY",
    403: "the key may not use this model: ask its owner, or name another --model",
    404: "no such model there, or the base URL is wrong: check --model and OPENAI_BASE_URL (it ends in /v1)",
}


class LLMError(Fault):
    """Asking failed because of the world, not of the model."""


class EndpointError(LLMError):
    """The endpoint refuses us, or is down."""

    def __init__(self, message: str, *, status: int = 0, error: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status, 0 when there was no answer."""
        self.error = error or {}
        """The `error` object of the answer's body; never holds the key."""


class Again(Exception):
    """One exchange failed in a way that another may not."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait
        """Seconds the endpoint asked us to wait."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. The key is kept out of every representation."""

    base_url: str
    api_key: str = field(repr=False)

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")

    def without_key(self, content: bytes) -> bytes:
        """An endpoint's complaint, which may quote the key it was given."""
        return content.replace(self.api_key.encode(), b"***") if self.api_key else content


class Completion(NamedTuple):
    """What a response body says."""

    finish: str
    """`stop` when whole, else why not: `length`, `refusal`, `content_filter`, `context_length`, ..."""
    text: str
    prompt_tokens: int
    """As the endpoint counts them; 0 where it does not."""
    completion_tokens: int


class Wire:
    """Connections to one endpoint; `post` may be called by many tasks at once."""

    def __init__(self, endpoint: Endpoint, connections: int) -> None:
        self.endpoint = endpoint
        self._connections = connections
        self._url = _chat_url(endpoint.base_url)
        self._proxy = _proxy_for(self._url)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of one exchange, whatever the status; raises `Again` when there was none."""
        import aiohttp

        if self._session is None:
            self._session = self._open()
        try:
            async with self._session.post(self._url, data=body, proxy=self._proxy, allow_redirects=False) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Again(f"the connection failed ({type(error).__name__})") from error
        if response.status >= 300:
            content = self.endpoint.without_key(content)
        return response.status, response.headers, content

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Within the running loop, which the session belongs to."""
        import aiohttp

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._connections, ssl=_certificates(self._url)),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "Authorization": f"Bearer {self.endpoint.api_key}",
                "Content-Type": "application/json",
                "User-Agent": f"isogloss/{metadata.version('isogloss')}",
            },
            timeout=aiohttp.ClientTimeout(total=SECONDS_TO_ANSWER, sock_connect=SECONDS_TO_CONNECT),
        )


def read_response(status: int, headers: Mapping[str, str], content: bytes, *, origin: str, model: str) -> Completion:
    """What came back; raises `Again` for what may pass and `EndpointError` for what will not."""
    if status in RETRIED_STATUS:
        raise Again(f"HTTP {status}", retry_after(headers))
    if status >= 300:
        return Completion(_fault_of_the_question(status, content, origin, model), "", 0, 0)
    try:
        return read_completion(content)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Again("the answer was not the JSON of a chat completion") from error


def read_completion(content: bytes) -> Completion:
    """The first choice of a chat completion; whatever json and indexing raise when it is none."""
    body = json.loads(content)
    choice, usage = body["choices"][0], body.get("usage") or {}
    message, finish = choice["message"], choice["finish_reason"] or "stop"
    declined = message.get("refusal")
    return Completion(
        "refusal" if declined else str(finish),
        message.get("content") or declined or "",
        int(usage.get("prompt_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
    )


def text_of(content: bytes) -> str:
    """What the model wrote; empty when the response is none, as of a question that was refused."""
    try:
        return read_completion(content).text
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ""


def _fault_of_the_question(status: int, content: bytes, origin: str, model: str) -> str:
    """Why the endpoint takes no such question; raises `EndpointError` when it would take no other either."""
    error = _error_of(content)
    for code in (error.get("code"), error.get("type")):
        if finish := CONTENT_CODES.get(str(code)):
            return finish
    remedy = REMEDIES.get(status, "the endpoint does not accept the request: check --model and its options")
    said = str(error.get("message", ""))[:200]
    raise EndpointError(
        f"{origin} answered {status} for {model}; {remedy}" + (f" ({said})" if said else ""),
        status=status,
        error=error,
    )


def _error_of(content: bytes) -> dict[str, Any]:
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {"message": error}


def _chat_url(base_url: str) -> str:
    """Where questions go; raises `EndpointError` when nothing can."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise EndpointError(f"{base_url} is not a URL ({error}): check OPENAI_BASE_URL") from error
    if not usable:
        raise EndpointError(f"{base_url} is not the URL of an endpoint: it begins with https:// or http://")
    return base_url.rstrip("/") + "/chat/completions"


def _proxy_for(url: str) -> str | None:
    """The proxy that the environment names for a URL, found once and not for every request."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _certificates(url: str) -> ssl.SSLContext | bool:
    """Whom to trust: SSL_CERT_FILE or the bundle of certifi, as the SDK does."""
    if not url.startswith("https"):
        return True
    return ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())
