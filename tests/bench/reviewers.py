"""Several annotator processes over one workspace: leases steer them, the journal holds the number of judgments.

python -m tests.bench.reviewers [--items 500] [--processes 8] [--overlap 2] [--abandoned 0.03]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from schemas.assignment import admit_within, judges_of, places_left
from schemas.decisions import read_decisions, verify_chain, write_decisions
from schemas.faults import Fault
from schemas.leases import Open, claim
from schemas.outcomes import by_item
from schemas.records import Decision

CHECKOUT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 0.5
"""Short, so that what is abandoned comes back within the run."""


def annotate(folder: Path, annotator: str, items: int, overlap: int, abandoned: float) -> None:
    """One person: claim, perhaps walk away, else decide; until nothing is left for them."""
    chance, latencies = random.Random(annotator), []
    journal = folder / "decisions.sqlite"
    idle = 0
    while idle < 4:
        found = claim(
            folder / "leases.sqlite", annotator, _open(journal, annotator, items, overlap), seconds=LEASE_SECONDS
        )
        if found is None:
            idle += 1
            time.sleep(LEASE_SECONDS / 2)
            continue
        idle = 0
        if chance.random() < abandoned:
            continue
        started = time.perf_counter()
        decision = _accept(found.item, annotator)
        try:
            write_decisions(journal, [decision], admit=admit_within(overlap))
        except Fault:
            continue
        latencies.append(time.perf_counter() - started)
    print(" ".join(f"{seconds:.4f}" for seconds in latencies))  # noqa: T201


def _open(journal: Path, annotator: str, items: int, overlap: int) -> Iterator[Open]:
    grouped = by_item(read_decisions(journal))
    for number in range(items):
        item = f"item-{number:04}"
        decisions = grouped.get(item, [])
        if annotator not in judges_of(decisions, 0):
            yield Open(item, 0, places_left(decisions, 0, queued=0, annotators=overlap))


def _accept(item: str, annotator: str) -> Decision:
    return Decision(
        seq=0, event=f"{item} {annotator}", made_at="2026-01-01T00:00:00+00:00", annotator=annotator, role="annotator",
        item=item, revision=0, round=1, verdict="accept", reason="", question="", choices=(), note="", guideline="",
        active_ms=0, undoes="",
    )  # fmt: skip


def measure(folder: Path, *, items: int, processes: int, overlap: int, abandoned: float) -> dict[str, object]:
    """Let them loose; judgments by item, and how long a write took."""
    command = [sys.executable, "-m", "tests.bench.reviewers", "--annotate", str(folder)]
    given = ["--items", str(items), "--overlap", str(overlap), "--abandoned", str(abandoned)]
    running = [
        subprocess.Popen([*command, f"annotator-{number}", *given], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    seconds = sorted(float(word) for process in running for word in process.communicate()[0].split())
    grouped = by_item(read_decisions(folder / "decisions.sqlite"))
    judgments = Counter(len(judges_of(decisions, 0)) for decisions in grouped.values())
    return {
        "items by number of judgments": dict(judgments),
        "rows in the chain": verify_chain(folder / "decisions.sqlite"),
        "write p50, ms": round(1000 * seconds[len(seconds) // 2], 1),
        "write p95, ms": round(1000 * seconds[int(0.95 * len(seconds))], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reviewers", description=__doc__)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--overlap", type=int, default=2)
    parser.add_argument("--abandoned", type=float, default=0.03)
    parser.add_argument("--annotate", nargs=2, metavar=("FOLDER", "ANNOTATOR"), help="what each process runs")
    given = parser.parse_args()
    if given.annotate:
        folder, annotator = given.annotate
        annotate(Path(folder), annotator, given.items, given.overlap, given.abandoned)
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(
            Path(folder), items=given.items, processes=given.processes, overlap=given.overlap, abandoned=given.abandoned
        )
    for name, value in figures.items():
        print(f"{name:<32}{value}")  # noqa: T201


if __name__ == "__main__":
    main()
