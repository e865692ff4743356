"""How long a release of inference pairs takes, with all its audits, beside what it may.

    python -m tests.bench.inference_release [--events 370] [--pairs 25] [--best-of 1]

370 events x 25 pairs x 3 labels of invented words, documents of about 700 tokens, two annotators; a twelfth of
the pairs is rejected, so that as many are released as in CDCL-NLI: 25,410. Making the workspace is not timed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from builders.inference_release.splits import split_events
from tests.bench.running import end, start
from tests.bench.table import Figure, best_of, figures_table, machine
from tests.inference_release.inference_world import drafted

SENTENCES = 50


def release_all(root: Path, *, events: int, pairs: int) -> list[Figure]:
    world = drafted(root, events=events, pairs=pairs, sentences=SENTENCES)
    wanted = round(25_410 / 27_750 * len(world.hypotheses) / 3) * 3
    world.agree(world.hypotheses[:wanted])
    world.agree(world.hypotheses[wanted:], "reject")
    world.keep()
    sys.stderr.write(f"{len(world.hypotheses):,} hypotheses drafted\n")
    ended = end(start([sys.executable, "-m", "builders", "nli", "release", str(root), "--json"]))
    rows = sum(next(iter(json.loads(ended.out)["rows"].values())).values())
    what = f"release of {rows:,} items with all audits"
    return [
        Figure(what, "seconds", ended.wall, at_most=60, timed=True),
        Figure(what, "processor seconds", ended.cpu, timed=True),
        Figure(what, "GB at most, of the largest process", ended.peak_mb / 1024, timed=True),
        Figure(what, "rows", rows, exactly=wanted),
    ]


def same_splits() -> list[Figure]:
    events = [f"{number:012x}" for number in range(370)]
    splits = split_events(events, seed=1)
    moved = sum(split_events(reversed(events), seed=1)[event] != splits[event] for event in events)
    sizes = [list(splits.values()).count(split) for split in ("train", "validation", "test")]
    return [
        Figure("370 events, the same seed twice", "events in another split", moved, exactly=0),
        *(Figure("370 events", f"in split {at + 1}", size, exactly=(296, 37, 37)[at]) for at, size in enumerate(sizes)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.inference_release", description=__doc__)
    parser.add_argument("--events", type=int, default=370)
    parser.add_argument("--pairs", type=int, default=25)
    parser.add_argument("--best-of", type=int, default=1)
    given = parser.parse_args()

    def scenario() -> list[Figure]:
        with tempfile.TemporaryDirectory() as folder:
            return [*release_all(Path(folder), events=given.events, pairs=given.pairs), *same_splits()]

    began = machine()
    figures = best_of(given.best_of, scenario)
    sys.stdout.write(f"began {began}\nended {machine()}\n\n{figures_table(figures)}\n")


if __name__ == "__main__":
    main()
