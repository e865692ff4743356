"""Limits of an endpoint: one that nobody told us of, and those that we were told."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.passes import LATENCY, begin, finish
from tests.bench.table import Figure
from tests.far_end.process import far_end

COUNT, CONCURRENCY = 2000, 64
WINDOW = "1000/10s"
TOKEN_WINDOW = "100000/10s"


def untold_window() -> list[Figure]:
    """1,000 requests per 10 s, in no header: two windows' worth, of which the second may begin after 10 s."""
    what = f"2,000 at 64, {WINDOW}, untold"
    wall, refusals, answered = _pass(window=WINDOW)
    return [
        Figure(what, "wall, s (ideal 13.3)", wall, at_most=15, timed=True),
        Figure(what, "refusals", refusals, at_most=64),
        Figure(what, "answered", answered, exactly=COUNT),
    ]


def told_window() -> list[Figure]:
    """The same window with `--rpm 6000`: paced, so that no window gets more than its share."""
    return _told(f"2,000 at 64, {WINDOW}, told by --rpm 6000", "--rpm", "6000", window=WINDOW)


def told_tokens() -> list[Figure]:
    """A window of tokens, which are an estimate when a request leaves."""
    return _told(
        f"2,000 at 64, {TOKEN_WINDOW} tokens, told by --tpm 600000", "--tpm", "600000", token_window=TOKEN_WINDOW
    )


def _told(what: str, *options: str, **windows: str) -> list[Figure]:
    wall, refusals, answered = _pass(*options, **windows)
    return [
        Figure(what, "wall, s", wall, timed=True),
        Figure(what, "refusals", refusals, exactly=0),
        Figure(what, "answered", answered, exactly=COUNT),
    ]


def _pass(*options: str, **windows: str) -> tuple[float, int, int]:
    """Seconds, refusals and answers; no header tells of the windows."""
    with (
        far_end(latency=f"{LATENCY}s", bad_share=0, silent_limit=True, **windows) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        passed = finish(begin(server, Path(folder) / "answers.sqlite", COUNT, CONCURRENCY, options))
        return passed.took.wall, server.stats().answered.get("429", 0), passed.outcome.answered
