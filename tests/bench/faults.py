"""An endpoint that fails in five ways at once, and one that cuts its answers off."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.passes import LATENCY, Pass, begin, finish, rows_in
from tests.bench.table import Figure
from tests.far_end.process import Stats, far_end

MIX = {"500": 0.05, "reset": 0.02, "cut": 0.02, "malformed": 0.02, "429": 0.02}
COUNT, CONCURRENCY = 2000, 64


def fault_mix() -> list[Figure]:
    """13 % of the requests fail, against the same questions without a fault; a 429 asks for one second."""
    faultless, _stats, _rows = _pass({})
    faulty, stats, _rows = _pass(MIX)
    what = "5 % 500, 2 % each reset, cut, malformed, 429"
    accounted = faulty.outcome.answered + sum(faulty.outcome.failures.values())
    return [
        Figure(what, "wall / faultless wall", faulty.took.wall / faultless.took.wall, at_most=2, timed=True),
        Figure(what, "faults met", sum(stats.faults.values())),
        Figure(what, "answered", faulty.outcome.answered),
        Figure(what, "failures with their reason", sum(faulty.outcome.failures.values())),
        Figure(what, "rows lost", COUNT - accounted, exactly=0),
        Figure(what, "whole answers asked for twice", stats.repeated, exactly=0),
    ]


def truncated() -> list[Figure]:
    """2 % of the answers end in the middle with finish reason `length`: kept, asked anew, never good."""
    passed, stats, rows = _pass({"truncate": 0.02})
    what = "2 % truncated"
    whole = sum(stats.finished.values())
    return [
        Figure(what, "truncated answers met", stats.faults["truncate"]),
        Figure(what, "truncated answers accepted", passed.outcome.answered - whole, exactly=0),
        Figure(what, "answers on record, truncated ones too", rows - whole, exactly=stats.faults["truncate"]),
        Figure(what, "answered whole", passed.outcome.answered),
    ]


def _pass(faults: dict[str, float]) -> tuple[Pass, Stats, int]:
    with (
        far_end(latency=f"{LATENCY}s", bad_share=0, fault=faults) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        journal = Path(folder) / "answers.sqlite"
        passed = finish(begin(server, journal, COUNT, CONCURRENCY))
        return passed, server.stats(), rows_in(journal)
