"""One chat completion: the text, why it ends, what it costs; and the ways in which a completion itself goes wrong."""

import json
import time
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.far_end import (
    adversarial_answers,
    choices,
    dialects,
    inference_answers,
    pages,
    prompts,
    structured,
    translations,
)
from tests.far_end.options import Options

_CHARACTERS_A_TOKEN = 4
_TOKENS_A_MESSAGE = 4


@dataclass(frozen=True, slots=True)
class Completion:
    model: str
    text: str | None
    finish_reason: Literal["stop", "length", "content_filter"]
    prompt_tokens: int
    completion_tokens: int
    refusal: str | None = None

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def body(self, identifier: str) -> bytes:
        """The JSON that a client gets."""
        message = {"role": "assistant", "content": self.text, "refusal": self.refusal}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self.finish_reason}
        completion = {
            "id": identifier,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": self.model,
            "choices": [choice],
            "usage": {
                "prompt_tokens": self.prompt_tokens,
                "completion_tokens": self.completion_tokens,
                "total_tokens": self.total_tokens,
            },
        }
        return json.dumps(completion, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def complete(request: dict[str, Any], options: Options) -> Completion:
    """What the model says to a request, cut where the request's token limit cuts it."""
    prompt = prompts.read(request)
    text = _text(request, prompt, options)
    tokens = _tokens(text)
    limit = dialects.token_limit(request, options.dialect) or tokens
    return Completion(
        model=prompt.model,
        text=text if tokens <= limit else text[: limit * _CHARACTERS_A_TOKEN],
        finish_reason="stop" if tokens <= limit else "length",
        prompt_tokens=_asked(request),
        completion_tokens=min(tokens, limit),
    )


def spoilt(completion: Completion, fault: str) -> Completion:
    """The completion with the fault; unchanged by a fault that spoils something else."""
    text = completion.text or ""
    match fault:
        case "truncate":
            tokens = completion.completion_tokens // 2
            return replace(completion, text=text[: len(text) // 2], finish_reason="length", completion_tokens=tokens)
        case "refuse" if len(text) % 2:
            return replace(completion, text=None, refusal="I'm sorry, I can't assist with that request.")
        case "refuse":
            return replace(completion, text="", finish_reason="content_filter", completion_tokens=0)
        case "empty":
            return replace(completion, text=None, completion_tokens=0)
    return completion


def _text(request: dict[str, Any], prompt: prompts.Prompt, options: Options) -> str:
    if images := pages.images_of(request):
        return pages.answer(images, options.pages)
    if premise := inference_answers.read(prompt.source):
        return inference_answers.answer(premise)
    if asked := adversarial_answers.read(prompt.source):
        return adversarial_answers.answer(asked)
    letter = choices.answer(prompt, key=options.gold, skill=options.skill) if prompt.wants_letter else ""
    text = structured.answer(request, prompt, dialect=options.dialect, bad_share=options.bad_share, letter=letter)
    if text is not None:
        return text
    return letter or translations.answer(prompt.source, prompt.target, bad_share=options.bad_share)


def _asked(request: dict[str, Any]) -> int:
    words = sum(_TOKENS_A_MESSAGE + _tokens(prompts.text_of(each)) for each in request["messages"])
    return words + pages.TOKENS_AN_IMAGE * len(pages.images_of(request))


def _tokens(text: str) -> int:
    return len(text) // _CHARACTERS_A_TOKEN + 1
