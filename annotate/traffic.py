"""When a request may go out: how many at once, how fast, when the pool waits, and when a budget is spent.

A rate that we were told is kept by pacing (`rates`), and nothing is refused. Without one the endpoint tells us: a 429
holds its own request. The whole pool pauses only when the endpoint's headers say that nothing is left, or when more
than one in eight of the last answers were refusals: a limit that nobody told us of is met by all at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from annotate.prices import Price
from annotate.rates import Pace, Rates, TokenPace
from schemas.faults import Fault

WATCHED_ANSWERS = 64
REFUSALS_THAT_PAUSE = 1 / 8


class BudgetSpent(Fault):
    """The budget is spent: what was answered is kept, and a larger one goes on from there."""


@dataclass
class Budget:
    """Upper bounds for one invocation; None is no bound. A request goes out only while its mean cost still fits."""

    max_cost: float | None = None
    max_tokens: int | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    """By model; one that is not there adds nothing to the cost."""
    cost: float = 0.0
    tokens: int = 0
    answered: int = 0

    def spend(self, model: str, prompt_tokens: int, completion_tokens: int) -> None:
        price = self.prices.get(model)
        self.tokens += prompt_tokens + completion_tokens
        self.cost += price.of(prompt_tokens, completion_tokens) if price else 0.0
        self.answered += 1

    def check(self, in_flight: int) -> None:
        """Raise `BudgetSpent` when one request more, and those under way, would pass a bound at the mean so far."""
        share = 1 + in_flight
        mean = max(self.answered, 1)
        if self.max_tokens is not None and self.tokens + share * self.tokens / mean > self.max_tokens:
            raise BudgetSpent(f"--max-tokens {self.max_tokens} is spent ({self.tokens} used)")
        if self.max_cost is not None and self.cost + share * self.cost / mean > self.max_cost:
            raise BudgetSpent(f"--max-cost {self.max_cost:g} is spent (${self.cost:.4f} used)")


class Departure:
    """One request under way."""

    def __init__(self, traffic: Traffic, size: int, estimate: float) -> None:
        self._traffic = traffic
        self._size = size
        self._estimate = estimate

    def used(self, model: str, prompt_tokens: int, completion_tokens: int) -> None:
        """What its answer cost, for the budget and for the pace."""
        self._traffic.budget.spend(model, prompt_tokens, completion_tokens)
        if self._traffic.token_pace:
            tokens = prompt_tokens + completion_tokens
            self._traffic.token_pace.used(tokens, estimate=self._estimate, size=self._size)


class Traffic:
    """The slots of one endpoint, its pace and its pauses."""

    def __init__(self, concurrency: int, budget: Budget, rates: Rates | None = None) -> None:
        rates = rates or Rates()
        self._slots = asyncio.Semaphore(concurrency)
        self._gate = asyncio.Lock()
        self._resume_at = 0.0
        self._refused: deque[bool] = deque(maxlen=WATCHED_ANSWERS)
        self._request_pace = Pace(rates.requests_per_minute) if rates.requests_per_minute else None
        self.token_pace = TokenPace(rates.tokens_per_minute) if rates.tokens_per_minute else None
        self.budget = budget
        self.under_way: set[asyncio.Task[object] | None] = set()
        self.stopped = False

    @contextlib.asynccontextmanager
    async def slot(self, size: int = 0) -> AsyncIterator[Departure]:
        """Hold one of the places in flight with a body of `size` bytes; waits for a place, and for its turn."""
        async with self._slots:
            departure = await self._depart(size)
            task = asyncio.current_task()
            self.under_way.add(task)
            try:
                yield departure
            finally:
                self.under_way.discard(task)

    async def _depart(self, size: int) -> Departure:
        """Leave when no pause and no pace holds us; one at a time, so that those who wait keep their order."""
        async with self._gate:
            while (wait := self._wait()) > 0:  # noqa: ASYNC110 - a pause may grow meanwhile
                await asyncio.sleep(wait)
            if self.stopped:
                raise asyncio.CancelledError
            self.budget.check(len(self.under_way))
            if self._request_pace:
                self._request_pace.take(1)
            return Departure(self, size, self.token_pace.take(size) if self.token_pace else 0.0)

    def _wait(self) -> float:
        paces = [pace.wait for pace in (self._request_pace, self.token_pace) if pace]
        return max(self._resume_at - time.monotonic(), *paces, 0.0)

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer; may pause the pool."""
        refused = status == 429
        self._refused.append(refused)
        if refused and sum(self._refused) > REFUSALS_THAT_PAUSE * WATCHED_ANSWERS:
            self._pause(retry_after(headers) or 1.0)
        elif headers.get("x-ratelimit-remaining-requests") == "0":
            self._pause(_duration(headers.get("x-ratelimit-reset-requests", "")))

    def _pause(self, seconds: float) -> None:
        self._resume_at = max(self._resume_at, time.monotonic() + seconds)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an endpoint asks to wait, in `retry-after-ms` or `retry-after` (seconds or date); None for none."""
    if (milliseconds := headers.get("retry-after-ms", "")).isdigit():
        return int(milliseconds) / 1000
    asked = headers.get("retry-after", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(asked))
    with contextlib.suppress(ValueError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    return None


_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def _duration(text: str) -> float:
    """Seconds in `6m0s` or `120ms`; 0 when it says nothing."""
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)(ms|s|m|h)", text))
