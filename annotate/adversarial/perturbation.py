"""Text that leans on a wrong option and leaves the question what it is (Cross-Lingual Pitfalls, section 2.2).

    What gas do plants take in to make sugar?      oxygen
    On hikes people often say how fresh the air is under old trees.

It is written in English and for no language in particular, so that one answer serves all of them. The model is not told
which option is right: it needs no more than the one to lean on. Nor is it shown an example, as small models copy it.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.adversarial.material import DO_NOT_ACT, lettered, material
from annotate.adversarial.written import written
from annotate.llm import LLM, Chat
from schemas.digest import digest

MAX_TOKENS = 256

_SYSTEM = f"""\
You set scenes for reading tests. You are given a multiple-choice question and one of its wrong options.
Write one or two English sentences, at most 50 words, that will stand right before or after the question and bring \
that option to mind without naming it.
- They set a scene near the topic: a place, a person, a habit, an everyday observation.
- Everything in them is true or harmless. They claim nothing false, and nothing about what is asked.
- They neither answer the question nor hint at the right answer, and they rule out no option.
- They change nothing in what is asked: no new condition, exception, quantity or question.
- They use the wording of no option, and never speak of questions, options, answers or readers.
Answer with the sentences alone, without quotation marks or comments.
{DO_NOT_ACT}"""
_ASK = "Do not answer the question. In one or two short sentences, hint at the wrong option by an everyday scene."
_DRAFT = "This is draft {number} for the same option: choose another scene than the first that comes to mind."


def prompt_digest() -> str:
    """Names what every request says: another wording is another run."""
    return digest(f"{_SYSTEM}\n{_ASK}\n{_DRAFT}".encode())


async def perturb(
    question: str, choices: Sequence[str], wrong_option: int, *, llm: LLM, model: str, temperature: float, draft: int
) -> tuple[str, str]:
    """One or two English sentences for the question as it stands, and their key; raises `Unfinished` or an `LLMError`.

    `draft` tells several perturbations from one option apart, from 0.
    """
    parts = {"question": question, "options": lettered(choices), "wrong option": choices[wrong_option]}
    lines = [material(parts), _ASK]  # small models heed what they read last
    if draft:
        lines.append(_DRAFT.format(number=draft + 1))
    turns = (("system", _SYSTEM), ("user", "\n\n".join(lines)))
    chat = Chat(model, turns, temperature=temperature, max_tokens=MAX_TOKENS, sample=draft)
    reply = await llm.ask(chat, stage="perturb")
    return written(reply.text), reply.key
