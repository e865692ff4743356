r"""The one number that a short piece of an answer states, read in the notation of its language, or why there is none.

    42입니다   12만 원   四十二   ４２   −3   x = 42   \$1{,}234   1.234,5 (de)   \frac{6}{4}   10^3   25\%

What is not read whole is not read at all: of `2\sqrt{3}`, `7 or 8` and `사십오` (whose last numeral our tables do not
hold) no part is taken for the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from annotate import mathtext
from annotate.gold import UnreadableGold, exact_number, raised_and_lowered, unwrapped
from annotate.number_context import context_of
from annotate.number_words import COMMA_DECIMAL
from annotate.quantities import Quantity, numbers_in

Reason = Literal["no number", "several numbers", "expression", "unread numeral", "unclear sign", "negated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A number, and what stood around it."""

    value: Fraction
    """As the language writes numbers; 25 for 25 %."""
    text: str
    """Verbatim, with its sign."""
    percent: bool = False
    unit: bool = False
    """Whether a word or a currency sign follows: of `12만 원`, 만 is part of the number and 원 is a unit."""
    counted: Fraction | None = None
    """2 of `2 dozen`, whose value is 24: the question may have asked for dozens."""
    other_notation: Fraction | None = None
    """What it is where comma and point change places: 1.234 for 1,234."""


class Unread(NamedTuple):
    """No number, and why."""

    reason: Reason
    text: str


def number_in_piece(piece: str, language: str) -> Stated | Unread:
    """The number that a box or a formula holds: nothing else may stand there but its name, its unit and words."""
    text = _right_side(_plain(unwrapped(piece)))
    percent = bool(re.search(r"[%％٪]$", text))
    number = text.rstrip("%％٪。 ")
    if (value := _typeset(number, language)) is not None:
        other = _typeset(number.translate(_SWAPPED), language)
        return Stated(value, piece, percent, other_notation=other if other != value else None)
    found = _numbers(text, language)
    if not found:
        return Unread("expression" if _MATHEMATICS.search(text) else "no number", piece)
    stated = _stated(text, found[0], in_piece=True)
    if isinstance(stated, Unread):
        return Unread(stated.reason, piece)
    rest = f"{text[: found[0].start].removesuffix(stated.text[: -len(found[0].text)])} {text[found[0].end :]}"
    if _MATHEMATICS.search(rest):
        return Unread("expression", piece)
    if any(quantity.value != found[0].value for quantity in found):
        return Unread("several numbers", piece)
    return replace(stated, text=piece)


def number_in_sentence(sentence: str, language: str) -> Stated | Unread:
    """The first number of the sentence that follows "the answer is"; of an equation, what stands on its right."""
    if _NEGATION.match(sentence):
        return Unread("negated", sentence)
    right = _right_side(sentence)
    candidates = _candidates(right, language)
    if not candidates:
        return Unread("expression" if _MATHEMATICS.search(_plain(right)) else "no number", sentence)
    if len(candidates) > 1 and candidates[0].value != candidates[1].value:
        between = right[candidates[0].end : candidates[1].start]
        if _ALTERNATIVE.fullmatch(between):
            return Unread("several numbers", sentence)
    return candidates[0].read(right, language)


_CALCULATION = re.compile(r"<<[^<>\n]*>>")
"""GSM8K's calculator marks, `<<48+24=72>>72`, which models trained on it write as well."""


def last_number(text: str, language: str) -> Stated | Unread:
    """The last number of the last line that holds one: what is left when an answer is not marked at all."""
    for line in reversed(_CALCULATION.sub("", text).splitlines()):
        right = _right_side(line)
        candidates = _candidates(right, language)
        written = [candidate for candidate in candidates if not candidate.one_word]
        if written:
            digits = [candidate for candidate in written if candidate.digits]
            return (digits or written)[-1].read(right, language)
    return Unread("no number", text.strip())


class _Candidate(NamedTuple):
    """A formula with digits, or a number in prose."""

    start: int
    end: int
    value: Fraction | str
    digits: bool
    quantity: Quantity | None = None
    """None for a formula."""
    formula: str = ""

    @property
    def one_word(self) -> bool:
        """`one` and 一 are mostly not meant as a number."""
        return not self.digits and self.value == 1

    def read(self, text: str, language: str) -> Stated | Unread:
        if self.quantity is None:
            return number_in_piece(self.formula, language)
        return _stated(text, self.quantity, in_piece=False)


def _candidates(text: str, language: str) -> list[_Candidate]:
    candidates = []
    for piece in mathtext.split(text):
        if not piece.formula:
            for found in _numbers(piece.text, language):
                start, end = piece.start + found.start, piece.start + found.end
                moved = Quantity(found.value, found.text, start, end, found.kind, found.others, found.parts)
                candidates.append(_Candidate(start, end, found.value, found.kind == "digits", moved))
        elif any(sign.isdecimal() for sign in piece.text):
            end = piece.start + len(piece.text)
            candidates.append(_Candidate(piece.start, end, piece.inner, True, formula=piece.inner))
    return candidates


