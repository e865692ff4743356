r"""Formulas are copied, not translated: the same ones, as often, and well formed.

Order is free, as another grammar asks for it. Free too are spacing commands, the words inside `\text{...}`, the kind
of delimiter, and punctuation at a formula's edge. A formula that is only a number without a sign (`$5$`) may become a
plain number: `numbers_survive` holds its value.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from annotate import mathtext
from annotate.checks.pair import Noticed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotate.checks.pair import Pair

SHOWN = 5
"""More changed formulas than this say the same thing again."""
_SPACING = re.compile(r"\\[,;:! ]|\\q?quad(?![A-Za-z])|~|\s+")
_EDGE = ".,;:!?。，、．؛،।"
_PLAIN_NUMBER = re.compile(r"[\d.,{}\\$%\s]*")
_MARKS = (
    ("braces", re.compile(r"(?<!\\)\{"), re.compile(r"(?<!\\)\}")),
    (r"\left and \right", re.compile(r"\\left(?![A-Za-z])"), re.compile(r"\\right(?![A-Za-z])")),
    (r"\begin and \end", re.compile(r"\\begin\b"), re.compile(r"\\end\b")),
    (r"\[ and \]", re.compile(r"(?<!\\)\\\["), re.compile(r"(?<!\\)\\\]")),
    (r"\( and \)", re.compile(r"(?<!\\)\\\("), re.compile(r"(?<!\\)\\\)")),
)


def latex_survives(pair: Pair) -> Iterator[Noticed]:
    yield from _unbalanced(pair)
    before, after = _formulas(pair.source), _formulas(pair.text)
    if changed := _difference(before, after):
        lost, added = changed
        yield Noticed(_sentence("formulas", lost, added), (*lost, *added)[:SHOWN])
        return
    before, after = Counter(mathtext.commands(pair.source)), Counter(mathtext.commands(pair.text))
    if changed := _difference(before, after):
        lost, added = changed
        yield Noticed(_sentence("LaTeX commands", lost, added), added[:SHOWN])


def _unbalanced(pair: Pair) -> Iterator[Noticed]:
    for what, opening, closing in _MARKS:
        if _surplus(pair.text, opening, closing) != _surplus(pair.source, opening, closing):
            opened, closed = len(opening.findall(pair.text)), len(closing.findall(pair.text))
            yield Noticed(f"unbalanced {what}: {opened} opened, {closed} closed")


def _surplus(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> int:
    return len(opening.findall(text)) - len(closing.findall(text))


def _formulas(text: str) -> Counter[str]:
    """Formulas without what is free; plain numbers left out."""
    plain = (_plain(piece.inner) for piece in mathtext.formulas(text))
    return Counter(formula for formula in plain if not _PLAIN_NUMBER.fullmatch(formula))


def _plain(formula: str) -> str:
    bare = _SPACING.sub("", mathtext.without_words(formula).replace("{,}", ","))
    return bare.strip(_EDGE).replace("\\dfrac", "\\frac").replace("\\tfrac", "\\frac")


def _difference(before: Counter[str], after: Counter[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    lost, added = tuple((before - after).elements()), tuple((after - before).elements())
    return (lost, added) if lost or added else None


def _sentence(what: str, lost: tuple[str, ...], added: tuple[str, ...]) -> str:
    parts = [f"{how}: {', '.join(some[:SHOWN])}" for how, some in (("lost", lost), ("added", added)) if some]
    return f"{what} {'; '.join(parts)}"
