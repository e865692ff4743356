"""A synthetic translation: the source's numbers, formulas and marks in place, every word another language's.

    Janet has 3 ducks and sells 2 at $4 each.       사호 디 3 무시 나 비두 2 오 $4 가이.

It passes the checks of a careful pipeline, which reads its shape and not its sense. A share of the answers carries one
defect, chosen by the source text, so that a test knows which answers are bad and why.
"""

import re
from functools import cache

from tests.far_end import chance
from tests.far_end.number_words import digits
from tests.far_end.words import spaced, word

DEFECTS = ("number dropped", "echo", "solved", "wrong language", "preamble", "refusal")

# Formulas and commands stay; words are replaced. An opening `$` touches what follows and a closing one what precedes it
# and no digit follows, or "$5 and $6" would be a formula.
_PIECE = re.compile(
    r"(\$\$.+?\$\$|\$(?=\S)[^$\n]*?(?<=\S)\$(?!\d)|\\\(.+?\\\)|\\\[.+?\\\]|\\[A-Za-z]+(?:\{[^{}]*\})*"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*)",
    re.DOTALL,
)
_GAP = re.compile(r"(?<=[^\W\d_a-zA-Z]) (?=[^\W\d_a-zA-Z])")  # between words of a script that is not Latin
_NUMBER = re.compile(r"\s?\d+(?:[.,]\d+)*")
_ANSWER = {"ko": "정답", "zh": "答案", "ja": "答え", "es": "Respuesta", "fr": "Réponse", "de": "Antwort", "ru": "Ответ"}


def translate(source: str, tag: str) -> str:
    """The source in the language's words, without a defect."""
    pieces = _PIECE.split(digits(source))
    pieces[1::2] = map(_dictionary(tag).__getitem__, pieces[1::2])
    text = "".join(pieces)
    return text if spaced(tag) else _GAP.sub("", text)


def answer(source: str, tag: str, *, bad_share: float) -> str:
    """What the model says: the translation, or one with the defect that this source meets."""
    defect = defect_of(source, bad_share=bad_share)
    return _spoil(source, tag, defect) if defect else translate(source, tag)


def defect_of(source: str, *, bad_share: float) -> str:
    """The defect that the answer to this source has, empty for none."""
    if chance.fraction("bad", source) >= bad_share:
        return ""
    defect = DEFECTS[chance.number("defect", source) % len(DEFECTS)]
    return "solved" if defect == "number dropped" and not _NUMBER.search(digits(source)) else defect


def _spoil(source: str, tag: str, defect: str) -> str:
    if defect == "echo":
        return source
    if defect == "wrong language":
        return translate(source, "zh-Hans" if tag.startswith("ko") else "ko")
    if defect == "refusal":
        return "I'm sorry, but I can't help with that request."
    good = translate(source, tag)
    if defect == "preamble":
        return f"Here is the translation:\n\n{good}"
    if defect == "number dropped":
        return _NUMBER.sub("", good, count=1)
    return f"{good}\n\n{_ANSWER.get(tag[:2], 'Answer')}: {chance.number(source) % 1000}"


class _Dictionary(dict[str, str]):
    """What stands for each piece in one language, looked up once: translating is most of what a request costs."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._tag = tag

    def __missing__(self, piece: str) -> str:
        self[piece] = piece if _is_symbol(piece) else word(piece, self._tag)
        return self[piece]


_dictionary = cache(_Dictionary)


def _is_symbol(piece: str) -> bool:
    """Formulas, and letters that name a thing (`x`, `B`, `ABC`), mean the same in every language."""
    if not piece[0].isalpha():
        return True
    return len(piece) <= 3 and piece.isascii() and (piece.isupper() or (len(piece) == 1 and piece != "a"))
