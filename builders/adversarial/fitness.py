"""Rules that an added text and its translation must keep; each says what becomes of one that breaks it, and why.

    Rome has more fountains than Paris.      contains option   the perturbation holds a wrong option: Rome
    Der Zug fährt um sieben.  (for Korean)   unfit             the translation is not fit: reads as de (100%), not ko

An option in the text is chosen for being there, which is another weakness than the one searched for: almost half of
the published perturbations hold a wrong one, and one in twenty the right one. The checks are those of `annotate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from annotate.checks.no_preamble import no_preamble
from annotate.checks.not_copied import not_copied
from annotate.checks.numbers_survive import numbers_survive
from annotate.checks.pair import Noticed, Pair
from annotate.checks.refusal import refusal
from annotate.checks.repeated import repeated
from annotate.checks.target_language import target_language
from builders.adversarial.joining import ends_as_sentence
from builders.adversarial.option_mentions import option_in
from schemas.adversarial import SeedTranslation
from schemas.records import Problem, Translation

LONGEST = 500
"""Characters of English. One or two sentences have some 200; more is a story, or a model that does not stop."""
LONGEST_TRANSLATION = 1000
"""No language needs twice the characters of English for the same; a loop does."""

_OF_THE_TEST = re.compile(
    r"\b(?:the|this|wrong|right|correct|incorrect)\s(?:wrong\s|right\s|correct\s|incorrect\s)?(?:question|answer|option|choice)s?\b",
    re.IGNORECASE,
)
"""A writer that tells of its task; 35 of the published perturbations speak of distracting."""
_Check = Callable[[Pair], Iterator[Noticed]]
_OF_ENGLISH: tuple[_Check, ...] = (refusal, no_preamble, target_language, repeated)
_OF_TRANSLATION: tuple[_Check, ...] = (*_OF_ENGLISH, numbers_survive, not_copied)


class Unfit(NamedTuple):
    """What becomes of a node, and one sentence why."""

    fate: Literal["unfit", "contains option"]
    why: str


def unfit_text(text: str, *, question: str, seed: Problem) -> Unfit | None:
    """The first rule that an English text breaks which is to stand beside `question`; None when it is fit."""
    if not text:
        return Unfit("unfit", "the perturbation is empty")
    if len(text) > LONGEST:
        return Unfit("unfit", f"the perturbation has {len(text):,} characters, more than {LONGEST:,}")
    if text in question or seed.question in text:
        return Unfit("unfit", "the perturbation repeats what stands in the question")
    if not ends_as_sentence(text):
        return Unfit("unfit", "the perturbation breaks off before the end of a sentence")
    if told := _OF_THE_TEST.search(text):
        return Unfit("unfit", f"the perturbation speaks of the test itself: {told.group()}")
    pair = _pair(seed, seed.question, text, seed.language)
    return _flaw(pair, _OF_ENGLISH, "perturbation") or _holding(text, seed.choices, int(seed.answer), "perturbation")


def unfit_translation(translated: str, *, text: str, seed: Problem, translation: SeedTranslation) -> Unfit | None:
    """The first rule that the translation of the English `text` breaks; None when it is fit."""
    if not translated:
        return Unfit("unfit", "the translation is empty")
    if len(translated) > LONGEST_TRANSLATION:
        return Unfit("unfit", f"the translation has {len(translated):,} characters, more than {LONGEST_TRANSLATION:,}")
    pair = _pair(seed, text, translated, translation.language)
    flaw = _flaw(pair, _OF_TRANSLATION, "translation")
    return flaw or _holding(translated, translation.choices, int(seed.answer), "translation")


def _flaw(pair: Pair, checks: Sequence[_Check], what: str) -> Unfit | None:
    noticed = next((each for check in checks for each in check(pair)), None)
    return Unfit("unfit", f"the {what} is not fit: {noticed.message}") if noticed else None


def _holding(text: str, choices: Sequence[str], gold: int, what: str) -> Unfit | None:
    held = option_in(text, choices)
    if held is None:
        return None
    which = "the right option" if held == gold else "a wrong option"
    return Unfit("contains option", f"the {what} holds {which}: {choices[held]}")


def _pair(seed: Problem, source: str, text: str, language: str) -> Pair:
    """A text and what it comes from, as the checks want to see them."""
    translation = Translation(
        run=seed.run, item=seed.item, revision=0, question=text, choices=(), translator="", answer_key=""
    )
    problem = seed.model_copy(update={"question": source, "choices": ()})
    return Pair(problem=problem, translation=translation, target=language)
