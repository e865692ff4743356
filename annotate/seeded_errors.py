"""A translator's mistakes, put into good translations on purpose: to learn whether people notice them.

    How many more shirts than jeans?   ->   `más` became `menos`

A mistake that a check finds would measure the check: its finding stands beside the item. So `spoil` gives only
mistakes that every check passes. Each says what was done, for whoever reads the result; no annotator sees it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from annotate.checks import Pair, check
from annotate.opposites import opposites
from annotate.quantities import Quantity, numbers_in

ATTEMPTS = 4
"""Of each kind of mistake, at different places, before another kind is tried."""


class Spoilt(NamedTuple):
    """A pair with a mistake in it."""

    pair: Pair
    kind: str
    """One of a few words that results are grouped by: `unit changed`."""
    what: str
    """What was done: `hours` became `minutes`."""


Mistake = Callable[[Pair, random.Random], Spoilt | None]
"""Makes one; None where the text has no place for it."""


def spoil(pair: Pair, chance: random.Random) -> Spoilt | None:
    """A mistake that every check passes, of a kind drawn at random; None where none could be made."""
    for mistake in chance.sample(MISTAKES, len(MISTAKES)):
        for _ in range(ATTEMPTS):
            spoilt = mistake(pair, chance)
            if spoilt and not check(spoilt.pair):
                return spoilt
    return None


def says(one: Pair, text: str, choices: tuple[str, ...] | None = None) -> Pair:
    """The same pair with another translation."""
    changed = {"question": text} if choices is None else {"question": text, "choices": choices}
    return replace(one, translation=one.translation.model_copy(update=changed))


def word_reversed(one: Pair, chance: random.Random) -> Spoilt | None:
    """More for less, hours for minutes, bought for sold: one word of `opposites`."""
    text = one.translation.question
    places = [(row, found) for row in opposites(one.target) for found in row.pattern.finditer(text)]
    if not places:
        return None
    row, found = chance.choice(places)
    instead = row.instead[0].upper() + row.instead[1:] if found[0][0].isupper() else row.instead
    return Spoilt(_put(one, found.start(), found.end(), instead), row.kind, f"`{found[0]}` became `{instead}`")


def numbers_exchanged(one: Pair, chance: random.Random) -> Spoilt | None:
    """Two numbers in each other's place: no number is lost, and the problem is another."""
    text = one.translation.question
    numbers = [number for number in numbers_in(text, one.target) if number.kind == "digits"]
    pairs = [(a, b) for a in numbers for b in numbers if a.end <= b.start and a.value != b.value]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    exchanged = text[: first.start] + second.text + text[first.end : second.start] + first.text + text[second.end :]
    return Spoilt(says(one, exchanged), "numbers exchanged", f"`{first.text}` and `{second.text}` changed places")


def digit_changed(one: Pair, chance: random.Random) -> Spoilt | None:
    tokens = digit_tokens(one)
    if not tokens:
        return None
    token, text = chance.choice(tokens), one.translation.question
    at = chance.choice([token.start + i for i, sign in enumerate(token.text) if sign.isdecimal()])
    other = chance.choice([digit for digit in "23456789" if digit != text[at]])
    changed = token.text[: at - token.start] + other + token.text[at - token.start + 1 :]
    return Spoilt(_put(one, at, at + 1, other), "number changed", f"`{token.text}` became `{changed}`")


def name_mistaken(one: Pair, chance: random.Random) -> Spoilt | None:
    """One person's name where another's belongs; names are capitalised words that both languages spell alike."""
    text = one.translation.question
    names = set(_CAPITALISED.findall(one.problem.question)) & set(_CAPITALISED.findall(text)) - _NO_NAMES
    places = [found for found in _CAPITALISED.finditer(text) if found[0] in names]
    if len(names) < 2:
        return None
    place = chance.choice(places)
    other = chance.choice(sorted(names - {place[0]}))
    return Spoilt(_put(one, place.start(), place.end(), other), "name mistaken", f"`{place[0]}` became `{other}`")


def sentence_dropped(one: Pair, chance: random.Random) -> Spoilt | None:
    kept = sentences(one.translation.question)
    if len(kept) < 2:
        return None
    gone = kept.pop(chance.randrange(len(kept)))
    return Spoilt(says(one, "".join(kept)), "sentence dropped", f"dropped: {gone.strip()}")


MISTAKES: tuple[Mistake, ...] = (
    word_reversed, word_reversed, word_reversed, numbers_exchanged, digit_changed, name_mistaken, sentence_dropped,
)  # fmt: skip
"""Words three times: nearly every text has two numbers, and people would learn to look at those alone."""

_CAPITALISED = re.compile(r"(?<![^\W\d_])[A-Z][a-z]{2,}(?![a-z])")
_NO_NAMES = frozenset({"April", "August", "September", "November", "The", "Die", "Des", "Son", "Dollar", "Dollars"})
"""Words that are capitalised and spelt alike in two languages, and are nobody."""
_SENTENCE = re.compile(r"(?:[^.!?。！？।]|\.(?=\d))+(?:[.!?。！？।]+\s*|$)")


def sentences(text: str) -> list[str]:
    """Its sentences, verbatim: joined they are the text."""
    return _SENTENCE.findall(text)


def digit_tokens(one: Pair) -> list[Quantity]:
    """The numbers in digits that a change would make wrong."""
    numbers = numbers_in(one.translation.question, one.target)
    return [number for number in numbers if number.kind == "digits" and number.value > 1]


def _put(one: Pair, start: int, end: int, instead: str) -> Pair:
    text = one.translation.question
    return says(one, text[:start] + instead + text[end:])
