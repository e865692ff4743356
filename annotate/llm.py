"""The one door to models: any OpenAI-compatible endpoint, every answer durable before it is used.

    answer = await llm.ask(Chat(model="gpt-4o-mini", messages=(("system", "..."), ("user", "..."))), stage="translate")

A question that was answered before is served from the journal and sends nothing. The world's failure raises, and the
run can be resumed; the model's failure is an `Unfinished`, which the recipe records.

    LLMError
    ├── EndpointError    the endpoint refuses us, or is down: says which, and the remedy
    ├── Unanswered       one request failed at every attempt; others may still succeed
    └── NotRecorded      replaying, and the journal does not hold the answer
    Unfinished           the model cut its answer off or declined, as often as we ask
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
import httpx2
import openai
import tenacity

from annotate.traffic import Budget, Traffic, retry_after
from schemas.answers import Answer, AnswerJournal
from schemas.digest import canonical_json, digest
from schemas.faults import Fault

ATTEMPTS = 8
ATTEMPTS_UNREACHED = 3
"""While nothing at all came from the endpoint yet: a wrong address should not take a minute to say so."""
TRIES_WHEN_UNFINISHED = 3
"""Over all runs: a truncated or declined answer is asked anew twice, then it is the model's failure."""
RETRIED_STATUS = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
CONTENT_CODES = {
    "context_length_exceeded": "context_length",
    "exceed_context_size_error": "context_length",
    "content_filter": "content_filter",
    "content_policy_violation": "content_filter",
}
"""Codes of a 400 that speak of one question and not of the endpoint."""


class LLMError(Fault):
    """Asking failed because of the world, not of the model."""


class EndpointError(LLMError):
    pass


class Unanswered(LLMError):
    pass


class NotRecorded(LLMError):
    pass


class Unfinished(Exception):
    """The model did not finish an answer; `reason` is its finish reason."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"the model's answer ended with {reason}")
        self.reason = reason
        self.text = text


class _Again(Exception):
    """One attempt failed in a way that another may not."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


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


@dataclass(frozen=True)
class Chat:
    """One question as it goes out on the wire."""

    model: str
    messages: tuple[tuple[str, str], ...]
    """Role and text, in order."""
    temperature: float = 0.0
    max_tokens: int = 1024
    response_format: Mapping[str, Any] | None = None
    sample: int = 0
    """Index among several independent answers to the same question."""

    def body(self) -> bytes:
        """The exact request body."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": role, "content": text} for role, text in self.messages],
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
        }
        if self.response_format:
            body["response_format"] = self.response_format
        return canonical_json(body)


class Reply(NamedTuple):
    """A finished answer."""

    text: str
    key: str
    """Its key in the journal."""


class LLM:
    """Asks one endpoint and keeps every answer. Without an endpoint it replays the journal."""

    def __init__(
        self,
        endpoint: Endpoint | None,
        journal: AnswerJournal,
        *,
        run: str,
        concurrency: int = 64,
        budget: Budget | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.concurrency = concurrency
        self.sent = 0
        self._reached = False
        self.budget = budget or Budget()
        self._journal = journal
        self._run = run
        self._traffic = Traffic(concurrency, self.budget)
        self._asking: dict[str, asyncio.Task[Answer]] = {}
        self._client = _client(endpoint, concurrency) if endpoint else None
        self._url = _chat_url(endpoint) if endpoint else httpx2.URL()

    async def close(self) -> None:
        """Send nothing more, and wait for the answers under way: they are being paid for."""
        for task in self._asking.values():
            if task not in self._traffic.under_way:
                task.cancel()
        self._traffic.stopped = True
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        if self._client:
            await self._client.aclose()

    async def ask(self, chat: Chat, *, stage: str) -> Reply:
        """The model's answer; raises `Unfinished` or an `LLMError`."""
        answer = await self.answer(chat, stage=stage)
        text = _text(answer.response)
        if answer.finish != "stop" or not text.strip():
            raise Unfinished(answer.finish if answer.finish != "stop" else "empty", text)
        return Reply(text, answer.key)

    async def answer(self, chat: Chat, *, stage: str) -> Answer:
        """The kept answer with all that came with it, finished or not. Identical questions in flight are asked once."""
        body = chat.body()
        key = f"{digest(body)}#{chat.sample}"
        if key not in self._asking:
            task = asyncio.create_task(self._find_or_ask(key, body, chat.model, stage))
            self._asking[key] = task
            task.add_done_callback(lambda _task: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _find_or_ask(self, key: str, body: bytes, model: str, stage: str) -> Answer:
        kept = await self._journal.find(key)
        while not (kept and (kept[-1].finish == "stop" or len(kept) >= TRIES_WHEN_UNFINISHED)):
            if self._client is None:
                if kept:
                    return kept[-1]
                raise NotRecorded(f"the journal holds no answer {key}: draft again with an endpoint")
            kept.append(await self._ask_until_answered(key, body, model, stage))
        return kept[-1]

    async def _ask_until_answered(self, key: str, body: bytes, model: str, stage: str) -> Answer:
        attempt = partial(self._attempt, key, body, model, stage)
        try:
            answer = await attempt(1)
        except _Again as failure:
            answer = await self._attempt_again(attempt, failure)
        await self._journal.keep(answer)
        return answer

    async def _attempt(self, key: str, body: bytes, model: str, stage: str, number: int) -> Answer:
        if self._client is None or self.endpoint is None:
            raise EndpointError("no endpoint: set OPENAI_BASE_URL or OPENAI_API_KEY, or use a local model")
        async with self._traffic.slot():
            asked_at, started = datetime.now(UTC).isoformat(timespec="milliseconds"), time.monotonic()
            self.sent += 1
            status, headers, content = await _post(self._client, self._url, body)
            self._reached = True
            self._traffic.answered(status, headers)
            if status >= 400:
                content = self.endpoint.without_key(content)
            finish = _finish(status, headers, content, endpoint=self.endpoint, model=model)
            prompt_tokens, completion_tokens = _usage(content)
            self.budget.spend(prompt_tokens, completion_tokens)
        return Answer(
            key=key, finish=finish, request=body, response=content, model=model,
            prompt_tokens=prompt_tokens, completion_tokens=completion_tokens, asked_at=asked_at,
            seconds=round(time.monotonic() - started, 4), attempts=number,
            run=self._run, stage=stage,
        )  # fmt: skip

    async def _attempt_again(self, attempt: Callable[[int], Awaitable[Answer]], first: _Again) -> Answer:
        """The attempts after a first one that failed; only they pay for setting up tenacity, 0.2 ms."""
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(_Again),
            stop=lambda state: state.attempt_number >= (ATTEMPTS if self._reached else ATTEMPTS_UNREACHED),
            wait=_pause_before_next,
        )

        async def repeat() -> Answer:
            number = retrying.statistics["attempt_number"]
            if number == 1:
                raise first
            return await attempt(number)

        try:
            return await retrying(repeat)
        except tenacity.RetryError as error:
            why = error.last_attempt.exception()
            if self.endpoint and not self._reached:
                raise EndpointError(
                    f"{self.endpoint.origin} cannot be reached: {why}; is it running, and is OPENAI_BASE_URL right?"
                ) from error
            raise Unanswered(f"no answer after {ATTEMPTS} attempts: {why}") from error


