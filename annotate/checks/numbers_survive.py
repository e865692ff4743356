"""Every number of the source is in the translation, and no other is.

Numbers are compared as values, each side read in its own notation: "three" for 3, 8万 for 80,000 and 1,5 for 1.5 are
no loss. What a language may leave unsaid is not demanded: one, first, a, once. Twice, half, dozen and their likes
explain a number on the other side but demand none, as the translator may say "the same again" or "50 %".

How often a number is said is free, as translators merge and repeat, but when both sides say as many numbers, one
value said more often and another less is an exchange: 20 minutes became the second 40.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from annotate.checks.pair import Noticed
from annotate.quantities import Quantity, knows_words, numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotate.checks.pair import Pair

UNSAID = 1
"""One is an article in half the languages; zero is "none"."""
SMALL = 12
"""Where number words cannot be read, a number up to this may be one, and is not demanded."""
_PERCENT = Fraction(100)


class _Stated(NamedTuple):
    """What a text states, in any reading, and what it says as part of a number: 68 of "68 dozen"."""

    values: frozenset[Fraction]
    parts: frozenset[Fraction]
    language: str


def numbers_survive(pair: Pair) -> Iterator[Noticed]:
    before = numbers_in(pair.source, pair.problem.language)
    after = numbers_in(pair.text, pair.target)
    lost = _unexplained(before, _stated(after, pair.target))
    in_digits = tuple(number for number in after if number.kind == "digits")
    added = _unexplained(in_digits, _stated(before, pair.problem.language))
    if lost or added:
        yield Noticed(_sentence(lost, added), tuple(number.text for number in (*lost, *added)))
    elif exchanged := _exchanged(before, after, pair):
        yield Noticed(_exchange(*exchanged), tuple(number.text for number in exchanged[1]))


def _stated(numbers: tuple[Quantity, ...], language: str) -> _Stated:
    values = frozenset(reading for number in numbers for reading in (number.value, *number.others))
    return _Stated(values, frozenset(part for number in numbers for part in number.parts), language)


def _unexplained(numbers: tuple[Quantity, ...], other: _Stated) -> tuple[Quantity, ...]:
    return _distinct(
        number for number in numbers if _demanded(number, other.language) and not _explained(number, other)
    )


def _exchanged(
    before: tuple[Quantity, ...], after: tuple[Quantity, ...], pair: Pair
) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]] | None:
    """Numbers said less often and numbers said more often, where each side says as many and knows them all."""
    told = [number for number in before if _demanded(number, pair.target)]
    retold = [number for number in after if _demanded(number, pair.problem.language)]
    old, new = Counter(number.value for number in told), Counter(number.value for number in retold)
    fewer, more = (old - new).keys(), (new - old).keys()
    if len(told) != len(retold) or not (fewer <= new.keys() and more <= old.keys()):
        return None
    rarer = _distinct(number for number in told if number.value in fewer)
    return (rarer, _distinct(number for number in retold if number.value in more)) if rarer else None


def _exchange(fewer: tuple[Quantity, ...], more: tuple[Quantity, ...]) -> str:
    shown = [", ".join(_shown(number) for number in numbers) for numbers in (fewer, more)]
    return f"numbers exchanged: {shown[0]} said less often, {shown[1]} more often than in the source"


def _sentence(lost: tuple[Quantity, ...], added: tuple[Quantity, ...]) -> str:
    parts = [f"numbers {what}: {', '.join(_shown(number) for number in numbers)}"
             for what, numbers in (("lost", lost), ("added", added)) if numbers]  # fmt: skip
    return "; ".join(parts)


def _shown(number: Quantity) -> str:
    value = str(number.value)
    return number.text if number.text == value else f"{number.text} ({value})"


def _demanded(number: Quantity, other_language: str) -> bool:
    if number.kind == "loose" or (number.value <= UNSAID and number.value.denominator == 1):
        return False
    if knows_words(other_language):
        return True
    return number.kind == "digits" and number.value > SMALL


def _explained(number: Quantity, other: _Stated) -> bool:
    """Whether the other text states the number, in any reading, or says its parts."""
    readings = {number.value, *number.others}
    as_percent = {percent for reading in readings for percent in _as_percent(reading)}
    if readings & (other.values | other.parts) or as_percent & other.values:
        return True
    told = _told_parts(number, other.values)
    # Five quarters may be five coins of 25 cents, and in a language without a table we miss the million of 11 million.
    one_is_enough = number.kind == "word" or not knows_words(other.language)
    return bool(told) and (any(told) if one_is_enough else all(told))


def _told_parts(number: Quantity, stated: frozenset[Fraction]) -> list[bool]:
    """Which of its parts the other text states: 3 and 4 of 3/4, 2 and a half of 2½."""
    parts = number.parts
    if not parts and number.value.denominator > 1 and number.value > UNSAID:
        parts = (Fraction(number.value.__floor__()), number.value % 1)
    return [part in stated for part in parts if part != UNSAID]


def _as_percent(value: Fraction) -> set[Fraction]:
    """Half is 50 %, and 0.25 dollars are 25 cents."""
    return {value * _PERCENT, value / _PERCENT} if value.denominator > 1 or value % 5 == 0 else set()


def _distinct(numbers: Iterable[Quantity]) -> tuple[Quantity, ...]:
    return tuple({number.value: number for number in numbers}.values())
