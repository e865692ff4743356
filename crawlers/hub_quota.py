"""How many requests the Hub still allows, kept by the headers of its own answers.

    RateLimit: "resolvers";r=2999;t=172             2,999 left, and all of them anew in 172 seconds
    RateLimit-Policy: "fixed window";"resolvers";q=3000;w=300

Nothing is known when a window begins: one request goes alone, and its answer says what is left. From there on every
request is taken off before it is sent, so that none is sent beyond the limit however many threads there are. Others may
use the same address or token: where an answer says less than we counted, it is believed.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping

BLIND_SECONDS = 5.0
"""A refusal that does not say for how long holds for so long."""


class Stopped(Exception):
    """The crawl was told to stop while a request waited for its turn."""


class Quota:
    """One class of requests, shared by all threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._left: float | None = None
        self._ends = math.inf
        self._in_flight = 0
        self._stopped = False

    def take(self, *, begun: bool = False) -> None:
        """Wait until a request may be sent, and count it. Raises `Stopped`.

        One that was `begun` is waited for to its end: were a redirect not followed, it would be asked for twice.
        """
        with self._changed:
            while not self._free():
                self._changed.wait(timeout=max(0.0, min(self._ends - time.monotonic(), threading.TIMEOUT_MAX)))
                if self._stopped and not begun:
                    raise Stopped
            if self._left is not None:
                self._left -= 1
            self._in_flight += 1

    def settle(self, headers: Mapping[str, str], *, status: int) -> None:
        """Book the answer to a request that was taken, by what it says is left."""
        from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined]

        told = parse_ratelimit_headers(headers)
        with self._changed:
            if status == 429:
                reset = told.reset_in_seconds if told and not told.remaining else _retry_after(headers)
                self._left, self._ends = 0, time.monotonic() + max(1.0, reset)
            elif self._left is None:
                if self._in_flight == 1:  # what came home late from the last window says nothing of the others
                    self._left = told.remaining if told else math.inf
                    self._ends = time.monotonic() + told.reset_in_seconds if told else math.inf
            elif told:
                self._left = min(self._left, told.remaining)
            self._home()

    def lose(self) -> None:
        """Book a request that got no answer; the Hub may have counted it."""
        with self._changed:
            self._home()

    def stop(self) -> None:
        """Wake whoever waits, with `Stopped`."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _free(self) -> bool:
        if time.monotonic() >= self._ends:
            self._left, self._ends = None, math.inf
        if self._left is None:
            return self._in_flight == 0
        return self._left > 0

    def _home(self) -> None:
        self._in_flight -= 1
        self._changed.notify_all()


def _retry_after(headers: Mapping[str, str]) -> float:
    value = headers.get("retry-after", "").strip()
    return float(value) if value.isdecimal() else BLIND_SECONDS
