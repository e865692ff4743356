"""Letters for choice questions, right as often as the model is told to be.

The key file holds a line a question, in any number of languages:

    {"question": "What is the order of the group Z_6?", "answer": "C"}
"""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.far_end import chance
from tests.far_end.prompts import Prompt


def read_key(path: Path) -> dict[str, str]:
    """The right letter by question text."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["question"].strip(): row["answer"] for row in rows}


def letter(prompt: Prompt, *, key: Mapping[str, str], accuracy: Mapping[str, float]) -> str:
    """The model's answer; a model without a set accuracy is always right, a question without a key has a drawn one."""
    letters = sorted(prompt.options)
    right = _gold(prompt, key) or letters[chance.number("gold", prompt.source) % len(letters)]
    if chance.fraction("right", prompt.model, prompt.source) < accuracy.get(prompt.model, 1.0):
        return right
    wrong = [each for each in letters if each != right]
    return wrong[chance.number("wrong", prompt.model, prompt.source) % len(wrong)]


def _gold(prompt: Prompt, key: Mapping[str, str]) -> str:
    if prompt.stem in key:
        return key[prompt.stem]
    return next((answer for question, answer in key.items() if question in prompt.source), "")
