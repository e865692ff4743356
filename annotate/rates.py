"""Rates that an endpoint grants and told us of, and the even pace that keeps within them.

Requests leave evenly and not in bursts: nobody says whether `6,000 a minute` is counted by the minute, by ten seconds
or in a sliding window, and even departures satisfy every way of counting. The price is the burst that a fixed window
would have granted at its start.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

HEADROOM = 0.03
"""Share of a rate that stays unused: on the way requests bunch, and tokens are an estimate when a request leaves."""
CATCH_UP_SECONDS = 0.05
"""How late a departure may be and the ones after it still make up for it: event loops stall, pauses are no credit.
Within the headroom, no span of two seconds or longer gets more than its share."""
TOKENS_A_BYTE = 0.5
"""Of a request and its answer, until answers have told: English has 0.25 a byte of prompt, and as much comes back."""


@dataclass(frozen=True)
class Rates:
    """What may be asked; None is no bound that we know of."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None


class Pace:
    """Departures so far apart that a rate is never passed."""

    def __init__(self, per_minute: float) -> None:
        self._seconds_each = 60 / (per_minute * (1 - HEADROOM))
        self._next_at = 0.0

    @property
    def wait(self) -> float:
        """Seconds until the next departure; not above 0 when it may be now."""
        return self._next_at - time.monotonic()

    def take(self, amount: float) -> None:
        """Depart now with so many requests or tokens."""
        self._next_at = max(self._next_at, time.monotonic() - CATCH_UP_SECONDS) + amount * self._seconds_each

    def correct(self, amount: float) -> None:
        """So many more were used than taken, fewer when negative."""
        self._next_at += amount * self._seconds_each


class TokenPace:
    """A pace in tokens, which are estimated from a request's size and known when its answer is here."""

    def __init__(self, per_minute: float) -> None:
        self._pace = Pace(per_minute)
        self._tokens, self._bytes = 0, 0

    @property
    def wait(self) -> float:
        return self._pace.wait

    def take(self, size: int) -> float:
        """Depart with a body of so many bytes; returns the tokens that it is taken for."""
        estimate = size * (self._tokens / self._bytes if self._tokens else TOKENS_A_BYTE)
        self._pace.take(estimate)
        return estimate

    def used(self, tokens: int, *, estimate: float, size: int) -> None:
        """What the endpoint counted for a departure; an endpoint that counts nothing (0) teaches nothing."""
        if tokens:
            self._tokens += tokens
            self._bytes += size
            self._pace.correct(tokens - estimate)
