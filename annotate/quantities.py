r"""The numbers a text states, as exact values, however the language writes them.

    She sold 1,200 eggs and two and a half dozen ducks.      1200, 5/2, 12
    Vendió 1.200 huevos; 8万5千; 3만 5천; ১৬টি; \frac{3}{4}   1200, 85000, 35000, 16, 3/4

Number words are read for the languages of `number_words.WORDS`; for others only digits are seen, and `knows_words`
says so. A time gives its hour and its minutes (3:30 is 3 and 30), a date its parts, a percentage the number before
the sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NamedTuple

from annotate import number_words
from annotate.digits import digits_in
from annotate.lexicon import Role, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["digits", "word", "loose"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text."""

    value: Fraction
    text: str
    """Verbatim."""
    start: int
    """Offset in code points; `end` is exclusive."""
    end: int
    kind: Kind
    """Written in digits, in words, or in a loose word (twice, pair, second) that explains but does not demand."""
    others: tuple[Fraction, ...] = ()
    """What else the text may mean: 1.234 for 1,234; 17 for 5 p.m."""
    parts: tuple[Fraction, ...] = ()
    """What it is made of, as another language may say it apart: 3 and 4 of 3/4, 2 and 1/2 of two and a half."""


def numbers_in(text: str, language: str) -> tuple[Quantity, ...]:
    """Every number of `text`, in order; `language` is a BCP-47 tag."""
    language = _primary(language)
    found = [*_digit_pieces(text, language), *_word_pieces(text, language)]
    runs = _runs(sorted(found, key=lambda piece: piece.start), text, language)
    return tuple(_fractions([_quantity(run, text, language) for run in runs], text, language))


def knows_words(language: str) -> bool:
    """Whether number words of the language are read, and not only digits."""
    return _primary(language) in number_words.WORDS


def _primary(tag: str) -> str:
    language = tag.replace("_", "-").split("-")[0].lower()
    return "zh" if language in {"yue", "cmn"} else language


class _Piece(NamedTuple):
    """A digit token or a number word, before its neighbours are looked at."""

    value: Fraction
    role: Role
    start: int
    end: int
    digits: bool = False
    others: tuple[Fraction, ...] = ()
    parts: tuple[Fraction, ...] = ()


def _digit_pieces(text: str, language: str) -> Iterator[_Piece]:
    for found in digits_in(text, language):
        role: Role = "cardinal" if found.counts else "loose"
        yield _Piece(found.value, role, found.start, found.end, True, found.others, found.parts)


def _word_pieces(text: str, language: str) -> Iterator[_Piece]:
    if language not in number_words.WORDS:
        return
    words = lexicon(language)
    for run in words.run.finditer(text):
        at = run.start()
        while at < run.end() and (found := words.word.match(text, at)):
            value, role = words.meanings[found.lastgroup or ""]
            if role != "none":
                yield _Piece(value, role, *found.span())
            at = _skip_link(text, found.end(), language)


def _skip_link(text: str, at: int, language: str) -> int:
    """Past the `und` of fünfundzwanzig."""
    return at + len("und") if language in number_words.COMPOUND and text[at : at + 3].lower() == "und" else at


