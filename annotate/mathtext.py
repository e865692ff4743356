r"""Where a text is mathematics and where it is prose.

    The point $(0,3)$ lies $5 away from a \$5 note.
              ^^^^^^^ a formula     ^ money

A `$` opens a formula when something follows it at once, and closes one when something stands before it and no digit
after it (pandoc's rule). That alone keeps "$5 and $6" out of mathematics; `_reads_as_prose` catches the rest.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Piece(NamedTuple):
    """A stretch of a text, verbatim: concatenated, the pieces are the text."""

    text: str
    formula: bool
    start: int
    """Offset in code points."""

    @property
    def inner(self) -> str:
        """The formula without its delimiters; an environment keeps its name, which is part of its meaning."""
        for opening, closing in _DELIMITERS:
            if self.text.startswith(opening) and self.text.endswith(closing):
                return self.text[len(opening) : -len(closing)].strip()
        return self.text


_DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_FORMULA = re.compile(
    r"""
      \$\$ .+? \$\$
    | \\\[ .+? \\\]
    | \\\( .+? \\\)
    | \\begin\{(?P<environment>[A-Za-z]+\*?)\} .*? \\end\{(?P=environment)\}
    | \[asy\] .*? \[/asy\]
    | (?<![\\$]) \$ (?=[^\s$]) (?: \\. | [^$\\] )*? (?<!\s) \$ (?!\d)
    """,
    re.DOTALL | re.VERBOSE,
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)", re.DOTALL)
_TEXT_COMMAND = re.compile(r"\\(?:text|textbf|textit|mbox|mathrm|operatorname)\s*\{[^{}]*\}")
_THREE_WORDS = re.compile(r"[^\W\d_]{2,}(?:[\s,.;:]+[^\W\d_]{2,}){2}")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[\s,.;:]+[^\W\d_]{2,}")
_NOT_ASCII_LETTERS = re.compile(r"[^\W\d_\x00-\x7f]{2,}")
_URL = re.compile(r"https?://\S+|www\.\S+")


def split(text: str) -> tuple[Piece, ...]:
    """The text as prose and formulas in turn; an unpaired `$` is prose."""
    return tuple(_pieces(text))


def formulas(text: str) -> tuple[Piece, ...]:
    """The formulas alone, in order."""
    return tuple(piece for piece in split(text) if piece.formula)


def prose(text: str) -> str:
    """What is left for a reader of words: no formulas, LaTeX commands, addresses or digits."""
    words = " ".join(piece.text for piece in split(text) if not piece.formula)
    words = _COMMAND.sub(" ", _URL.sub(" ", words))
    return " ".join(re.sub(r"[\d$%^_{}\\=+*/<>|~#]+", " ", words).split())


def commands(text: str) -> list[str]:
    r"""LaTeX commands in order, `\frac` and `\{` alike, without those that only set spacing."""
    return [found for found in _COMMAND.findall(text) if found not in _SPACING]


_SPACING = frozenset({"\\,", "\\;", "\\:", "\\!", "\\ ", "\\\n", "\\quad", "\\qquad", "\\(", "\\)", "\\[", "\\]"})


def without_words(formula: str) -> str:
    r"""A formula with the words inside `\text{...}` removed: those are prose and may be translated."""
    return _TEXT_COMMAND.sub(r"\\text{}", formula)


def _pieces(text: str) -> Iterator[Piece]:
    at = 0
    position = 0
    while found := _FORMULA.search(text, position):
        if _reads_as_prose(found.group()):
            position = found.start() + 1
            continue
        if found.start() > at:
            yield Piece(text[at : found.start()], formula=False, start=at)
        yield Piece(found.group(), formula=True, start=found.start())
        at = position = found.end()
    if at < len(text):
        yield Piece(text[at:], formula=False, start=at)


def _reads_as_prose(match: str) -> bool:
    """Between two dollar signs of money stand words in a row, or after an amount one of another alphabet."""
    if not match.startswith("$") or match.startswith("$$"):
        return False
    bare = _COMMAND.sub(" ", _TEXT_COMMAND.sub(" ", match))
    if match[1].isdigit():
        return bool(_TWO_WORDS.search(bare) or _NOT_ASCII_LETTERS.search(bare))
    return bool(_THREE_WORDS.search(bare))
