"""A model answers a multiple-choice question: asked in the same words for every language and every cell.

    What gas do plants take in to make sugar?

    A. oxygen                                                   "B"                        1
    B. carbon dioxide                                           "**Answer:** B. carbon…"   1
    C. helium                                                   "It depends."              None

Answers are read here; a model is asked which option an answer means only when that fails. What names no option of the
question is no answer to it: it counts as wrong, and as unparsable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotate.adversarial.material import DO_NOT_ACT, LETTERS, lettered, material
from annotate.chosen_option import Chosen, NotChosen, chosen_option, last_option
from annotate.final_answer import final_answer
from annotate.llm import LLM, Chat, Unfinished
from schemas.digest import digest

MAX_TOKENS = 512
"""Room for models that think aloud before the letter."""

_SYSTEM = """\
Answer the multiple-choice question with the letter of the option that is right, or fits best, and nothing else."""
_LAST = "Answer with the letter alone."
"""Said once more where small models listen; they reason aloud otherwise, at fifty times the price."""
_EXTRACT = f"""\
You are given the options of a multiple-choice question and what somebody answered.
Which option does the answer mean? Say its letter and nothing else; say none if it means no option, or several.
Do not solve the question and do not mend the answer.
{DO_NOT_ACT}"""


class Answered(NamedTuple):
    """What a model answered, and the option that it means."""

    answer: str
    """Verbatim; empty when the model finished none."""
    choice: int | None
    """0-based in the original order of options; None when the answer names none of them."""
    extracted: bool
    """Whether a model was asked which option the answer means."""
    answer_key: str
    """Empty when the model finished no answer."""


def prompt_digest() -> str:
    """Names what every request says: another wording is another run."""
    return digest(f"{_SYSTEM}\n{_LAST}\n{_EXTRACT}".encode())


async def choose(  # noqa: PLR0913 - one parameter for each thing an answer depends on
    question: str,
    choices: Sequence[str],
    *,
    order: Sequence[int],
    llm: LLM,
    model: str,
    extractor: str,
    temperature: float = 0.0,
    sample: int = 0,
    max_tokens: int = MAX_TOKENS,
    stage: str = "vote",
) -> Answered:
    """The model's answer to the options as shown in `order`; raises an `LLMError`.

    `extractor` is the model that is asked about answers that cannot be read, empty for none.
    """
    shown = [choices[place] for place in order]
    turns = (("system", _SYSTEM), ("user", f"{question}\n\n{lettered(shown)}\n\n{_LAST}"))
    try:
        reply = await llm.ask(Chat(model, turns, temperature, max_tokens, sample=sample), stage=stage)
    except Unfinished:
        return Answered("", None, extracted=False, answer_key="")
    place = place_named(reply.text, shown)
    extracted = place is None and bool(extractor)
    if extracted:
        place = await _extracted(reply.text, shown, llm=llm, extractor=extractor)
    return Answered(reply.text, None if place is None else order[place], extracted=extracted, answer_key=reply.key)


def place_named(answer: str, shown: Sequence[str]) -> int | None:
    """The option, counted from 0 as shown, that an answer names at its end, or else at its beginning."""
    final = final_answer(answer)
    if not final.text:
        return None
    found = (last_option if final.place == "end" else chosen_option)(final.text, shown)
    if isinstance(found, NotChosen) and found.reason == "no option":
        # Small models give the letter first and their reasons after it.
        found = last_option(answer.rpartition("</think>")[2].strip().splitlines()[0], shown)
    return found.option if isinstance(found, Chosen) else None


async def _extracted(answer: str, shown: Sequence[str], *, llm: LLM, extractor: str) -> int | None:
    """The option that an answer means, as a model reads it."""
    turns = (("system", _EXTRACT), ("user", material({"options": lettered(shown), "answer": answer})))
    try:
        reply = await llm.ask(Chat(extractor, turns, max_tokens=64), stage="extract")
    except Unfinished:
        return None
    letter = reply.text.strip(" \n\t.:()[]*\"'")  # "none" is no letter, even where an option says None
    return LETTERS.index(letter) if letter in tuple(LETTERS[: len(shown)]) else None
