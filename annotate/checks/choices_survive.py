"""The options are all there, in the source's order, each still different from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.checks.pair import Noticed
from annotate.quantities import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from annotate.checks.pair import Pair


def choices_survive(pair: Pair) -> Iterator[Noticed]:
    before, after = pair.problem.choices, pair.translation.choices
    if len(before) != len(after):
        yield Noticed(f"options: {len(before)} in the source, {len(after)} in the translation", after)
        return
    if empty := [_letter(index) for index, option in enumerate(after) if not option.strip()]:
        yield Noticed(f"empty options: {', '.join(empty)}")
    if twins := _twins(after) - _twins(before):
        yield Noticed(f"options that say the same: {', '.join(sorted(twins))}", _of_letters(after, twins))
    yield from _moved(pair)


def _moved(pair: Pair) -> Iterator[Noticed]:
    """Untranslated options, names and formulas, stand where they stood."""
    before, after = pair.problem.choices, pair.translation.choices
    moved = [index for index, option in enumerate(after) if option != before[index] and before.count(option) == 1]
    if moved:
        letters = ", ".join(_letter(index) for index in moved)
        yield Noticed(f"options in another order: {letters}", tuple(after[index] for index in moved))
        return
    yield from _renumbered(pair)


def _renumbered(pair: Pair) -> Iterator[Noticed]:
    """Options with numbers keep them in their place; a swap is told from a change because the multiset stays."""
    before = [_values(option, pair.problem.language) for option in pair.problem.choices]
    after = [_values(option, pair.target) for option in pair.translation.choices]
    changed = [index for index, (old, new) in enumerate(zip(before, after, strict=True)) if not _agree(old, new)]
    if changed:
        letters = ", ".join(_letter(index) for index in changed)
        swapped = len(changed) > 1 and all(any(_agree(before[i], after[j]) for j in changed) for i in changed)
        what = "options in another order" if swapped else "options with other numbers"
        yield Noticed(f"{what}: {letters}", tuple(pair.translation.choices[index] for index in changed))


def _values(option: str, language: str) -> list[set[Fraction]]:
    """Each number's possible readings; a loose word is no number of an option."""
    return [{number.value, *number.others} for number in numbers_in(option, language) if number.kind == "digits"]


def _agree(before: list[set[Fraction]], after: list[set[Fraction]]) -> bool:
    """The same values in any order: a date turns round between languages. An option without digits says nothing."""
    if not before or not after:
        return not before or not any(value > 1 for readings in before for value in readings)
    waiting = list(after)
    for readings in before:
        match = next((other for other in waiting if readings & other), None)
        if match is None:
            return False
        waiting.remove(match)
    return not waiting


def _twins(options: Sequence[str]) -> frozenset[str]:
    """Letters of options that another one repeats."""
    plain = [" ".join(option.split()).casefold() for option in options]
    return frozenset(_letter(index) for index, option in enumerate(plain) if option and plain.count(option) > 1)


def _of_letters(options: Sequence[str], letters: frozenset[str]) -> tuple[str, ...]:
    return tuple(option for index, option in enumerate(options) if _letter(index) in letters)


def _letter(index: int) -> str:
    return chr(ord("A") + index)
