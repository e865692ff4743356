"""The figures of the Hub crawl, beside a serial loop of the client library over the same far end, in the same run.

    python -m tests.bench.hub [--cards PATH] [--json]

Real cards, resampled under new ids; 20 ms between a request and its answer. The serial loop lists all datasets and
loads a sample of the cards with `DatasetCard.load`; the rest is extrapolated, as it would take minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from tests.bench.running import Ended, Running, end, start
from tests.bench.table import Figure, figures_table, machine
from tests.far_end.hub_options import SAMPLE
from tests.far_end.hub_process import HubEnd, hub

DATASETS = 5_000
LATENCY = 0.02
THREADS = 16
SERIAL_CARDS = 100
STOPS = 5
UNDER_WAY = 2 * (THREADS + 4 + 32)
"""Requests that a kill may cost: two for each answer that a thread waits for or that is on its way to the disk."""
TIMES = {"listed_at", "fetched_at", "at"}
TABLES = {
    "datasets": ["dataset"],
    "listings": ["language", "rank"],
    "cards": ["dataset"],
    "owners": ["owner"],
    "troubles": ["what", "url"],
}

_SERIAL = """
import json, sys, time
from huggingface_hub import DatasetCard, HfApi
began = time.monotonic()
listed = list(HfApi().list_datasets(sort="downloads", expand=["downloads", "cardData", "tags", "sha"]))
middle = time.monotonic()
for dataset in listed[:int(sys.argv[1])]:
    DatasetCard.load(dataset.id, ignore_metadata_errors=True)
print(json.dumps([len(listed), middle - began, time.monotonic() - middle]))
"""


def speed(cards: Sequence[Path]) -> list[Figure]:
    """Within the limits of a free account; what is asked for fits into one window, to the request."""
    with hub(datasets=DATASETS, latency=LATENCY, cards=cards) as server, tempfile.TemporaryDirectory() as folder:
        serial = _serial(server, Path(folder))
        server.reset()
        ended = _finish(_begin(server, Path(folder) / "snapshot", "--no-owners"))
        stats = server.stats()
        kept = json.loads(ended.out)
    what = f"{DATASETS:,} datasets, list + cards"
    return [
        Figure(what, "serial HfApi loop, s (extrapolated)", serial, timed=True),
        Figure(what, "wall, start-up included, s", ended.wall, timed=True),
        Figure(what, "wall / serial", ended.wall / serial, at_most=0.1, timed=True),
        Figure(what, "CPU a dataset, start-up included, ms", 1000 * ended.cpu / DATASETS, timed=True),
        Figure(what, "peak memory, MB", ended.peak_mb),
        Figure(what, "cards", kept["cards"].get("card", 0), exactly=DATASETS),
        Figure(what, "requests beyond the limit", sum(stats.beyond.values()), exactly=0),
    ]


def limited(cards: Sequence[Path]) -> list[Figure]:
    """Several windows, and an account that is faster than they allow."""
    amount, seconds = 1000, 4
    with (
        hub(datasets=DATASETS, latency=LATENCY, cards=cards, token_quota=[f"resolvers={amount}/{seconds}"]) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        ended = _finish(_begin(server, Path(folder) / "snapshot", "--no-owners"))
        stats = server.stats()
    ideal = (DATASETS // amount - 1) * seconds
    what = f"{amount:,} cards a {seconds} s"
    return [
        Figure(what, "wall / windows that must pass", ended.wall / ideal, timed=True),
        Figure(what, "requests beyond the limit", sum(stats.beyond.values()), exactly=0),
    ]


def stopped(cards: Sequence[Path], *, how: signal.Signals) -> list[Figure]:
    """Stopped five times and gone on with; the same snapshot as in one go."""
    limits = ["resolvers=1000/2", "api=2000/2"]
    with (
        hub(datasets=DATASETS, latency=LATENCY, cards=cards, page_rows=500, token_quota=limits) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        whole, parts = Path(folder) / "whole", Path(folder) / "parts"
        _finish(_begin(server, whole))
        asked = server.stats().asked
        server.reset()
        for stop in range(1, STOPS + 1):
            _stop_when(_begin(server, parts), server, asked=asked * stop // (STOPS + 1), how=how)
        _finish(_begin(server, parts))
        stats = server.stats()
        same = sum(_table(whole, name).equals(_table(parts, name)) for name in TABLES)
    what = f"stopped {STOPS} times by {how.name}"
    in_flight = STOPS * UNDER_WAY if how is signal.SIGKILL else 0
    return [
        Figure(what, "asked twice", stats.repeated, at_most=in_flight),
        Figure(what, "tables that came out the same", same, exactly=len(TABLES)),
        Figure(what, "requests beyond the limit", sum(stats.beyond.values()), exactly=0),
    ]


def _begin(server: HubEnd, folder: Path, *options: str) -> Running:
    command = [sys.executable, "-m", "builders", "hub", "crawl", "--all", "--to", str(folder), "--json", *options]
    return start([*command, "--concurrency", str(THREADS)], environment=_environment(server, folder))


def _finish(running: Running) -> Ended:
    ended = end(running)
    if ended.returncode:
        raise RuntimeError(f"the crawl ended with {ended.returncode}; its message is on stderr")
    return ended


def _stop_when(running: Running, server: HubEnd, *, asked: int, how: signal.Signals) -> None:
    """Signal the crawl once the far end has been asked so often in all, and wait for its end."""
    while running.process.poll() is None and server.stats().asked < asked:
        time.sleep(0.05)
    os.killpg(running.process.pid, how)
    running.process.communicate()
    while server.stats().in_flight:
        time.sleep(0.02)


def _serial(server: HubEnd, folder: Path) -> float:
    """Seconds that the client's own loop would take for all datasets."""
    ended = end(start([sys.executable, "-c", _SERIAL, str(SERIAL_CARDS)], environment=_environment(server, folder)))
    listed, listing, loading = json.loads(ended.out)
    return float(listing + loading / SERIAL_CARDS * listed)


def _environment(server: HubEnd, folder: Path) -> dict[str, str]:
    home = str(folder.parent / "hub-home")
    return {"HF_ENDPOINT": server.url, "HF_HOME": home, "HF_TOKEN": "hf_far_end", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}


def _table(folder: Path, name: str) -> pl.DataFrame:
    frame = pl.read_parquet(folder / f"{name}.parquet")
    return frame.drop(*TIMES, strict=False).sort(TABLES[name])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hub", description=__doc__)
    parser.add_argument("--cards", type=Path, nargs="+", default=[SAMPLE], help="folders or tars of real cards")
    parser.add_argument("--json", action="store_true", help="for machines")
    given = parser.parse_args()
    began = machine()
    figures = [
        *speed(given.cards),
        *limited(given.cards),
        *stopped(given.cards, how=signal.SIGINT),
        *stopped(given.cards, how=signal.SIGKILL),
    ]
    if given.json:
        sys.stdout.write(json.dumps([asdict(figure) | {"held": figure.held} for figure in figures]) + "\n")
        return
    sys.stdout.write(f"began {began}\nended {machine()}\n\n{figures_table(figures)}\n")


if __name__ == "__main__":
    main()
