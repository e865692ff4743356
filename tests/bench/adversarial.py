"""The figures of the adversarial search, against a far end whose models have set accuracies.

    python -m tests.bench.adversarial [speed calls killed languages] [--json]

Seeds are made up: four options of three words. What comes after the search (fresh answers, nulls, comparison of
languages) is switched off, so that calls and time are those of the search. Calls an expanded node leave the check of
meaning out, as the figures of the public implementation do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from annotate.llm import LLM, Endpoint
from builders.adversarial.search import search
from builders.adversarial.world import ModelWorld
from schemas.adversarial import SearchNode, SeedTranslation
from schemas.answers import AnswerJournal, usage
from schemas.records import Problem
from schemas.runs import load_adversarial_runs
from schemas.store import Store
from schemas.workspace import Workspace
from tests.bench.running import Ended, Running, end, kill_when, start
from tests.bench.table import Figure, figures_table, machine
from tests.far_end import chance
from tests.far_end.process import FarEnd, far_end

LATENCY = 0.05
CONCURRENCY = 64
SIMULATORS = tuple(f"simulator-{number}" for number in range(1, 6))
ENGLISH = 0.95
WRONG_OPTIONS = 3
LANGUAGES = ("ar", "bn", "el", "fa", "he", "hi", "ja", "ko", "te", "th", "zh-Hans", "zh-Hant", "ru", "uk", "vi", "tr")
_WHO = (
    "gardener", "sailor", "teacher", "baker", "painter", "nurse", "farmer", "judge", "miner", "driver", "writer",
)  # fmt: skip
_DID = (
    "opened", "sold", "carried", "painted", "counted", "washed", "borrowed", "mended", "measured", "buried", "copied",
)  # fmt: skip
_WHAT = (
    "lantern", "ladder", "violin", "basket", "mirror", "compass", "blanket", "kettle", "anchor", "hammer", "saddle",
)  # fmt: skip
_IDLE = ("--fresh", "0", "--null-share", "0", "--baseline-share", "0", "--common", "0", "--extractor", "")


def seeds(folder: Path, count: int) -> tuple[Path, Path]:
    """Multiple-choice questions, and what the far end needs to know their answers."""
    rows = []
    for number in range(count):
        what = [_draw(_WHAT, number, option, apart=True) for option in range(4)]
        choices = [f"the {_draw(_WHO, number, option)} {_draw(_DID, number, option)} a {each}"
                   for option, each in enumerate(what)]  # fmt: skip
        question = f"In story number {number}, which of these happened before the bell rang?"
        rows.append({"question": question, "choices": choices, "answer": choices[number % 4]})
    paths = folder / "seeds.jsonl", folder / "key.jsonl"
    keys = [row | {"answer": "ABCD"[number % 4]} for number, row in enumerate(rows)]
    for path, content in zip(paths, (rows, keys), strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in content), encoding="utf-8")
    return paths


def _draw(words: Sequence[str], *about: object, apart: bool = False) -> str:
    """A word by hash; `apart` gives each option another one."""
    first = chance.number("seed", *about[:1]) if apart else chance.number("seed", *about)
    return words[(first + (int(str(about[1])) if apart else 0)) % len(words)]


def speed() -> list[Figure]:
    """Eight seeds with the paper's width and depths."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file, key = seeds(folder, 8)
        with endpoint(key, target=0.7) as server:
            ended = drafted(server, file, folder / "w", ["ko"])
            stats = server.stats()
    ideal = stats.received * LATENCY / CONCURRENCY
    what = f"8 seeds, 5 simulators, {stats.received:,} calls at {CONCURRENCY}"
    return [
        Figure(what, "first call to last answer / ideal", (stats.last_at - stats.first_at) / ideal, at_most=1.5,
               timed=True),
        Figure(what, "whole command / ideal", ended.wall / ideal, timed=True),
        Figure(what, "CPU a call, ms", 1000 * ended.cpu / stats.received, at_most=5, timed=True),
    ]  # fmt: skip


def calls() -> list[Figure]:
    """Calls an expanded node, beside the public implementation's formula and beside asking every vote."""
    return [figure for target in (0.5, 0.7, 0.9) for figure in asyncio.run(_calls(target))]


async def _calls(target: float) -> list[Figure]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file, key = seeds(folder, 8)
        with endpoint(key, target=target, latency=0.0) as server:
            workspace = Workspace(folder / "w")
            _kept = drafted(server, file, workspace.root, ["ko"])  # gives the run, seeds and translations
            frugal, everything = [
                await _searched(server, workspace, folder / f"{exhaustive}.sqlite", exhaustive=exhaustive)
                for exhaustive in (False, True)
            ]
    if frugal.pairs != everything.pairs:
        raise RuntimeError("the searches found different pairs")
    what = f"target accuracy {target:g}, {frugal.expanded} nodes expanded"
    passed = ENGLISH ** len(SIMULATORS)
    reference = WRONG_OPTIONS * (2 + 2 * len(SIMULATORS) * (1 + passed))
    own = frugal.calls / frugal.expanded
    return [
        Figure(what, "calls a node", own),
        Figure(what, "/ public implementation", own / reference, at_most=0.5),
        Figure(what, "/ ours asking every vote", frugal.calls / everything.calls,
               at_most=0.75 if target == 0.7 else None),
    ]  # fmt: skip


