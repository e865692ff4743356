"""Translate a mathematics problem, or another exam question, without solving it (HRM8K, section 3, figures 7 and 8).

The system text is a constant and the item is the user's message: nothing is templated into mathematics, which is full
of `$` and `{}`. A problem without options is answered as plain text, which small models do best; one with options as
JSON, so that their number and order can be checked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import BaseModel, WithJsonSchema, create_model

from annotate.language_names import language_name
from annotate.llm import LLM, Chat
from annotate.structured import ask_json
from schemas.digest import digest
from schemas.records import Problem, Translation

MATHEMATICS = """\
You translate mathematics problems from SOURCE into TARGET for a scholarly benchmark.
Answer with the text of the problem in TARGET and nothing else: do not solve it, explain it or comment on it.
Copy every number, symbol, formula and line break exactly as it stands, and keep answer choices as they are given.
Write fluent, natural prose in TARGET, in an academic style.
Say precisely what the original says: add nothing, leave nothing out."""
QUESTIONS = """\
You translate exam questions from SOURCE into TARGET for a scholarly benchmark.
Do not answer them, explain them or comment on them: the options must stay as right and as wrong as they are.
Keep numbers, symbols and formulas exactly as they stand. Translate technical terms by those in use in TARGET.
Each option gets a translation of its own: two options that differ must still differ.
Write fluent, natural TARGET. Say precisely what the original says: add nothing, leave nothing out."""
_KEEP = "Keep names, currencies and units as they are."
_ADAPT = "Use names, currencies and units familiar to readers of TARGET, but never change a number."
_OPTIONS = "The problem comes as JSON with its choices: answer with JSON of the same shape, choices in the same order."
_GLOSSARY = "Translate these terms so:"
_ASK = "Translate into TARGET:"


class Translated(BaseModel):
    """A question and its options in the target language, in the order of the original."""

    question: str
    choices: list[str]


@cache
def _of_choices(number: int) -> type[Translated]:
    """`Translated` with a schema that asks for that many choices, and is read whatever their number: a check tells."""
    strings = {"type": "array", "items": {"type": "string"}, "minItems": number, "maxItems": number}
    return create_model(
        Translated.__name__, __base__=Translated, choices=(Annotated[list[str], WithJsonSchema(strings)], ...)
    )


@dataclass(frozen=True)
class TranslationTask:
    """How to translate: everything but the problem."""

    model: str
    source: str
    """BCP-47 tag of the original's language."""
    target: str
    """BCP-47 tag of the language wanted."""
    exemplars: tuple[tuple[str, str], ...] = ()
    glossary: tuple[tuple[str, str], ...] = ()
    localise: str = "keep"
    temperature: float = 0.0
    max_tokens: int = 1024
    system: str = MATHEMATICS
    """`MATHEMATICS` or `QUESTIONS`."""


def prompt_digest(system: str = MATHEMATICS) -> str:
    """Names the texts above: another wording is another run."""
    texts = (system, _KEEP, _ADAPT, _OPTIONS, _GLOSSARY, _ASK)
    return digest("\n".join(texts).encode())


async def translate(problem: Problem, *, llm: LLM, task: TranslationTask, stage: str = "translate") -> Translation:
    """Revision 0 of a problem in the target language; raises `Unfinished` or an `LLMError`."""
    if problem.choices:
        shaped, key = await ask_json(llm, _chat(problem, task), _of_choices(len(problem.choices)), stage=stage)
        question, choices = shaped.question, tuple(shaped.choices)
    else:
        reply = await llm.ask(_chat(problem, task), stage=stage)
        question, choices, key = reply.text.strip(), (), reply.key
    return Translation(
        run=problem.run,
        item=problem.item,
        revision=0,
        question=question,
        choices=choices,
        translator=task.model,
        answer_key=key,
    )


def _chat(problem: Problem, task: TranslationTask) -> Chat:
    turns: list[tuple[str, str]] = [("system", _system(task, with_choices=bool(problem.choices)))]
    ask = _named(_ASK, task) + "\n\n"
    if problem.choices:
        content = {"question": problem.question, "choices": list(problem.choices)}
        turns.append(("user", json.dumps(content, ensure_ascii=False)))
    else:
        for source, target in task.exemplars:
            turns += [("user", ask + source), ("assistant", target)]
        turns.append(("user", ask + problem.question))
    return Chat(task.model, tuple(turns), temperature=task.temperature, max_tokens=task.max_tokens)


def _system(task: TranslationTask, *, with_choices: bool) -> str:
    lines = [task.system, _ADAPT if task.localise == "adapt" else _KEEP]
    if with_choices:
        lines.append(_OPTIONS)
    if task.glossary:
        lines += [_GLOSSARY, *(f"- {term}: {wanted}" for term, wanted in task.glossary)]
    return _named("\n".join(lines[:2]), task) + "".join("\n" + line for line in lines[2:])


def _named(text: str, task: TranslationTask) -> str:
    """The languages by name; the first mention, in the system text, also by tag."""
    source, target = language_name(task.source), language_name(task.target)
    first = f"from {source} ({task.source}) into {target} ({task.target})"
    return text.replace("from SOURCE into TARGET", first).replace("TARGET", target)


def overlapping(exemplars: Sequence[tuple[str, str]], question: str) -> bool:
    """Whether an exemplar is this very problem: its translation would be a copy, not an answer."""
    return any(source.strip() == question.strip() for source, _target in exemplars)
