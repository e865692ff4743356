"""The recipe, walked through with nothing sent: what it would ask is written down with a guess of its size.

The very code of the draft runs, so that a plan cannot drift from it. A kept answer is served; where there is none yet,
a translation is stood in for by its original, so that what is asked after it (the round trip) is met as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from annotate.llm import LLM, TRIES_WHEN_UNFINISHED, Chat, NotRecorded
from builders.parallel_math import machines
from builders.published_translations import read_published
from builders.token_estimates import MESSAGE, tokens_of, translated_tokens
from schemas.answers import Answer, AnswerJournal
from schemas.digest import canonical_json, digest
from schemas.math_runs import MathRun
from schemas.plans import Span
from schemas.records import Problem
from schemas.workspace import Workspace

JUDGMENT = Span(10, 80)
"""Tokens of a judge's JSON: `same_problem` alone, to a sentence about what differs."""


class Question(NamedTuple):
    """One request of the draft."""

    stage: str
    model: str
    prompt_tokens: Span
    """Guessed, as is the next, also when they are known: what is known corrects the guess of what is not."""
    completion_tokens: Span
    used: Used | None
    """None when it will be sent."""


class Used(NamedTuple):
    """Tokens of a question's kept answers, the cut ones among them."""

    prompt_tokens: int
    completion_tokens: int


class Rehearsal(LLM):
    """One problem's door to models: it sends nothing and writes down what it was asked."""

    def __init__(self, journal: AnswerJournal, run: MathRun, problem: Problem) -> None:
        super().__init__(None, journal, run=run.id)
        self.questions: dict[str, Question] = {}
        self._parameters = run
        self._problem = problem
        self._stood_in = False

    async def answer(self, chat: Chat, *, stage: str) -> Answer:
        """The kept answer, or one that stands in for it; raises `NotRecorded` where nothing can."""
        key = f"{digest(chat.body())}#{chat.sample}"
        kept = await self.journal.find(key)
        served = bool(kept) and (kept[-1].finish == "stop" or len(kept) >= TRIES_WHEN_UNFINISHED)
        used = Used(sum(a.prompt_tokens for a in kept), sum(a.completion_tokens for a in kept)) if served else None
        self.questions[key] = self._question(chat, stage, used)
        if served:
            return kept[-1]
        if stage not in {"translate", "round trip"}:
            raise NotRecorded(f"nothing stands in for an answer of {stage}")
        self._stood_in = True
        return _stand_in(key, chat, stage, self._problem)

    def _question(self, chat: Chat, stage: str, used: Used | None) -> Question:
        run, problem = self._parameters, self._problem
        source, target = run.source_language, run.target_language
        original = "\n".join((problem.question, *problem.choices))
        there = tokens_of(original, source)
        if stage == "judge":
            completion = JUDGMENT
        else:
            completion = there if stage == "round trip" else translated_tokens(original, source, target)
        prompt = _prompt_tokens(chat, source if stage == "translate" or self._stood_in else target)
        if stage != "translate" and self._stood_in:
            translation = translated_tokens(original, source, target)
            prompt = Span(prompt.low - there.low + translation.low, prompt.high - there.high + translation.high)
        return Question(stage, chat.model, prompt, _at_most(completion, chat.max_tokens), used)


async def rehearse(run: MathRun, problems: Iterable[Problem], workspace: Workspace) -> list[Question]:
    """Every request that a draft of these problems makes, each once; nothing is sent and nothing enters the store."""
    questions: dict[str, Question] = {}
    published = read_published(run, workspace)
    with AnswerJournal(workspace.answers) as journal:
        for problem in problems:
            door = Rehearsal(journal, run, problem)
            await machines(problem, run=run, llm=door, published=published, checks=())
            questions |= door.questions
    return list(questions.values())


def _prompt_tokens(chat: Chat, language: str) -> Span:
    """Tokens of a request: its texts, and perhaps its schema, which not every endpoint counts."""
    tokens = Span(MESSAGE.low * len(chat.messages), MESSAGE.high * len(chat.messages))
    for _role, text in chat.messages:
        tokens = tokens.plus(tokens_of(text, language))
    if chat.response_format:
        schema = tokens_of(canonical_json(chat.response_format).decode(), "en")
        tokens = tokens.plus(Span(0, schema.high))
    return tokens


def _at_most(tokens: Span, most: int) -> Span:
    return Span(min(tokens.low, most), min(tokens.high, most))


def _stand_in(key: str, chat: Chat, stage: str, problem: Problem) -> Answer:
    text = problem.question
    if problem.choices:
        text = json.dumps({"question": problem.question, "choices": list(problem.choices)}, ensure_ascii=False)
    response = {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": text}}]}
    return Answer(
        key=key, finish="stop", request=chat.body(), response=canonical_json(response), model=chat.model,
        prompt_tokens=0, completion_tokens=0, asked_at="", seconds=0.0, attempts=0, run=problem.run, stage=stage,
    )  # fmt: skip
