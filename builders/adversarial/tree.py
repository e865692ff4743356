"""A search as it was: every node under its parent, with its figures and why it was kept or not.

E 1.00  T 0.60  V 0.40  Which gas do green plants take in to make sugar?
├─ included         E 1.00  T 0.20  V 0.80  before, leans on A: A class had just
│      measured how lively its pupils felt. (V is 0.80, at least 0.8)
└─ gate             E    -  T    -  V    -  after, leans on D: The teacher pointed
       at the balloons. (1 of 1 answers are wrong)
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from builders.accounts_text import WIDTH
from schemas.adversarial import Arm, Fate, SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.faults import Fault
from schemas.runs import load_adversarial_runs
from schemas.store import Store
from schemas.workspace import Workspace

TEXT_CHARACTERS = 90
_FATE = max(map(len, get_args(Fate)))
_CONTINUED = 4
"""Columns by which the further lines of a node stand in."""


class TreeError(Fault):
    """No such search; the message says what there is."""


def search_of(
    workspace: Workspace, seed: str, *, language: str | None = None, arm: Arm = "search"
) -> list[list[SearchNode]]:
    """The nodes of each search of a seed, one a language, each with its root first; a pair's name will do for a seed's.

    Raises `TreeError` when there is none.
    """
    runs = load_adversarial_runs(workspace.runs)
    nodes = [node for run in runs for node in _nodes(workspace, run) if node.arm == arm]
    seeds = {node.seed for node in nodes if seed in {node.seed, node.node}}
    languages = sorted({node.language for node in nodes if node.seed in seeds and language in {None, node.language}})
    if not languages:
        some = ", ".join(sorted({node.seed for node in nodes})[:3])
        which = "" if arm == "search" else f" by the arm {arm}"
        where = f" in {language}" if language else ""
        raise TreeError(f"no search of {seed}{where}{which}: there are {some or 'none'}")
    searches = []
    for one in languages:
        own = [node for node in nodes if node.seed in seeds and node.language == one]
        searches.append(sorted(own, key=lambda node: (node.depth, node.node)))
    return searches


def _nodes(workspace: Workspace, run: AdversarialRun) -> list[SearchNode]:
    return Store(workspace.store).all(SearchNode, run=run.id)


def render(search: Sequence[SearchNode]) -> str:
    """One search as text."""
    children: dict[str, list[SearchNode]] = {}
    for node in search:
        children.setdefault(node.parent, []).append(node)
    root = search[0]
    head = f"{root.seed} in {root.language}: {len(search) - 1} nodes"
    whole = textwrap.wrap(f"{_figures(root)}  {_short(root.question)}", WIDTH, subsequent_indent=" " * _CONTINUED)
    return "\n".join([head, *whole, *_below(root, children, "")])


def _below(node: SearchNode, children: Mapping[str, Sequence[SearchNode]], indent: str) -> Iterator[str]:
    own = sorted(children.get(node.node, ()), key=lambda child: (child.wrong_option, child.draft))
    for number, child in enumerate(own, start=1):
        last = number == len(own)
        inner = indent + ("   " if last else "│  ")
        yield from textwrap.wrap(
            _line(child), WIDTH,
            initial_indent=f"{indent}{'└─' if last else '├─'} ", subsequent_indent=inner + " " * _CONTINUED,
        )  # fmt: skip
        yield from _below(child, children, inner)


def _line(node: SearchNode) -> str:
    leans = f"leans on {chr(ord('A') + node.wrong_option)}"
    return f"{node.fate:<{_FATE}}  {_figures(node)}  {node.place}, {leans}: {_short(node.perturbation)} ({node.why})"


def _figures(node: SearchNode) -> str:
    told = {"E": node.accuracy, "T": node.accuracy_target, "V": node.value}
    return "  ".join(f"{name} {'   -' if value is None else format(value, '.2f')}" for name, value in told.items())


def _short(text: str) -> str:
    """One line of printable text."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= TEXT_CHARACTERS else line[: TEXT_CHARACTERS - 3] + "..."