class Searched:
    """What some searches took."""

    def __init__(self, nodes: Sequence[SearchNode], journal: Path) -> None:
        self.pairs = [node.node for node in nodes if node.fate == "included"]
        self.expanded = len({node.parent for node in nodes if node.parent})
        stages = {used.stage: 0 for used in usage(journal)}
        for used in usage(journal):
            stages[used.stage] += used.answers
        self.calls = sum(answers for stage, answers in stages.items() if stage != "meaning")


async def _searched(server: FarEnd, workspace: Workspace, journal: Path, *, exhaustive: bool) -> Searched:
    """The searches of all valid seeds with an empty journal; the calls for seeds as they are do not count."""
    run = load_adversarial_runs(workspace.runs)[0]
    store = Store(workspace.store)
    problems = {seed.item: seed for seed in store.all(Problem)}
    nodes: list[SearchNode] = []
    with AnswerJournal(journal) as answers:
        llm = LLM(Endpoint(server.url, "none"), answers, run=run.id, concurrency=CONCURRENCY)
        for text in store.all(SeedTranslation):
            seed = problems[text.seed]
            world = ModelWorld(run, seed, text, "search", llm)
            root = next(node for node in store.all(SearchNode) if node.fate == "root" and node.seed == text.seed)
            found = await search(root, world, run.search, exhaustive=exhaustive)
            nodes += found.nodes
        await llm.close()
    return Searched(nodes, journal)


def killed() -> list[Figure]:
    """A hundred seeds in four languages, killed three times."""
    languages = ["ar", "ja", "ko", "th"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file, key = seeds(folder, 100)
        with endpoint(key, target=0.7, latency=0.0) as server:
            whole = drafted(server, file, folder / "whole", languages)
            asked = server.stats().received
            server.reset()
            for part in (0.25, 0.5, 0.75):
                kill_when(begun(server, file, folder / "killed", languages), server, received=int(part * asked))
            drafted(server, file, folder / "killed", languages)
            stats = server.stats()
        nodes, broken = (
            {node.node: node for node in Store(folder / name / "store.duckdb").all(SearchNode)}
            for name in ("whole", "killed")
        )
    what = f"100 seeds, 4 languages, {asked:,} calls"
    differ = sum(nodes.get(name) != broken.get(name) for name in nodes | broken)
    return [
        Figure(what, "nodes", len(nodes)),
        Figure(what, "wall, s", whole.wall, timed=True),
        Figure(what, "CPU a call, ms", 1000 * whole.cpu / asked, at_most=5, timed=True),
        Figure(what, "peak memory, MB", whole.peak_mb, at_most=600, timed=True),
        Figure(f"{what}, killed three times", "nodes that differ", differ, exactly=0),
        Figure(f"{what}, killed three times", "calls above those of the unbroken run", stats.received - asked),
        Figure(f"{what}, killed three times", "answered calls sent again", stats.repeated, exactly=0),
    ]  # fmt: skip


def languages() -> list[Figure]:
    """Sixteen languages in one run, beside a run for each."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file, key = seeds(folder, 3)
        with endpoint(key, target=0.7, latency=0.0) as server:
            drafted(server, file, folder / "together", LANGUAGES)
            together = server.stats().received
            server.reset()
            for language in LANGUAGES:
                drafted(server, file, folder / language, [language])
            apart = server.stats().received
    return [
        Figure("3 seeds, 16 languages", f"{together:,} calls / {apart:,} of 16 runs", together / apart, at_most=0.85)
    ]


def endpoint(key: Path, *, target: float, latency: float = LATENCY):
    """Simulators with set accuracies; the writer translates without faults."""
    models = [*SIMULATORS, "writer"]
    return far_end(
        latency=f"{1000 * latency:g}ms", bad_share=0, model=models, key_file=key,
        accuracy=dict.fromkeys(SIMULATORS, ENGLISH), accuracy_target=dict.fromkeys(SIMULATORS, target),
    )  # fmt: skip


def begun(server: FarEnd, file: Path, workspace: Path, languages: Sequence[str]) -> Running:
    command = [
        sys.executable, "-m", "builders", "adversarial", "draft", "--input", str(file), "--model", "writer",
        "--choices-column", "choices", "--workspace", str(workspace), "--concurrency", str(CONCURRENCY),
        "--max-answer-tokens", "256", "--json", *_IDLE,
    ]  # fmt: skip
    named = [("--simulator", model) for model in SIMULATORS] + [("--to", language) for language in languages]
    environment = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none"}
    return start([*command, *(word for pair in named for word in pair)], environment=environment)


def drafted(server: FarEnd, file: Path, workspace: Path, languages: Sequence[str]) -> Ended:
    ended = end(begun(server, file, workspace, languages))
    if ended.returncode:
        raise RuntimeError(f"draft ended with {ended.returncode}; its message is on stderr")
    return ended


SCENARIOS: dict[str, Callable[[], list[Figure]]] = {
    "speed": speed, "calls": calls, "killed": killed, "languages": languages,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.adversarial", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENARIOS)}; all when left out")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in SCENARIOS]:
        parser.error(f"no such figures: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    figures = [figure for name in given.names or SCENARIOS for figure in SCENARIOS[name]()]
    print(f"{machine()}\n{figures_table(figures)}")  # noqa: T201
    sys.exit(any(not figure.held for figure in figures))


if __name__ == "__main__":
    main()
