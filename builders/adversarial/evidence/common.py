"""Perturbed questions asked in every language, so that languages are compared on the same questions.

Drawn among all that the searches evaluated, in whatever language and whatever became of them: included pairs were
chosen for failing in one language and would say nothing but that. Every simulator is asked every question in full.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from annotate.adversarial.choose import choose
from annotate.adversarial.fragment import translate_fragment
from annotate.llm import LLM, Unfinished
from builders.adversarial.evidence.cells import Addition, Asked, lineage, with_additions
from builders.adversarial.evidence.nulls import evaluated
from schemas.adversarial import CommonAnswer, SearchNode, SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import fraction, short_digest
from schemas.records import Problem

ENGLISH = "en"


class CommonQuestion(NamedTuple):
    """A perturbed English question, under a name that does not depend on the language it was found in."""

    name: str
    seed: str
    question: str
    additions: tuple[Addition, ...]
    """English, in the order in which they were added."""


def common_questions(nodes: Sequence[SearchNode], run: AdversarialRun) -> list[CommonQuestion]:
    """`run.common` questions, or all when there are fewer: one drawn from each seed, then a second, and so on."""
    searched = {node.node: node for node in nodes if node.arm == "search"}
    questions: dict[str, CommonQuestion] = {}
    for node in evaluated(searched.values()):
        question = _question(node, lineage(node, searched), run)
        questions[question.name] = question
    return [question for _turn, _lot, question in sorted(_in_turns(questions.values(), run))[: run.common]]


def _question(node: SearchNode, path: Iterable[SearchNode], run: AdversarialRun) -> CommonQuestion:
    name = f"{run.id}-{short_digest(node.question.encode())}"
    return CommonQuestion(
        name, node.seed, node.question, tuple(Addition(step.perturbation, step.place) for step in path)
    )


def _in_turns(questions: Iterable[CommonQuestion], run: AdversarialRun) -> list[tuple[int, float, CommonQuestion]]:
    """Each question with its seed's turn and its lot, so that seeds with large searches do not crowd others out."""
    by_seed: dict[str, list[tuple[float, CommonQuestion]]] = defaultdict(list)
    for question in questions:
        by_seed[question.seed].append((fraction(run.seed, "common", question.name), question))
    return [(turn, *drawn) for lots in by_seed.values() for turn, drawn in enumerate(sorted(lots))]


async def common_answers(
    question: CommonQuestion,
    seed: Problem,
    translations: Mapping[str, SeedTranslation],
    *,
    run: AdversarialRun,
    llm: LLM,
) -> list[CommonAnswer]:
    """All simulators in English and in each target, with `translations` of the seed by language.

    A target without a translation of the seed or of an added text has no answers. Raises an `LLMError`.
    """
    asked = {ENGLISH: Asked(question.question, seed.choices)}
    for language, translation in sorted(translations.items()):
        translated = await _translated(question, translation, run=run, llm=llm)
        if translated:
            asked[language] = translated
    return await asyncio.gather(
        *(
            _answer(question, language, text, model=model, run=run, llm=llm)
            for (language, text), model in product(asked.items(), run.simulators)
        )
    )


async def _translated(
    question: CommonQuestion, translation: SeedTranslation, *, run: AdversarialRun, llm: LLM
) -> Asked | None:
    """The perturbed question in a target language; the searches have asked for most of it already."""
    try:
        texts = [
            await translate_fragment(addition.text, target=translation.language, llm=llm, model=run.translator)
            for addition in question.additions
        ]
    except Unfinished:
        return None
    additions = [Addition(text, english.place) for (text, _key), english in zip(texts, question.additions, strict=True)]
    return Asked(with_additions(translation.question, additions), translation.choices)


async def _answer(
    question: CommonQuestion, language: str, asked: Asked, *, model: str, run: AdversarialRun, llm: LLM
) -> CommonAnswer:
    answered = await choose(
        asked.question,
        asked.choices,
        order=range(len(asked.choices)),
        llm=llm,
        model=model,
        extractor=run.extractor,
        temperature=run.temperature,
        max_tokens=run.max_tokens,
        stage="common",
    )
    return CommonAnswer(
        run=run.id,
        seed=question.seed,
        question=question.name,
        language=language,
        model=model,
        choice=answered.choice,
        answer_key=answered.answer_key,
    )
