r"""The translation asks the question; it does not answer it.

The gold answer that stands in the translation though not in the source, an answer phrase, `####`, `\boxed` or a
calculation that the source does not make.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from annotate import mathtext
from annotate.checks.pair import Noticed
from annotate.quantities import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

_ANSWER_PHRASE = re.compile(
    r"""
      \b(?:the\ )?(?:final\ )?answer\ is\b | ^\s*(?:final\ )?answer\s*:
    | \bla\ (?:respuesta|réponse|risposta|resposta)\ (?:final\ )?(?:es|est|è|é)\b
    | \b(?:Respuesta|Réponse|Antwort|Ответ|Jibu)\s*[:：]
    | \bdie\ Antwort\ (?:lautet|ist)\b | \bjibu\ ni\b
    | 答案(?:是|为|為|[:：]) | 答え(?:は|[:：]) | (?:정답|답)(?:은\s|\s?[:：])
    | คำตอบ(?:คือ|\s?[:：]) | উত্তর\s?(?:হল|হলো|[:：]) | సమాధానం\s?[:：]
    | \#\#\#\# | \\boxed
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_CALCULATION = re.compile(
    r"\d[\d.,%]*(?:\s*(?:[-+*/×÷−·xX]|\\times|\\div|\\cdot)\s*[$€]?\d[\d.,%]*)+\s*[=＝]\s*[$€]?\d[\d.,%]*"
)
_GSM8K_CALCULATOR = re.compile(r"<<[^<>]+>>")
_SOLVING = (
    ("an answer phrase", _ANSWER_PHRASE),
    ("a calculation", _CALCULATION),
    ("a calculation", _GSM8K_CALCULATOR),
)


def not_solved(pair: Pair) -> Iterator[Noticed]:
    for what, pattern in _SOLVING:
        found = [match.group().strip() for match in pattern.finditer(pair.text)]
        if len(found) > len(pattern.findall(pair.source)):
            new = tuple(dict.fromkeys(piece for piece in found if piece not in pair.source)) or (found[-1],)
            yield Noticed(f"{what} that the source does not have: {', '.join(new)}", new)
    if pair.problem.answer_type == "numeric":
        yield from _gold_appeared(pair)
    if pair.problem.answer_type == "expression":
        yield from _expression_appeared(pair)


def _gold_appeared(pair: Pair) -> Iterator[Noticed]:
    gold = Fraction(pair.problem.answer)
    numbers = numbers_in(pair.text, pair.target)
    after = [number for number in numbers if number.kind == "digits" and number.value == gold]
    known = {
        reading
        for number in numbers_in(pair.source, pair.problem.language)
        for reading in (number.value, *number.others, *number.parts, number.value * 100)
    }
    if after and gold not in known and gold > 1:
        yield Noticed(f"the gold answer {pair.problem.answer} appeared", (after[0].text,))


def _expression_appeared(pair: Pair) -> Iterator[Noticed]:
    """Only an expression with something to recognise: `2` and `x` stand in any text."""
    gold = "".join(pair.problem.answer.split())
    if len(gold) < 4 or gold in "".join(pair.source.split()):
        return
    quotes = tuple(piece.text for piece in mathtext.formulas(pair.text) if gold in "".join(piece.text.split()))
    if quotes:
        yield Noticed(f"the gold answer {pair.problem.answer} appeared", quotes)
