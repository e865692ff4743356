"""Included pairs asked anew: samples that the search never saw, of its simulators and of models held out.

Samples differ in temperature's dice and in the order of options, and that order depends on the seed and the sample
alone: it is the same in every cell and for every model, so that cells differ in their text and in nothing else. Over
as many samples as there are options each option stands in each place once, because models favour places.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

from annotate.adversarial.choose import Answered, choose
from annotate.adversarial.fragment import translate_fragment
from annotate.adversarial.neutral import neutral
from annotate.inference.discourse_units import sentences
from annotate.llm import LLM, Unfinished
from builders.adversarial.evidence.cells import Asked, cells, lineage
from builders.adversarial.fitness import unfit_text, unfit_translation
from schemas.adversarial import Cell, FreshAnswer, NeutralText, SearchNode, SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem, Record

DRAFTS = 4
"""Neutral texts drafted for one perturbation until one is as long; models count characters badly."""
TOLERANCE = 0.2
"""Neutral text may be a fifth shorter or longer than the perturbation."""


async def fresh_answers(
    pair: SearchNode,
    seed: Problem,
    translation: SeedTranslation,
    *,
    nodes: Iterable[SearchNode],
    run: AdversarialRun,
    llm: LLM,
) -> list[Record]:
    """The neutral text and all fresh answers of a pair; `nodes` are those of its search.

    Without neutral text of its length a pair has no answers in the two cells that need it. Raises an `LLMError`.
    """
    path = lineage(pair, {node.node: node for node in nodes})
    filler = await neutral_text(path, seed, translation, run=run, llm=llm)
    asked = cells(path, seed, translation, filler)
    models = (*run.simulators, *run.held_out)
    answers = await asyncio.gather(
        *(
            _fresh(pair, cell, question, model=model, sample=sample, run=run, llm=llm)
            for (cell, question), model, sample in product(asked.items(), models, range(run.fresh))
        )
    )
    return [*([filler] if filler else []), *answers]


def option_order(seed: str, options: int, *, sample: int, run_seed: int) -> tuple[int, ...]:
    """The options of a seed as a sample shows them: a drawn order, turned by one place from sample to sample."""
    cycle, turn = divmod(sample, options)
    order = list(range(options))
    random.Random(f"{run_seed}/{seed}/{cycle}").shuffle(order)  # noqa: S311, a draw and no secret
    return (*order[turn:], *order[:turn])


async def neutral_text(
    path: Sequence[SearchNode], seed: Problem, translation: SeedTranslation, *, run: AdversarialRun, llm: LLM
) -> NeutralText | None:
    """A line of neutral text for each perturbation, in both languages; None when a model gives none that is fit.

    `answer_key` is that of the first English line; the others were asked in the same draft.
    """
    lines = [await _line(step, seed, translation, run=run, llm=llm) for step in path]
    written = [line for line in lines if line]
    if len(written) < len(path):
        return None
    return NeutralText(
        run=run.id,
        item=path[-1].node,
        english="\n".join(line.english for line in written),
        target="\n".join(line.target for line in written),
        answer_key=written[0].key,
    )


class _Line(NamedTuple):
    english: str
    target: str
    key: str


async def _line(
    step: SearchNode, seed: Problem, translation: SeedTranslation, *, run: AdversarialRun, llm: LLM
) -> _Line | None:
    """The first draft that keeps the rules for perturbations and is as long as this one, in both languages."""
    for draft in range(DRAFTS):
        try:
            text, key = await _drafted(step, seed, draft=draft, run=run, llm=llm)
            if not _as_long(text, step.perturbation) or unfit_text(text, question=seed.question, seed=seed):
                continue
            target, _key = await translate_fragment(text, target=step.language, llm=llm, model=run.translator)
        except Unfinished:
            continue
        unfit = unfit_translation(target, text=text, seed=seed, translation=translation)
        if not unfit and _as_long(target, step.perturbation_target):
            return _Line(text, target, key)
    return None


async def _drafted(step: SearchNode, seed: Problem, *, draft: int, run: AdversarialRun, llm: LLM) -> tuple[str, str]:
    """Neutral English, cut to the perturbation's length, and its key."""
    length = len(step.perturbation)
    temperature = run.perturber_temperature if draft else 0.0
    text, key = await neutral(
        seed.question,
        seed.choices,
        length=length,
        llm=llm,
        model=run.perturber,
        temperature=temperature,
        draft=draft,
    )
    return cut_to(text, length), key


def _as_long(text: str, model: str) -> bool:
    return abs(len(text) - len(model)) <= TOLERANCE * len(model)


def cut_to(text: str, length: int) -> str:
    """As many of the text's first sentences as come nearest to `length` characters; at least one."""
    beginnings = [text[:end].rstrip() for _start, end in sentences(text, "en")]
    return min(beginnings, key=lambda beginning: abs(len(beginning) - length), default=text)


async def asked_anew(
    asked: Asked, order: Sequence[int], *, model: str, sample: int, stage: str, run: AdversarialRun, llm: LLM
) -> Answered:
    """A model's answer to a question whose options are shown in that order, with the dice of that sample."""
    return await choose(
        asked.question,
        asked.choices,
        order=order,
        llm=llm,
        model=model,
        extractor=run.extractor,
        temperature=run.fresh_temperature,
        max_tokens=run.max_tokens,
        sample=sample,
        stage=stage,
    )


async def _fresh(
    node: SearchNode, cell: Cell, asked: Asked, *, model: str, sample: int, run: AdversarialRun, llm: LLM
) -> FreshAnswer:
    order = option_order(node.seed, len(asked.choices), sample=sample, run_seed=run.seed)
    answered = await asked_anew(asked, order, model=model, sample=sample, stage="fresh", run=run, llm=llm)
    return FreshAnswer(
        run=run.id,
        item=node.node,
        cell=cell,
        model=model,
        sample=sample,
        order=order,
        answer=answered.answer,
        choice=answered.choice,
        answer_key=answered.answer_key,
    )
