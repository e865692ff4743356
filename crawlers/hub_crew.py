"""Threads that share out a list of work, and stop together: at a fault of any of them, or at Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crawlers.hub_quota import Stopped

Work = TypeVar("Work")

WAKE_SECONDS = 0.2
"""A thread that only waits may miss Ctrl-C, when the system hands the signal to another one: it looks so often."""


@dataclass(frozen=True)
class Crew(Generic[Work]):
    """So many threads for one kind of work."""

    work: Iterator[Work]
    """Made as it is taken, by one thread at a time."""
    do: Callable[[Work], object]
    threads: int


class Crews:
    """Several crews at once."""

    def __init__(self, stop: Callable[[], None]) -> None:
        """`stop` must wake whoever waits, with `Stopped`."""
        self._stop = stop
        self._over = threading.Event()
        self._faults: list[BaseException] = []
        self._working = threading.Condition()
        self._left = 0
        """Threads that have not ended."""

    def run(self, crews: Sequence[Crew[Work]]) -> None:
        """Do all the work; raises the first fault of any thread, and `KeyboardInterrupt` after Ctrl-C.

        What is under way is finished before.
        """
        threads = [
            threading.Thread(target=self._work, args=(crew, lock), daemon=True)
            for crew in crews
            for lock in [threading.Lock()]
            for _ in range(crew.threads)
        ]
        self._left = len(threads)
        try:
            for thread in threads:
                thread.start()
            self._wait()
        except KeyboardInterrupt:
            self._end()
            with self._working:
                self._left -= sum(thread.ident is None for thread in threads)  # these were never started
            self._wait()
            raise
        if self._faults:
            raise self._faults[0]

    def _wait(self) -> None:
        """Until all threads have ended. Not by `join`: interrupted, Python 3.11 takes a running thread for ended."""
        with self._working:
            while self._left:
                self._working.wait(timeout=WAKE_SECONDS)

    def _work(self, crew: Crew[Work], lock: threading.Lock) -> None:
        try:
            self._share(crew, lock)
        finally:
            with self._working:
                self._left -= 1
                self._working.notify_all()

    def _share(self, crew: Crew[Work], lock: threading.Lock) -> None:
        nothing = object()
        try:
            while not self._over.is_set():
                with lock:
                    work = next(crew.work, nothing)
                if work is nothing:
                    return
                crew.do(work)  # type: ignore[arg-type]
        except Stopped:
            return
        except BaseException as fault:  # noqa: BLE001 - handed to the thread that waits, which raises it
            self._faults.append(fault)
            self._end()

    def _end(self) -> None:
        self._over.set()
        self._stop()
