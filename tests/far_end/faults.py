"""What goes wrong on purpose, how often, and the limit on requests and tokens in a fixed window.

A fault is drawn from the seed, the request's body and how often that body has come: the same traffic meets the same
faults in whatever order it arrives, and a retry draws anew.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Literal

from tests.far_end import chance

RetryAfter = Literal["seconds", "ms", "date"]

FAULTS = {
    "500": "the server had an error",
    "502": "bad gateway",
    "503": "overloaded",
    "408": "request time-out",
    "429": "refused, with Retry-After",
    "reset": "the connection is reset (RST) instead of a reply",
    "cut": "half of the announced body, then the connection closes",
    "malformed": "status 200 and a body that is not JSON",
    "truncate": 'half of the text and finish_reason "length"',
    "refuse": 'finish_reason "content_filter", or a message that holds a refusal',
    "empty": 'finish_reason "stop" and no content',
    "hang": "never answers, keeps the connection",
}


@dataclass(frozen=True)
class Faults:
    """Shares of the requests that meet each fault; together at most 1."""

    shares: Mapping[str, float]
    seed: int = 0

    def __post_init__(self) -> None:
        unknown = sorted(set(self.shares) - set(FAULTS))
        if unknown:
            raise ValueError(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
        if min(self.shares.values(), default=0) < 0 or sum(self.shares.values()) > 1 + 1e-9:
            raise ValueError(f"shares of faults must be positive and add up to 1 at most: {dict(self.shares)}")

    def draw(self, body_hash: str, attempt: int) -> str:
        """The fault that this attempt meets, empty for none."""
        if not self.shares:
            return ""
        left = chance.fraction(self.seed, body_hash, attempt)
        for fault, share in self.shares.items():
            left -= share
            if left < 0:
                return fault
        return ""


class Window:
    """At most so many requests or tokens in each span of seconds; the first span starts with the first request."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.seconds = seconds
        self.remaining = limit
        self._ends = -math.inf

    def fits(self, cost: int) -> bool:
        """Whether the span that is now running still has room; moves on to a new span when the old one is over."""
        now = time.monotonic()
        if now >= self._ends:
            spans = 1 if self._ends < 0 else math.floor((now - self._ends) / self.seconds) + 1
            self._ends = (now if self._ends < 0 else self._ends) + spans * self.seconds
            self.remaining = self.limit
        return cost <= self.remaining

    def take(self, cost: int) -> None:
        self.remaining -= cost

    @property
    def wait(self) -> float:
        """Seconds until the running span is over."""
        return max(0.0, self._ends - time.monotonic())

    def headers(self, unit: str) -> tuple[str, ...]:
        """OpenAI's three lines: `x-ratelimit-remaining-requests: 12` and its like."""
        return (
            f"x-ratelimit-limit-{unit}: {self.limit}",
            f"x-ratelimit-remaining-{unit}: {self.remaining}",
            f"x-ratelimit-reset-{unit}: {self.wait:.3f}s",
        )


def retry_after(seconds: float, style: RetryAfter) -> tuple[str, ...]:
    """The header that tells a refused client when to come back; HTTP knows whole seconds and dates only."""
    if style == "ms":
        return (f"retry-after-ms: {math.ceil(seconds * 1000)}",)
    if style == "date":
        return (f"retry-after: {formatdate(math.ceil(time.time() + seconds), usegmt=True)}",)
    return (f"retry-after: {math.ceil(seconds)}",)
