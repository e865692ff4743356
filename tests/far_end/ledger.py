"""What the far end has been asked and what it gave: the tests' evidence."""

import time
from collections import Counter
from typing import Any


class Ledger:
    """Counts of one span between two resets."""

    def __init__(self) -> None:
        self.received = 0
        self.in_flight = 0
        self.max_in_flight = 0
        self.abandoned = 0
        self.repeated = 0
        self.images = 0
        self.first_at = 0.0
        self.last_at = 0.0
        self.answered: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.attempts: Counter[str] = Counter()
        self.finished: Counter[str] = Counter()

    def receive(self, body_hash: str) -> int:
        """Count a request in; returns how often this very body had come before."""
        self.first_at = self.first_at or time.time()
        self.received += 1
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        self.repeated += body_hash in self.finished
        before = self.attempts[body_hash]
        self.attempts[body_hash] = before + 1
        return before

    def close(self, body_hash: str, *, outcome: str, finished: bool, given: bool) -> None:
        """Count a request out: given as meant, or abandoned by the client."""
        self.in_flight -= 1
        self.last_at = time.time()
        if not given:
            self.abandoned += 1
            return
        self.answered[outcome] += 1
        if finished:
            self.finished[body_hash] += 1

    def stats(self) -> dict[str, Any]:
        """What GET /stats shows; `tests.far_end.process.Stats` says what each number means."""
        return {
            "received": self.received,
            "answered": self.answered,
            "faults": self.faults,
            "finished": self.finished,
            "repeated": self.repeated,
            "images": self.images,
            "abandoned": self.abandoned,
            "in_flight": self.in_flight,
            "max_in_flight": self.max_in_flight,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "cpu_seconds": time.process_time(),
        }
