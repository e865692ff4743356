"""What a search for adversarial bilingual questions is made of, as frozen records (Cross-Lingual Pitfalls).

    seed   arc-adversarial-3fa9c1d2e4b5             an English multiple-choice question: a `Problem`
    node   arc-adversarial-9c01be7755aa             the seed with so many perturbations added, in one target language

A node that the search includes is an item: people are asked about it, and a release holds it. Every node is a row,
whatever became of it, so that a search can be drawn and told again.
"""

from __future__ import annotations

from typing import Literal

from schemas.records import Record

Side = Literal["english", "target"]
Place = Literal["before", "after"]
Arm = Literal["search", "neutral", "one-shot"]
"""The search; the same search with neutral perturbations (a null); perturbations without a search (a baseline)."""
Fate = Literal[
    "root", "included", "beam", "cut", "gate", "meaning", "contains option", "unfit", "duplicate", "failed", "over"
]
"""Why a node was kept or not.

included         V reached `include`
beam             kept and expanded further
cut              its V, or the most that it could become, was not among the best `width`
gate             English accuracy fell below 1 - epsilon
meaning          S fell below theta, in English or in the target language
contains option  the perturbation holds an option of the question, right or wrong
unfit            the perturbation or its translation breaks a rule: language, numbers, length
duplicate        another node of the search has the same English question
failed           a model gave no perturbation or no translation
over             good enough, but its seed had given `max_per_seed` pairs
"""
Cell = Literal["E0", "E+dE", "T0", "T+dT", "T+dE", "E+n", "T+n"]
"""Question and added text: English or target; nothing, the perturbation in English or in the target, neutral text."""
CELLS: tuple[Cell, ...] = ("E0", "E+dE", "T0", "T+dT", "T+dE", "E+n", "T+n")


class SeedTranslation(Record):
    """A seed in one of the target languages, found fit to be answered: options in the seed's order."""

    run: str
    seed: str
    language: str
    """BCP-47 tag."""
    question: str
    choices: tuple[str, ...]
    translator: str
    answer_key: str


class Vote(Record):
    """What one model answered to one question."""

    side: Side
    model: str
    answer: str
    """Verbatim."""
    choice: int | None
    """0-based in the seed's order of options; None when the answer names none of them, which counts as wrong."""
    extracted: bool
    """Whether a model had to be asked which option the answer means."""
    answer_key: str
    """Empty when the model finished no answer."""


class SearchNode(Record):
    """A seed with perturbations added, in English and in one target language."""

    run: str
    node: str
    seed: str
    language: str
    arm: Arm
    parent: str
    """Empty for the root, which is the seed itself."""
    depth: int
    """Perturbations added; 0 for the root."""
    wrong_option: int
    """The option that the last perturbation leans on, 0-based; -1 when it leans on none."""
    draft: int
    """Which of the perturbations drafted from that option, from 0."""
    place: Place
    """Where the last perturbation stands, by a rule that looks at its text alone."""
    perturbation: str
    perturbation_target: str
    question: str
    """English, with all perturbations."""
    question_target: str
    meaning: float | None
    """S of the English question against the seed, in [0, 1]; None when not asked."""
    meaning_target: float | None
    votes: tuple[Vote, ...]
    """Those that were asked for; the others could change nothing."""
    accuracy: float | None
    """Share of the simulators that are right in English, in [0, 1]; None unless all were asked."""
    accuracy_target: float | None
    value: float | None
    """V = accuracy ** gamma - accuracy_target; None unless both are known."""
    fate: Fate
    why: str
    """One sentence, with the figures; empty for the root."""


class FreshAnswer(Record):
    """One answer that selection never saw: to a cell of an included pair, sampled anew with the options permuted."""

    run: str
    item: str
    cell: Cell
    model: str
    sample: int
    """From 0."""
    order: tuple[int, ...]
    """The seed's options in the order in which they were shown."""
    answer: str
    choice: int | None
    """In the seed's order; None when unparsable."""
    answer_key: str


class NeutralText(Record):
    """Text of a perturbation's length that leans on nothing, beside an included pair."""

    run: str
    item: str
    english: str
    target: str
    answer_key: str


class ResampledNode(Record):
    """The null of a search: its unperturbed seed asked once more in the target language, as if it were a node."""

    run: str
    seed: str
    language: str
    number: int
    """From 0, at most as many as the search evaluated nodes."""
    right: int
    """Simulators that were right, of those asked."""
    asked: int
    """Fewer than all when the rest could not make it pass."""
    passes: bool
    """By the search's own inclusion rule."""


class CommonAnswer(Record):
    """One simulator's answer to a perturbed question that is asked in every language: so languages are compared."""

    run: str
    seed: str
    question: str
    """Name of the perturbed question, the same in all languages."""
    language: str
    """`en`, or one of the targets."""
    model: str
    choice: int | None
    answer_key: str
