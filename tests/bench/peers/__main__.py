"""Ours beside its peers: the same 2,000 questions, the same far end, one run after the other.

    python -m tests.bench.peers [--best-of 3]

Wall and CPU are of the whole process, start-up included; peak memory is of its largest process.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.passes import LATENCY, PROBLEM, SYSTEM, ideal
from tests.bench.peers.environments import PEERS, Peer, install, version
from tests.bench.running import Ended, Running, end, kill_when, start
from tests.bench.table import machine, markdown
from tests.far_end.process import FarEnd, far_end

COUNT = 2000
MOST_SECONDS = 120
"""A run that takes longer hangs, as some do after `kill -9`."""

Begin = Callable[[FarEnd, Path, int], Running]
"""Starts a run against the far end, with its files in a folder, so many at once."""


@dataclass(frozen=True)
class Run:
    ended: Ended
    span: float
    """Seconds from the first request to the last response."""

    @property
    def answered(self) -> int:
        """0 when it did not come to its end."""
        return int(json.loads(self.ended.out.splitlines()[-1])["answered"]) if self.ended.returncode == 0 else 0


def ours(server: FarEnd, folder: Path, concurrency: int) -> Running:
    command = [sys.executable, "-m", "tests.bench.passes", server.url, str(folder / "answers.sqlite")]
    return start([*command, str(COUNT), str(concurrency)])


def theirs(peer: Peer, server: FarEnd, folder: Path, concurrency: int) -> Running:
    questions = folder / "questions.jsonl"
    asked = [{"system": SYSTEM, "user": PROBLEM.format(number)} for number in range(COUNT)]
    questions.write_text("".join(json.dumps(question) + "\n" for question in asked), encoding="utf-8")
    command = [str(peer.python), str(peer.script), server.url, str(questions), str(concurrency), str(folder)]
    return start(command, environment={"HOME": str(folder)}, log=peer.python.parents[1] / "last_run.log")


def whole(begin: Begin, concurrency: int) -> Run:
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        ended = end(begin(server, Path(folder), concurrency), most_seconds=MOST_SECONDS)
        stats = server.stats()
    return Run(ended, stats.last_at - stats.first_at)


def killed(begin: Begin, concurrency: int) -> str:
    """`kill -9` at half, then again: requests sent again, how many of these had been answered, and the rows."""
    with far_end(latency=f"{LATENCY}s", bad_share=0) as server, tempfile.TemporaryDirectory() as folder:
        kill_when(begin(server, Path(folder), concurrency), server, received=COUNT // 2)
        ended = end(begin(server, Path(folder), concurrency), most_seconds=MOST_SECONDS)
        stats = server.stats()
    if ended.returncode:
        return "it hung, no rows" if ended.wall > MOST_SECONDS else "an error, no rows"
    return f"{stats.received - COUNT} ({stats.repeated}), {Run(ended, 0).answered:,} rows"


def cells(run: Run, concurrency: int) -> list[str]:
    if run.answered < COUNT:
        return [f"{run.answered:,} of {COUNT:,} answered", "", "", ""]
    least = ideal(COUNT, concurrency)
    took = run.ended
    return [
        f"{took.wall / least:.2f}",
        f"{run.span / least:.2f}",
        f"{1000 * took.cpu / COUNT:.1f}",
        f"{took.peak_mb:.0f}",
    ]


def row(name: str, begin: Begin, *, best_of: int) -> list[str]:
    figures = []
    for concurrency in (64, 256):
        sys.stderr.write(f"{name} at {concurrency} ...\n")
        runs = [whole(begin, concurrency) for _ in range(best_of)]
        figures += cells(min(runs, key=lambda run: (-run.answered, run.ended.wall)), concurrency)
    return [name, *figures, killed(begin, 64)]


def peer_row(peer: Peer, *, best_of: int) -> list[str]:
    if why := install(peer):
        return [peer.package, f"does not install: {why}", *[""] * 8]
    return row(f"{peer.package} {version(peer)}", partial(theirs, peer), best_of=best_of)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--best-of", type=int, default=1, metavar="N", help="runs of each; the quickest counts")
    given = parser.parse_args()
    figures = ("wall / ideal", "first request to last response / ideal", "CPU ms", "peak MB")
    columns = [f"{at}: {figure}" for at in (64, 256) for figure in figures]
    head = ["who", *columns, "kill -9 at half: sent again (answered before), rows"]
    began = machine()
    rows = [row("isogloss", ours, best_of=given.best_of)]
    rows += [peer_row(peer, best_of=given.best_of) for peer in PEERS]
    sys.stdout.write(f"began {began}\nended {machine()}\n\n{markdown([head, *rows])}\n")


if __name__ == "__main__":
    main()
