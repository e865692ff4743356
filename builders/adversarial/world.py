"""What a search meets: models that perturb, translate, compare and answer, for one seed in one language.

    parent -> a perturbation for each wrong option -> fit? -> its translation -> fit? -> same meaning? -> child

Perturbations are asked for with the English question alone, and so are English votes and S in English: what several
languages have in common has one key in the journal, and is asked once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from annotate.adversarial.choose import choose
from annotate.adversarial.fragment import translate_fragment
from annotate.adversarial.meaning import Meaning, meaning
from annotate.adversarial.neutral import neutral
from annotate.adversarial.perturbation import perturb
from annotate.language_names import language_name
from annotate.llm import LLM, Unfinished
from builders.adversarial.fitness import Unfit, unfit_text, unfit_translation
from builders.adversarial.joining import joined, place_of
from schemas.adversarial import Arm, Fate, SearchNode, SeedTranslation, Side, Vote
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import canonical_json, short_digest
from schemas.records import Problem

NEUTRAL_CHARACTERS = 200
"""A perturbation of one or two sentences has about as many."""


@dataclass(frozen=True)
class ModelWorld:
    """One seed, one language and one arm of a run; a `search.World`."""

    run: AdversarialRun
    seed: Problem
    translation: SeedTranslation
    arm: Arm
    llm: LLM

    @property
    def simulators(self) -> Sequence[str]:
        return self.run.simulators

    @property
    def gold(self) -> int:
        return int(self.seed.answer)

    @property
    def root(self) -> SearchNode:
        """The seed as it is."""
        return self._named(
            SearchNode(
                run=self.run.id, node="", seed=self.seed.item, language=self.translation.language, arm=self.arm,
                parent="", depth=0, wrong_option=-1, draft=0, place="after", perturbation="", perturbation_target="",
                question=self.seed.question, question_target=self.translation.question, meaning=None,
                meaning_target=None, votes=(), accuracy=None, accuracy_target=None, value=None, fate="root", why="",
            )
        )  # fmt: skip

    async def expand(self, parent: SearchNode) -> list[SearchNode]:
        """A child for each wrong option and draft, in this order; those that break a rule say which."""
        wrong = [option for option in range(len(self.seed.choices)) if option != self.gold]
        return await asyncio.gather(
            *(self._child(parent, option, draft) for option in wrong for draft in range(self.run.search.drafts))
        )

    async def vote(self, node: SearchNode, side: Side, simulator: str) -> Vote:
        """A simulator's answer, with the options in the seed's order; raises an `LLMError`."""
        if side == "english":
            return await ask(node.question, self.seed.choices, side, simulator, run=self.run, llm=self.llm)
        return await ask(node.question_target, self.translation.choices, side, simulator, run=self.run, llm=self.llm)

    async def _child(self, parent: SearchNode, option: int, draft: int) -> SearchNode:
        """The child as far as it comes: a model's failure to write is a fate, and not an error."""
        child = _unwritten(parent, option, draft)
        steps: tuple[tuple[str, Callable[[SearchNode], Awaitable[SearchNode]]], ...] = (
            ("perturbation", self._perturbed), ("translation", self._translated), ("comparison", self._compared),
        )  # fmt: skip
        for what, step in steps:
            try:
                child = await step(child)
            except Unfinished as failure:
                child = _refused(child, "failed", f"no {what}: {failure}")
            if child.fate != "beam":
                break
        return self._named(child)

    async def _perturbed(self, child: SearchNode) -> SearchNode:
        text = await self._added_text(child)
        place = place_of(text, self.seed.question)
        question = joined(child.question, text, place)
        unfit = unfit_text(text, question=child.question, seed=self.seed)
        return _grown(child, unfit, perturbation=text, place=place, question=question)

    async def _added_text(self, child: SearchNode) -> str:
        run, choices = self.run, self.seed.choices
        if self.arm == "neutral":
            number = child.wrong_option * run.search.drafts + child.draft
            text, _key = await neutral(
                child.question, choices, length=NEUTRAL_CHARACTERS,
                llm=self.llm, model=run.perturber, temperature=run.perturber_temperature, draft=number,
            )  # fmt: skip
        else:
            text, _key = await perturb(
                child.question, choices, child.wrong_option,
                llm=self.llm, model=run.perturber, temperature=run.perturber_temperature, draft=child.draft,
            )  # fmt: skip
        return text

    async def _translated(self, child: SearchNode) -> SearchNode:
        english, target = child.perturbation, self.translation.language
        text, _key = await translate_fragment(english, target=target, llm=self.llm, model=self.run.translator)
        question = joined(child.question_target, text, child.place)
        unfit = unfit_translation(text, text=english, seed=self.seed, translation=self.translation)
        return _grown(child, unfit, perturbation_target=text, question_target=question)

    async def _compared(self, child: SearchNode) -> SearchNode:
        """S against the seed, in both languages at once."""
        english, target = await asyncio.gather(
            self._meaning(self.seed.question, child.question, self.seed.choices),
            self._meaning(self.translation.question, child.question_target, self.translation.choices),
        )
        child = child.model_copy(update={"meaning": english.score, "meaning_target": target.score})
        settings = self.run.search
        changed = _changed(english, settings.theta, self.seed.language)
        changed = changed or _changed(target, settings.theta_target, self.translation.language)
        return _refused(child, "meaning", changed) if changed else child

    async def _meaning(self, original: str, perturbed: str, choices: Sequence[str]) -> Meaning:
        return await meaning(original, perturbed, choices, llm=self.llm, judge=self.run.meaning)

    def _named(self, node: SearchNode) -> SearchNode:
        content = [node.seed, node.language, node.arm, node.parent, node.wrong_option, node.draft, node.perturbation]
        return node.model_copy(update={"node": f"{self.run.id}-{short_digest(canonical_json(content))}"})


async def ask(
    question: str, choices: Sequence[str], side: Side, simulator: str, *, run: AdversarialRun, llm: LLM
) -> Vote:
    """A simulator's answer to options in the seed's order; raises an `LLMError`."""
    answered = await choose(
        question, choices, order=range(len(choices)), llm=llm, model=simulator, extractor=run.extractor,
        temperature=run.temperature, max_tokens=run.max_tokens,
    )  # fmt: skip
    return Vote(side=side, model=simulator, **answered._asdict())


def _changed(said: Meaning, least: float, language: str) -> str:
    """One sentence when S is too low, with the judge's reason; empty when it is not."""
    if said.score >= least:
        return ""
    because = f": {said.because}" if said.because else ""
    return f"S is {said.score:.2g} in {language_name(language)}, less than {least:g}{because}"


def _unwritten(parent: SearchNode, option: int, draft: int) -> SearchNode:
    """A child before it has a text of its own: its questions are still the parent's."""
    return parent.model_copy(
        update={
            "node": "", "parent": parent.node, "depth": parent.depth + 1, "wrong_option": option, "draft": draft,
            "place": "after", "perturbation": "", "perturbation_target": "", "meaning": None, "meaning_target": None,
            "votes": (), "accuracy": None, "accuracy_target": None, "value": None, "fate": "beam", "why": "",
        }
    )  # fmt: skip


def _grown(child: SearchNode, unfit: Unfit | None, **texts: str) -> SearchNode:
    """The child with the texts that it got, fit or not."""
    child = child.model_copy(update=texts)
    return _refused(child, unfit.fate, unfit.why) if unfit else child


def _refused(child: SearchNode, fate: Fate, why: str) -> SearchNode:
    return child.model_copy(update={"fate": fate, "why": why})
