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
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import tenacity

from annotate.traffic import Budget, Traffic
from annotate.wire import Again, Endpoint, EndpointError, LLMError, Wire, read_response, text_of
from schemas.answers import Answer, AnswerJournal
from schemas.digest import canonical_json, digest

__all__ = ["LLM", "Chat", "Endpoint", "EndpointError", "LLMError", "NotRecorded", "Reply", "Unanswered", "Unfinished"]

ATTEMPTS = 8
ATTEMPTS_UNREACHED = 3
"""While nothing at all came from the endpoint yet: a wrong address should not take a minute to say so."""
TRIES_WHEN_UNFINISHED = 3
"""Over all runs: a truncated or declined answer is asked anew twice, then it is the model's failure."""


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
        self._wire = Wire(endpoint, concurrency) if endpoint else None

    async def close(self) -> None:
        """Send nothing more, and wait for the answers under way: they are being paid for."""
        for task in self._asking.values():
            if task not in self._traffic.under_way:
                task.cancel()
        self._traffic.stopped = True
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
        if self._wire:
            await self._wire.close()

    async def ask(self, chat: Chat, *, stage: str) -> Reply:
        """The model's answer; raises `Unfinished` or an `LLMError`."""
        answer = await self.answer(chat, stage=stage)
        text = text_of(answer.response)
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
            if self._wire is None:
                if kept:
                    return kept[-1]
                raise NotRecorded(f"the journal holds no answer {key}: draft again with an endpoint")
            kept.append(await self._ask_until_answered(key, body, model, stage))
        return kept[-1]

    async def _ask_until_answered(self, key: str, body: bytes, model: str, stage: str) -> Answer:
        attempt = partial(self._attempt, key, body, model, stage)
        try:
            answer = await attempt(1)
        except Again as failure:
            answer = await self._attempt_again(attempt, failure)
        await self._journal.keep(answer)
        return answer

    async def _attempt(self, key: str, body: bytes, model: str, stage: str, number: int) -> Answer:
        if self._wire is None:
            raise EndpointError("no endpoint: set OPENAI_BASE_URL or OPENAI_API_KEY, or use a local model")
        async with self._traffic.slot():
            asked_at, started = datetime.now(UTC).isoformat(timespec="milliseconds"), time.monotonic()
            self.sent += 1
            status, headers, content = await self._wire.post(body)
            self._reached = True
            self._traffic.answered(status, headers)
            read = read_response(status, headers, content, origin=self._wire.endpoint.origin, model=model)
            self.budget.spend(read.prompt_tokens, read.completion_tokens)
        return Answer(
            key=key, finish=read.finish, request=body, response=content, model=model,
            prompt_tokens=read.prompt_tokens, completion_tokens=read.completion_tokens, asked_at=asked_at,
            seconds=round(time.monotonic() - started, 4), attempts=number,
            run=self._run, stage=stage,
        )  # fmt: skip

    async def _attempt_again(self, attempt: Callable[[int], Awaitable[Answer]], first: Again) -> Answer:
        """The attempts after a first one that failed; only they pay for setting up tenacity, 0.2 ms."""
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(Again),
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


def _pause_before_next(state: tenacity.RetryCallState) -> float:
    """What the endpoint asked for, else 0.25, 0.5, 1 ... up to 20 s; both with some chance in it."""
    failure = state.outcome.exception() if state.outcome else None
    asked = failure.wait if isinstance(failure, Again) else None
    jittered = tenacity.wait_random_exponential(multiplier=0.25, max=20)(state)
    return jittered if asked is None else asked + 0.1 * jittered
