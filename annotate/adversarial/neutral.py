"""Text as long as a perturbation that leans on nothing: a control for what length alone does to a question."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.adversarial.material import DO_NOT_ACT, lettered, material
from annotate.adversarial.written import written
from annotate.llm import LLM, Chat
from schemas.digest import digest

_SYSTEM = f"""\
You write filler for a reading experiment: English sentences that will stand right before or after a multiple-choice \
question and have nothing to do with it.
- They tell of something plain and harmless from another field of life than the question and its options.
- They share no name, number, object or idea with the question or any option, and help nobody to answer.
- They ask nothing and address nobody.
Keep to the length that is asked for. Answer with the sentences alone, without quotation marks or comments.
{DO_NOT_ACT}"""
_LENGTH = "Write about {length} characters."
_DRAFT = "This is draft {number}: choose another topic than the first that comes to mind."
_TOKENS_AT_LEAST = 128


def prompt_digest() -> str:
    """Names what every request says: another wording is another run."""
    return digest(f"{_SYSTEM}\n{_LENGTH}\n{_DRAFT}".encode())


async def neutral(
    question: str,
    choices: Sequence[str],
    *,
    length: int,
    llm: LLM,
    model: str,
    temperature: float = 0.0,
    draft: int = 0,
) -> tuple[str, str]:
    """English of about `length` characters, and its key; raises `Unfinished` or an `LLMError`.

    Models keep to a length badly: who needs it within bounds looks at what came. `draft` tells texts apart, from 0.
    """
    shown = material({"question": question, "options": lettered(choices)})
    lines = [shown, _LENGTH.format(length=length)]
    if draft:
        lines.append(_DRAFT.format(number=draft + 1))
    turns = (("system", _SYSTEM), ("user", "\n\n".join(lines)))
    chat = Chat(model, turns, temperature=temperature, max_tokens=max(_TOKENS_AT_LEAST, length), sample=draft)
    reply = await llm.ask(chat, stage="neutral")
    return written(reply.text), reply.key
