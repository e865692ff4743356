"""Where added text stands beside a question, and what stands between the two.

    It was late.  +  Which gas do plants take in?      It was late. Which gas do plants take in?
    夜深了。       +  植物吸收哪种气体？                  夜深了。植物吸收哪种气体？
    It was late.  +  The capital of France is          It was late. The capital of France is

The reference implementation takes the parity of the text's length for the place, which differs between languages, and
glues the texts together. Here the English text decides for all languages, and nothing is glued.
"""

from __future__ import annotations

import re

from schemas.adversarial import Place
from schemas.digest import fraction

_SENTENCE_END = re.compile(r"[.!?…:;。！？：؟۔।॥։።။៕།][\s\"'”’»」』）)\]*_]*$")
_FULL_WIDTH_END = re.compile(r"[。！？：；…][”’」』）]*$")
"""Chinese and Japanese put no space after it. Thai and Khmer, which write none between words, do after a sentence."""


def place_of(text: str, question: str) -> Place:
    """Where an English text stands: drawn from the text, but before a question that its options complete."""
    if not ends_as_sentence(question):
        return "before"
    return "before" if fraction("place", text) < 0.5 else "after"


def ends_as_sentence(text: str) -> bool:
    """Whether a text has an end that one sees; Thai shows none."""
    return bool(_SENTENCE_END.search(text.strip()))


def joined(question: str, text: str, place: Place) -> str:
    """Question and text, with what separates sentences in their script between them."""
    first, second = (text, question) if place == "before" else (question, text)
    first, second = first.strip(), second.strip()
    if not (first and second):
        return first or second
    return f"{first}{_separator(first)}{second}"


def _separator(first: str) -> str:
    return "" if _FULL_WIDTH_END.search(first) else " "
