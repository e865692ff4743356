"""Full speed, and `kill -9` half way: the door to models against the wire's own speed, every answer durable."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.passes import LATENCY, Pass, begin, finish, ideal, rows_in
from tests.bench.running import kill_when
from tests.bench.table import Figure
from tests.far_end.process import FarEnd, far_end


def at_64() -> list[Figure]:
    what, (first, again, span) = "2,000 at 64", _twice(2000, 64)
    return [
        Figure(what, "wall / ideal", first.over_ideal(2000, 64), at_most=1.2, timed=True),
        Figure(what, "first request to last response / ideal", span / ideal(2000, 64), timed=True),
        *_cost(what, first, 2000),
        *_again(what, again),
    ]


def at_256() -> list[Figure]:
    what, (first, again, span) = "2,000 at 256", _twice(2000, 256)
    return [
        Figure(what, "first request to last response / ideal", span / ideal(2000, 256), at_most=1.7, timed=True),
        Figure(what, "wall / ideal", first.over_ideal(2000, 256), timed=True),
        *_cost(what, first, 2000),
        *_again(what, again),
    ]


def large() -> list[Figure]:
    what, (first, again, _span) = "20,000 at 256", _twice(20_000, 256)
    return [
        Figure(what, "wall, s", first.took.wall, at_most=24, timed=True),
        *_cost(what, first, 20_000, cpu=1, peak=200),
        *_again(what, again),
    ]


def killed_half_way() -> list[Figure]:
    """`kill -9` at half of the requests, then the same pass again."""
    count, concurrency = 2000, 64
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "answers.sqlite"
        kill_when(begin(server, journal, count, concurrency), server, received=count // 2)
        kept, given = rows_in(journal), sum(server.stats().finished.values())
        again = finish(begin(server, journal, count, concurrency))
        rows, repeated = rows_in(journal), server.stats().repeated
    what = f"{count:,} at {concurrency}, kill -9 at half"
    return [
        Figure(what, "on disk when killed", kept),
        Figure(what, "given, not yet on disk, asked again", given - kept, at_most=concurrency),
        Figure(what, "answers on disk asked again", repeated - (given - kept), exactly=0),
        Figure(what, "answered in the end", again.outcome.answered, exactly=count),
        Figure(what, "duplicate rows", rows - count, exactly=0),
    ]


def _twice(count: int, concurrency: int) -> tuple[Pass, Pass, float]:
    """A pass, another one over the same journal, and the seconds from the first request to the last response."""
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "answers.sqlite"
        first = finish(begin(server, journal, count, concurrency))
        span = _span(server)
        return first, finish(begin(server, journal, count, concurrency)), span


def _span(server: FarEnd) -> float:
    stats = server.stats()
    return stats.last_at - stats.first_at


def _cost(what: str, passed: Pass, count: int, *, cpu: float | None = None, peak: float | None = None) -> list[Figure]:
    milliseconds = 1000 * passed.took.cpu / count
    return [
        Figure(what, "CPU a request, start-up included, ms", milliseconds, at_most=cpu, timed=True),
        Figure(what, "peak memory, MB", passed.took.peak_mb, at_most=peak),
    ]


def _again(what: str, again: Pass) -> list[Figure]:
    return [
        Figure(f"{what}, again", "requests sent", again.outcome.sent, exactly=0),
        Figure(f"{what}, again", "wall, s", again.took.wall, timed=True),
    ]
