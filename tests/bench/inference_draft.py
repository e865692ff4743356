"""Inference pairs drafted at the size of CDCL-NLI: 370 events of 25 pairs, three hypotheses each, one judge.

    python -m tests.bench.inference_draft [--events 370] [--concurrency 256]

The documents are made up, ten languages an event, and are read, compared and paired before the clock of the requests
starts (words at random, so translations are allowed); the far end answers after 200 ms, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.table import Figure, figures_table, machine
from tests.browser.serving import CHECKOUT
from tests.far_end.process import far_end

LATENCY = 0.2
WORDS = {
    "en": "the council port bridge storm minister opened closed after before near late early voted repaired ship",
    "es": "el consejo puerto puente tormenta ministra abrió cerró después antes cerca tarde temprano votó barco la",
    "fr": "le conseil port pont tempête ministre ouvert fermé après avant près tard tôt voté réparé navire la",
    "de": "der rat hafen brücke sturm ministerin öffnete schloss nach vor nahe spät früh wählte reparierte schiff",
    "it": "il consiglio porto ponte tempesta ministra aperto chiuso dopo prima vicino tardi presto votato nave la",
    "pt": "o conselho porto ponte tempestade ministra abriu fechou depois antes perto tarde cedo votou navio não",
    "ru": "совет порт мост шторм министр открыл закрыл после перед возле поздно рано голосовал корабль город река",
    "nl": "de raad haven brug storm minister opende sloot na voor dichtbij laat vroeg stemde herstelde schip het",
    "tr": "meclis liman köprü fırtına bakan açtı kapattı sonra önce yakın geç erken oyladı onardı gemi şehir",
    "pl": "rada port most burza minister otworzył zamknął po przed blisko późno wcześnie głosował statek miasto",
}


def clusters(path: Path, events: int) -> None:
    """GlobeSumm's shape; every sentence differs, and so do the languages' reports."""
    chance = random.Random(7)
    made = []
    for event in range(events):
        news = [
            {"language": language, "date": "2026-03-07", "title": "", "article": _article(chance, words.split(), event)}
            for language, words in WORDS.items()
        ]
        made.append({"date": "2026-03-07", "description": f"event {event}", "category": "made up", "news": news})
    path.write_text("\n".join(json.dumps(each, ensure_ascii=False) for each in made), encoding="utf-8")


def _article(chance: random.Random, words: list[str], event: int) -> str:
    sentences = (" ".join(chance.choices(words, k=14)) for _ in range(5))
    return " ".join(f"{sentence.capitalize()} {event * 10 + number}." for number, sentence in enumerate(sentences))


def drafted(folder: Path, events: int, concurrency: int) -> list[Figure]:
    clusters(folder / "made-up.jsonl", events)
    command = [
        sys.executable, "-m", "builders", "nli", "draft", "--clusters", "made-up.jsonl", "--model", "writer",
        "--judge", "judge", "--judged-alone", "0", "--translations", "allow",
        "--workspace", "w", "--concurrency", str(concurrency), "--json",
    ]  # fmt: skip
    with far_end(latency="200ms", bad_share=0) as server:
        own = os.environ | {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none", "PYTHONPATH": str(CHECKOUT)}
        began = time.perf_counter()
        said = subprocess.run(command, cwd=folder, env=own, check=True, capture_output=True, text=True)
        took, stats = time.perf_counter() - began, server.stats()
    made = json.loads(said.stdout)
    ideal = stats.received * LATENCY / concurrency
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    what = f"{made['came_in']:,} pairs, one judge, {stats.received:,} requests at {concurrency}"
    return [
        Figure(what, "hypotheses", 3 * made["made"], exactly=3 * made["came_in"]),
        Figure(what, "first request to last answer / ideal", (stats.last_at - stats.first_at) / ideal, at_most=2,
               timed=True),
        Figure(what, "whole command, reading and pairing included, s", took, timed=True),
        Figure(what, "peak memory, MB", peak, at_most=1024, timed=True),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.inference_draft", description=__doc__)
    parser.add_argument("--events", type=int, default=370)
    parser.add_argument("--concurrency", type=int, default=256)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = drafted(Path(folder), given.events, given.concurrency)
    print(f"{machine()}\n{figures_table(figures)}")  # noqa: T201
    sys.exit(any(not figure.held for figure in figures))


if __name__ == "__main__":
    main()