def _client(endpoint: Endpoint, concurrency: int) -> httpx2.AsyncClient:
    # The SDK's transport without the SDK's requests and responses: building those costs 0.7 ms of CPU time each.
    return openai.DefaultAioHttpClient(
        headers={"Authorization": f"Bearer {endpoint.api_key}", "Content-Type": "application/json"},
        timeout=httpx2.Timeout(600.0, connect=20.0),
        limits=httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
    )


def _chat_url(endpoint: Endpoint) -> httpx2.URL:
    """Parsed once and not for every request."""
    try:
        url = httpx2.URL(endpoint.base_url.rstrip("/") + "/chat/completions")
    except httpx2.InvalidURL as error:
        raise EndpointError(f"{endpoint.base_url} is not a URL ({error}): check OPENAI_BASE_URL") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise EndpointError(f"{endpoint.base_url} is not the URL of an endpoint: it begins with https:// or http://")
    return url


async def _post(client: httpx2.AsyncClient, url: httpx2.URL, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of one exchange, whatever the status; raises `_Again` when there was no exchange."""
    try:
        response = await client.post(url, content=body)
    except (httpx2.HTTPError, aiohttp.ClientError, OSError) as error:
        # The transport lets some of aiohttp's own errors through, as of a reply that is not HTTP.
        raise _Again(f"the connection failed ({type(error).__name__})") from error
    return response.status_code, response.headers, response.content


def _finish(status: int, headers: Mapping[str, str], content: bytes, *, endpoint: Endpoint, model: str) -> str:
    """How the answer ended; raises `_Again` for what may pass and `EndpointError` for what will not."""
    if status in RETRIED_STATUS:
        raise _Again(f"HTTP {status}", retry_after(headers))
    if status >= 400:
        return _content_fault(status, content, endpoint, model)
    try:
        choice = json.loads(content)["choices"][0]
        finish = choice["finish_reason"] or "stop"
        declined = choice["message"].get("refusal")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise _Again("the answer was not the JSON of a chat completion") from error
    return "refusal" if declined else str(finish)


def _content_fault(status: int, content: bytes, endpoint: Endpoint, model: str) -> str:
    error = _error_of(content)
    code = str(error.get("code") or error.get("type") or "")
    if finish := CONTENT_CODES.get(code) or CONTENT_CODES.get(str(error.get("type"))):
        return finish
    remedy = {
        401: "the key is wrong or missing: set OPENAI_API_KEY",
        403: "the key may not use this model: ask its owner, or name another --model",
        404: f"no model {model} there, or the base URL is wrong: check --model and OPENAI_BASE_URL (it ends in /v1)",
    }.get(status, "the endpoint does not accept the request: check --model and its options")
    said = str(error.get("message", ""))[:200]
    raise EndpointError(f"{endpoint.origin} answered {status} for {model}; {remedy}" + (f" ({said})" if said else ""))


def _error_of(content: bytes) -> dict[str, Any]:
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {"message": error}


def _pause_before_next(state: tenacity.RetryCallState) -> float:
    """What the endpoint asked for, else 0.25, 0.5, 1 ... up to 20 s; both with some chance in it."""
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.wait if isinstance(failure, _Again) else None
    jittered = tenacity.wait_random_exponential(multiplier=0.25, max=20)(state)
    return jittered if asked is None else asked + 0.1 * jittered


def _usage(content: bytes) -> tuple[int, int]:
    """Prompt and completion tokens as the endpoint counts them; 0 where it does not."""
    try:
        usage = json.loads(content).get("usage") or {}
    except (ValueError, AttributeError):
        return 0, 0
    return int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)


def _text(response: bytes) -> str:
    try:
        message = json.loads(response)["choices"][0]["message"]
    except (ValueError, KeyError, IndexError, TypeError):
        return ""
    return message.get("content") or message.get("refusal") or ""
