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

from annotate.dialects import ORDINARY, SAMPLINGS, Dialect, Dialects, refused_parameter
from annotate.images import Image, named_by_digest, with_images
from annotate.rates import Rates
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
    images: tuple[Image, ...] = ()
    """Shown with the first message of the user."""

    def body(self, dialect: Dialect = ORDINARY) -> bytes:
        """The exact request body, as a dialect wants it."""
        shown = next((place for place, (role, _text) in enumerate(self.messages) if role == "user"), 0)
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [
                {"role": role, "content": with_images(text, self.images if place == shown else ())}
                for place, (role, text) in enumerate(self.messages)
            ],
            **dialect.sampling(temperature=self.temperature, max_tokens=self.max_tokens),
        }
        if self.response_format:
            body["response_format"] = self.response_format
        return canonical_json(body)

    def key(self, body: bytes) -> str:
        """What an answer to one of its bodies is kept under."""
        return f"{digest(body)}#{self.sample}"


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
        dialects: Dialects | None = None,
        rates: Rates | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.dialects = dialects or Dialects(endpoint.origin if endpoint else "")
        self.concurrency = concurrency
        self.sent = 0
        self._reached = False
        self.budget = budget or Budget()
        self.journal = journal
        self._run = run
        self._traffic = Traffic(concurrency, self.budget, rates)
        self._asking: dict[str, asyncio.Task[Answer]] = {}
        self._understood: set[str] = set()
        """Models that have answered here: how they want to be asked is known."""
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
        """The kept answer with all that came with it, finished or not; asks as the endpoint wants to be asked."""
        first = dialect = await self._dialect(chat)
        while True:
            try:
                answer = await self._answer(chat, dialect, stage)
            except EndpointError as refusal:
                other = dialect.without(refused_parameter(refusal))
                if other is None:
                    raise
                dialect = other
                continue
            if dialect != first:
                self.dialects.learn(chat.model, tokens=dialect.tokens, temperature=dialect.temperature)
            return answer

    async def recorded(self, chat: Chat) -> bool:
        """Whether an answer to the question is kept."""
        return bool(await self.journal.find(chat.key(chat.body(await self._dialect(chat)))))

    async def _dialect(self, chat: Chat) -> Dialect:
        """The dialect in which the journal holds a question; for a new one, the one that the endpoint speaks."""
        spoken = self.dialects.of(chat.model)
        if chat.model in self._understood:
            return spoken
        for dialect in SAMPLINGS:
            if await self.journal.find(chat.key(chat.body(dialect))):
                return dialect
        return spoken

    async def _answer(self, chat: Chat, dialect: Dialect, stage: str) -> Answer:
        """Identical questions in flight are asked once."""
        body = chat.body(dialect)
        key = chat.key(body)
        if key not in self._asking:
            task = asyncio.create_task(self._find_or_ask(key, body, chat.model, stage))
            self._asking[key] = task
            task.add_done_callback(lambda _task: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _find_or_ask(self, key: str, body: bytes, model: str, stage: str) -> Answer:
        kept = await self.journal.find(key)
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
        self._understood.add(model)
        await self.journal.keep(answer)
        return answer

    async def _attempt(self, key: str, body: bytes, model: str, stage: str, number: int) -> Answer:
        if self._wire is None:
            raise EndpointError("no endpoint: set OPENAI_BASE_URL or OPENAI_API_KEY, or use a local model")
        async with self._traffic.slot(len(body)) as departure:
            asked_at, started = datetime.now(UTC).isoformat(timespec="milliseconds"), time.monotonic()
            self.sent += 1
            status, headers, content = await self._wire.post(body)
            self._reached = True
            self._traffic.answered(status, headers)
            read = read_response(status, headers, content, origin=self._wire.endpoint.origin, model=model)
            departure.used(model, read.prompt_tokens, read.completion_tokens)
        return Answer(
            key=key, finish=read.finish, request=named_by_digest(body), response=content, model=model,
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
