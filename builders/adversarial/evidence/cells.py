"""The seven cells of a pair: the seed's question in two languages, with nothing, the perturbations or neutral text.

    E0     Which gas do plants take in?          E+dE   It was late. Which gas do plants take in?
    T0     植物吸收哪种气体？                      T+dT   夜深了。植物吸收哪种气体？
    T+dE   It was late. 植物吸收哪种气体？         T+n    公交车准时到了。植物吸收哪种气体？

Options are those of the question's language. Added texts stand where the search put them, the first one innermost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from builders.adversarial.joining import joined
from schemas.adversarial import Cell, NeutralText, Place, SearchNode, SeedTranslation
from schemas.records import Problem


class Asked(NamedTuple):
    """A multiple-choice question, its options in the seed's order."""

    question: str
    choices: tuple[str, ...]


class Addition(NamedTuple):
    """A text and where it stands beside what was there before."""

    text: str
    place: Place


def lineage(node: SearchNode, nodes: Mapping[str, SearchNode]) -> list[SearchNode]:
    """The nodes from the first perturbation to this one, without the root; `nodes` are those of its search by name."""
    path = []
    while node.parent:
        path.append(node)
        node = nodes[node.parent]
    return path[::-1]


def cells(
    path: Sequence[SearchNode], seed: Problem, translation: SeedTranslation, neutral: NeutralText | None
) -> dict[Cell, Asked]:
    """What stands in each cell of the last node of `path`; those with neutral text are left out when there is none."""
    node = path[-1]
    english = [Addition(step.perturbation, step.place) for step in path]
    questions: dict[Cell, str] = {
        "E0": seed.question,
        "E+dE": node.question,
        "T0": translation.question,
        "T+dT": node.question_target,
        "T+dE": with_additions(translation.question, english),
    }
    if neutral:
        questions["E+n"] = with_additions(seed.question, _instead(neutral.english, path))
        questions["T+n"] = with_additions(translation.question, _instead(neutral.target, path))
    return {
        cell: Asked(question, seed.choices if cell.startswith("E") else translation.choices)
        for cell, question in questions.items()
    }


def with_additions(question: str, additions: Iterable[Addition]) -> str:
    """The question with texts joined to it one after the other, as the search does."""
    for addition in additions:
        question = joined(question, addition.text, addition.place)
    return question


def _instead(neutral: str, path: Sequence[SearchNode]) -> list[Addition]:
    """Neutral text, a line for each perturbation, at the places of the perturbations."""
    return [Addition(text, step.place) for text, step in zip(neutral.split("\n"), path, strict=True)]