_DIGIT_BY_DIGIT = re.compile("(?<![十百千万萬億亿])[〇零一二三四五六七八九]+(?![十百千万萬億亿])")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _numbers(text: str, language: str) -> list[Quantity]:
    """Numbers that are meant as such; 二〇二五 is read digit by digit."""
    if language.split("-", maxsplit=1)[0].lower() in {"zh", "ja", "yue"}:
        text = _DIGIT_BY_DIGIT.sub(
            lambda run: run.group().translate(_HAN_DIGITS) if {"〇", "零"} & set(run.group()) else run.group(), text
        )
    return [quantity for quantity in numbers_in(text, language) if quantity.kind != "loose"]


_NEGATION = re.compile(r"\s{0,3}(?:not|never|nicht|pas|no|не|ليس|không|bukan)(?!\w)", re.IGNORECASE)
_ALTERNATIVE = re.compile(
    r"\D{0,12}?(?:\b(?:and|or|to|y|o|ou|et|e|und|oder|bis|и|или|dan|atau|hoặc|và)\b|[,/~–、，]|و|أو|와|과|또는|혹은|이나|나"
    r"|和|或|与|與|と|または|か)\D{0,6}",
    re.IGNORECASE,
)
"""Between two numbers of which neither is the answer alone: `7 or 8`, `2와 3`."""
_MATHEMATICS = re.compile(r"[+*/^_×÷√±<>≤≥∞!|πθ\\]|(?<!\w)[xyzn](?!\w)")
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\u2060\u2066-\u2069\u202a-\u202e]")
_TYPESETTING = (
    (_INVISIBLE, ""),
    (re.compile(r",\s{0,3}\\!|\\!|\*\*|\\(?:left|right|displaystyle)(?![A-Za-z])"), ""),
    (re.compile(r"\\[,;: ]|~"), " "),
    (re.compile(r"\\([$%])"), r"\1"),
    (re.compile(r"\^\s?\{?\s?\\circ\s?\}?|\\degree"), "°"),
    (re.compile(r"\\(?:text\w*|mbox|mathrm|operatorname)\s{0,3}\{([^{}]*)\}"), r" \1"),
    (re.compile(r"(?<![^\W\d_])((?:[cdkm]?m|inch(?:es)?|in|ft|feet|yd|mi|(?:centi|kilo)?met(?:er|re)s?|units?))"
                r"\s?(?:\^\s?\{?\s?[23]\s?\}?|[²³])"), r"\1"),
)  # fmt: skip


def _plain(text: str) -> str:
    for typeset, plain in _TYPESETTING:
        text = typeset.sub(plain, text)
    return raised_and_lowered(text).strip()


_EQUALS = re.compile(r"=|≈|\\approx(?![A-Za-z])|＝")


def _right_side(text: str) -> str:
    """What stands after the last equals sign; the text when nothing does."""
    right = _EQUALS.split(text)[-1].strip()
    if right.count("$") % 2 and not text.count("$") % 2:
        right = f"${right}"  # the sign stood inside of a formula
    return right if any(map(str.isalnum, right)) else text


_SWAPPED = str.maketrans(",.", ".,")


def _typeset(text: str, language: str) -> Fraction | None:
    """The value of a text that is a number and nothing else, read as a gold is, in the notation of the language."""
    bare = text.rstrip("。. ")
    if language.split("-", maxsplit=1)[0].lower() in COMMA_DECIMAL:
        bare = bare.replace("{,}", ",").translate(_SWAPPED)
    try:
        return exact_number(bare.rstrip("%％٪ "))
    except UnreadableGold:
        return None


def _stated(text: str, found: Quantity, *, in_piece: bool) -> Stated | Unread:
    """A found number with its sign, its percent sign and its unit, unless it is only a part of something."""
    around = context_of(text, found.start, found.end, in_words=found.kind == "word")
    if around.half_read:
        return Unread("unread numeral", text)
    if around.part_of_more:
        return Unread("expression", text)
    if around.unclear_sign and not in_piece:
        return Unread("unclear sign", text)
    factor = -1 if around.sign else 1
    others = (factor * other for other in found.others if _same_digits(found.value, other))
    return Stated(
        value=factor * found.value,
        text=f"{around.sign}{text[found.start : found.end]}",
        percent=bool(around.percent),
        unit=around.unit,
        counted=factor * found.parts[0] if found.parts[1:] == (_DOZEN,) else None,
        other_notation=next(others, None),
    )


_DOZEN = Fraction(12)


def _same_digits(value: Fraction, other: Fraction) -> bool:
    """1,234 and 1.234, but not the 17 of 5 p.m."""
    return value * 1000 == other or value == other * 1000 or value * 10**6 == other or value == other * 10**6
