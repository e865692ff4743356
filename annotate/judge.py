"""A model of another family reads source and translation and says whether they are the same problem."""

from __future__ import annotations

import re

from pydantic import BaseModel

from annotate.language_names import language_name
from annotate.llm import LLM, Chat
from annotate.structured import ask_json
from schemas.faults import Fault
from schemas.records import Finding, Problem, Translation

_SYSTEM = """\
You compare a mathematics problem with its translation. Do not solve it.
Say whether a solver would read exactly the same problem in both: the same quantities, conditions and question.
If anything differs, was added, left out or answered, name the difference that matters most in one English sentence."""


class Judgment(BaseModel):
    """What differs comes first, so that the verdict follows from it."""

    difference: str
    same_problem: bool


class JudgeError(Fault):
    """The judge may not judge this translator."""


def require_other_family(translator: str, judge: str) -> None:
    """Raise `JudgeError` when both are of one family: a model is a lenient judge of its own kin."""
    if family(translator) == family(judge):
        raise JudgeError(f"the judge {judge} is of the translator's own family ({family(judge)}): name another --judge")


def family(model: str) -> str:
    """The leading word of a model's name, organisation and version left off: `qwen` for Qwen/Qwen2.5-72B."""
    name = model.rsplit("/", 1)[-1].lower()
    found = re.match(r"[a-z]+", name)
    return {"o": "gpt", "chatgpt": "gpt"}.get(found[0], found[0]) if found else name


async def judge(problem: Problem, translation: Translation, *, llm: LLM, model: str, target: str) -> list[Finding]:
    """A finding when the judge sees a difference, else none; raises `Unfinished` or an `LLMError`."""
    originals = "\n".join((problem.question, *problem.choices))
    translated = "\n".join((translation.question, *translation.choices))
    text = f"{language_name(problem.language)}:\n{originals}\n\n{language_name(target)}:\n{translated}"
    chat = Chat(model, (("system", _SYSTEM), ("user", text)), max_tokens=400)
    judgment, _key = await ask_json(llm, chat, Judgment, stage="judge")
    if judgment.same_problem:
        return []
    return [
        Finding(
            run=translation.run,
            item=translation.item,
            revision=translation.revision,
            check="judge",
            message=f"{model} sees a difference: {judgment.difference}",
            quotes=(),
        )
    ]
