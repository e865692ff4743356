"""What an adversarial pair adds to the page: the question as it was, what was added, and how the simulators answered.

A pair shows a weakness only if both perturbed questions still ask what the seed asks, and if the target one is a good
translation: that is what people are asked (Cross-Lingual Pitfalls leaves it to models).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemas.adversarial import Side
from schemas.review_items import Addition, PerturbedView, ReviewItem

QUESTIONS = {
    "same question": "Do both still ask the same?",
    "natural": "Would people write so?",
    "translated": "Is it well translated?",
}


def added_texts(view: PerturbedView, side: Side) -> list[str]:
    """What the search added in one language, to be marked in the question."""
    return [_of(addition, side) for addition in view.additions]


def unperturbed(item: ReviewItem, view: PerturbedView) -> list[tuple[str, str]]:
    """The question with nothing added, by language."""
    return [(item.source_language, view.question), (item.target_language, view.question_target)]


def answers_table(item: ReviewItem, view: PerturbedView) -> dict[str, Any]:
    """The simulators' answers to the perturbed question, one row a model."""
    models = dict.fromkeys(answer.model for answer in view.answers)
    rows = [[model, *(_said(item, view, model, side) for side in _sides())] for model in models]
    return {
        "label": f"How {len(rows)} models answered",
        "head": ["model", item.source_language, item.target_language],
        "rows": rows,
    }


def letter(option: int) -> str:
    """Of an option, 0-based."""
    return chr(ord("A") + option)


def _sides() -> Iterator[Side]:
    yield "english"
    yield "target"


def _of(addition: Addition, side: Side) -> str:
    return addition.english if side == "english" else addition.target


def _said(item: ReviewItem, view: PerturbedView, model: str, side: Side) -> str:
    for answer in view.answers:
        if (answer.model, answer.side) == (model, side):
            if answer.choice is None:
                return "none of the options"
            return f"{letter(answer.choice)} {'✓' if str(answer.choice) == item.answer else '✗'}"
    return "not asked"
