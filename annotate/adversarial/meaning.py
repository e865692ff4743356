"""S: whether a perturbed question still asks the same and has the same answer (Cross-Lingual Pitfalls, section 2.2).

A judge says 0 or 1; without one, S is the cosine of the two texts' sentence embeddings. Both texts are of one language.
A cosine of a question and the same question with an added sentence measures the length of the addition as much as its
meaning: a judge is better, an embedding costs nothing.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel

from annotate.adversarial.material import DO_NOT_ACT, lettered, material
from annotate.llm import LLM, Chat
from annotate.sentence_embedding import encode
from annotate.structured import ask_json, strict_schema
from schemas.digest import canonical_json, digest

_SYSTEM = f"""\
You are given two versions of a multiple-choice question. The second has additional text before or after the question.
Is it still the same question: does a careful expert who reads all of the second version have to choose the same \
option as for the first, for the same reason?
It is not the same when the added text changes or limits what is asked, adds a condition, asks something else, states \
something that makes another option right, or gives the answer away. Text that is merely beside the point, or that \
might distract a careless reader, changes nothing.
Say first, in one English sentence, because of what, then whether it is the same.
{DO_NOT_ACT}"""


class Sameness(BaseModel):
    """A verdict behind its reason."""

    # In the order of the alphabet, as a request's keys are sorted and the answer follows them.
    because: str
    same: bool


class Meaning(NamedTuple):
    """S of one pair of questions."""

    score: float
    """0 or 1 by a judge, a cosine in [0, 1] otherwise."""
    because: str
    """The judge's reason; empty without a judge."""


def prompt_digest() -> str:
    """Names what every request says: another wording or shape is another run."""
    return digest(canonical_json([_SYSTEM, strict_schema(Sameness)]))


async def meaning(original: str, perturbed: str, choices: Sequence[str], *, llm: LLM, judge: str) -> Meaning:
    """S by the model `judge`, by embeddings when it is empty; raises `Unfinished` or an `LLMError`."""
    if not judge:
        return Meaning(await asyncio.to_thread(_cosine, original, perturbed), "")
    shown = {"first version": original, "second version": perturbed, "options": lettered(choices)}
    chat = Chat(judge, (("system", _SYSTEM), ("user", material(shown))), max_tokens=300)
    verdict, _key = await ask_json(llm, chat, Sameness, stage="meaning")
    return Meaning(float(verdict.same), " ".join(verdict.because.split()))


_encoding = threading.Lock()


def _cosine(one: str, other: str) -> float:
    with _encoding:  # the encoder is read from disk once, and two texts at a time are all that two cores can do
        first, second = encode([one, other])
    return float(min(max(first @ second, 0.0), 1.0))
