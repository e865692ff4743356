"""How long a survey of the Hub takes, and how much memory: the real command on snapshots made here.

    python -m tests.bench.hub_survey [--cards PATH] [--json]

Real cards and their metadata, resampled under new ids; owners, dates and downloads are drawn from a seed. Nothing here
is a figure about the Hub.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.running import end, start
from tests.bench.table import Figure, figures_table, machine
from tests.far_end.hub_catalogue import Real, read_reals
from tests.far_end.hub_options import SAMPLE
from tests.hub_snapshots import write_snapshot

LANGUAGES = ("en", "zh", "ja", "ko")
TOP = 700
ROWS = 500_000
SEED = 8
EPOCH = datetime(2022, 3, 3, tzinfo=UTC)


def four_listings(reals: Sequence[Real], folder: Path) -> None:
    """700 datasets of each language, none of them in two listings, with their cards."""
    drawn, listings = random.Random(SEED), {}
    rows: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        fitting = [real for real in reals if f"language:{language}" in real.tags]
        names = [f"{language}-{number}/resampled" for number in range(TOP)]
        rows |= {name: row | {"card": text} for name, (text, row) in zip(names, _drawn(fitting, drawn), strict=False)}
        listings[language] = sorted(names, key=lambda name: -rows[name]["downloads"])
    write_snapshot(folder, listings, rows, top=TOP, ends="top")


def everything(reals: Sequence[Real], folder: Path) -> None:
    """Half a million datasets, without cards."""
    names = [f"someone-{number % 100_000}/resampled-{number}" for number in range(ROWS)]
    drawn = _drawn(reals, random.Random(SEED))
    rows = {name: row for name, (_text, row) in zip(names, drawn, strict=False)}
    names.sort(key=lambda name: -rows[name]["downloads"])
    write_snapshot(folder, {"*": names}, rows)


def _drawn(reals: Sequence[Real], drawn: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Cards with what a listing says of them, without end."""
    known = [(real.card.decode("utf-8", "replace"), real.tags, real.sizes) for real in reals]
    while True:
        text, tags, sizes = drawn.choice(known)
        yield (
            text,
            {
                "tags": tags,
                "downloads": int(20 * drawn.paretovariate(0.8)),
                "created_at": EPOCH + timedelta(hours=drawn.randrange(30_000)),
                "main_bytes": sizes.get("bytes"),
                "kind": drawn.choice(("user", "organization")),
            },
        )


def surveyed(snapshot: Path, languages: Sequence[str], *, what: str, seconds: float, megabytes: float) -> list[Figure]:
    """The command from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        options = [part for language in languages for part in ("--language", language)]
        command = [sys.executable, "-m", "builders", "hub", "survey", str(snapshot), *options, "--json"]
        ended = end(start([*command, "--to", folder]))
        if ended.returncode:
            raise RuntimeError(f"the survey ended with {ended.returncode}; its message is on stderr")
        pictures = len(list(Path(folder).glob("figures/*.png")))
    return [
        Figure(what, "datasets", json.loads(ended.out)["datasets"]),
        Figure(what, "pictures", pictures, exactly=8),
        Figure(what, "wall, start-up included, s", ended.wall, at_most=seconds, timed=True),
        Figure(what, "CPU, s", ended.cpu, timed=True),
        Figure(what, "peak memory of a process, MB", ended.peak_mb, at_most=megabytes),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hub_survey", description=__doc__)
    parser.add_argument("--cards", type=Path, nargs="+", default=[SAMPLE], help="folders or tars of real cards")
    parser.add_argument("--json", action="store_true", help="for machines")
    given = parser.parse_args()
    reals, began = read_reals(given.cards), machine()
    with tempfile.TemporaryDirectory() as folder:
        four, whole = Path(folder) / "four", Path(folder) / "everything"
        four_listings(reals, four)
        everything(reals, whole)
        figures = [
            *surveyed(four, LANGUAGES, what=f"4 x {TOP} cards, resampled", seconds=15, megabytes=1_500),
            *surveyed(whole, ("*", *LANGUAGES), what=f"{ROWS:,} metadata rows, resampled", seconds=60, megabytes=1_500),
        ]
    if given.json:
        sys.stdout.write(json.dumps([asdict(figure) | {"held": figure.held} for figure in figures]) + "\n")
        return
    sys.stdout.write(f"began {began}\nended {machine()}\n\n{figures_table(figures)}\n")


if __name__ == "__main__":
    main()