def _runs(pieces: Iterable[_Piece], text: str, language: str) -> Iterator[list[_Piece]]:
    """Pieces that make up one number: two | hundred | five; 8 | 万 | 5 | 千; two | and a half."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and not (_joined(text[run[-1].end : piece.start], piece, language) and _goes_on(run, piece, language)):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _joined(between: str, piece: _Piece, language: str) -> bool:
    if piece.role != "cardinal" and re.fullmatch(r"[ \u00a0-]?", between):
        return True
    return bool(re.fullmatch(number_words.JOINTS.get(language, r"(?!)"), between, re.IGNORECASE))


def _goes_on(run: list[_Piece], piece: _Piece, language: str) -> bool:
    last = run[-1]
    if piece.role != "cardinal" or last.role not in {"cardinal", "scale"}:
        return _modifies(last, piece)
    if language in number_words.SCALE_FIRST and last.role == "scale":
        return not piece.digits or len(run) == 1
    if language in number_words.SCALE_FIRST and len(run) > 1 and run[-2].role == "scale":
        return piece.value < run[-2].value  # mia moja na tano: moja has already multiplied
    if last.digits or (piece.digits and language not in number_words.MYRIADS):
        return False
    if language in number_words.COMPOUND and last.value < 10 <= piece.value < 100:
        return last.role == "cardinal"
    return piece.value < _room(last, language)


def _modifies(last: _Piece, piece: _Piece) -> bool:
    """Parts and halves follow a cardinal, a scale also another one: hundred thousand."""
    if piece.role == "scale" and last.role == "scale":
        return piece.value != last.value
    return last.role == "cardinal" and piece.role in {"scale", "part", "plus"}


def _room(piece: _Piece, language: str) -> Fraction:
    """What may be added after it must be smaller: 10 after twenty, 100 after a hundred, 20 after soixante."""
    if piece.role == "scale":
        return piece.value
    if language == "fr" and piece.value in {60, 80}:
        return Fraction(20)
    return next((Fraction(unit) for unit in (1000, 100, 10) if piece.value and piece.value % unit == 0), Fraction(0))


def _quantity(run: list[_Piece], text: str, language: str) -> Quantity:
    first, last = run[0], run[-1]
    value, parts = _value(run, text, language)
    bare = len(run) == 1
    kind: Kind = "digits" if first.digits and first.role == "cardinal" else "word"
    if bare and not first.digits and first.role != "cardinal":
        kind = "loose"
    return Quantity(
        value=value,
        text=text[first.start : last.end],
        start=first.start,
        end=last.end,
        kind="loose" if first.role == "loose" and not first.digits else kind,
        others=_discount(value) if text[last.start : last.end] == "折" else first.others if bare else (),
        parts=parts or first.parts,
    )


def _value(run: list[_Piece], text: str, language: str) -> tuple[Fraction, tuple[Fraction, ...]]:
    """The value of a run, and its parts when it ends in a fraction or a scale that may be said apart: 68 per dozen."""
    *before, last = run
    if last.role == "part":
        count = _whole(before, text, language) if before else Fraction(1)
        return count / last.value, (count, last.value) if before else ()
    if last.role == "plus" and before:
        count = _whole(before, text, language)
        return count + last.value, (count, last.value)
    if before and last.role == "scale" and (last.value == _DOZEN or before[0].digits):
        return _whole(run, text, language), (_whole(before, text, language), last.value)
    return _whole(run, text, language), ()


def _discount(paid: Fraction) -> tuple[Fraction, ...]:
    """八折, 80 % of the price, is 20 % off."""
    return (100 - paid,)


_DOZEN = 12


def _whole(run: list[_Piece], text: str, language: str) -> Fraction:
    """Cardinals wait on a stack until a scale takes all below it: 2, 100 -> 200; 200, 1000 -> 200,000."""
    stack: list[Fraction] = []
    for before, piece in zip((None, *run), run, strict=False):
        if piece.role == "scale":
            taken = [stack.pop()] if before and before.role == "cardinal" else []
            while stack and (stack[-1] < piece.value or piece.value == _DOZEN):
                taken.append(stack.pop())
            stack.append((sum(taken, Fraction(0)) or 1) * piece.value)
        elif before and before.role == "scale" and _multiplies_back(text[before.end : piece.start], language):
            stack[-1] *= piece.value
        else:
            stack.append(piece.value)
    return sum(stack, Fraction(0))


def _multiplies_back(between: str, language: str) -> bool:
    return language in number_words.SCALE_FIRST and not between.strip()


def _fractions(quantities: list[Quantity], text: str, language: str) -> Iterator[Quantity]:
    """Joins denominator and numerator around 分之, 分の or 분의."""
    mark = number_words.FRACTION_MARKS.get(language)
    pending: Quantity | None = None
    for quantity in quantities:
        if pending and mark and text[pending.end : quantity.start].strip() == mark and pending.value:
            pending = _fraction(pending, quantity, text)
            continue
        if pending:
            yield pending
        pending = quantity
    if pending:
        yield pending


def _fraction(denominator: Quantity, numerator: Quantity, text: str) -> Quantity:
    return replace(
        denominator,
        value=numerator.value / denominator.value,
        text=text[denominator.start : numerator.end],
        end=numerator.end,
        others=(),
        parts=(numerator.value, denominator.value),
    )
