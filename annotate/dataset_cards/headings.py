"""A card's text as headings and what stands under each; code blocks and comments hold no headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<title>.*?))?(?:[ \t]+#+)?[ \t]*$")
_HTML = re.compile(r"\s*<h(?P<level>[1-6])\b[^>]*>(?P<title>.*?)</h[1-6]>\s*$", re.IGNORECASE)
_UNDERLINE = re.compile(r" {0,3}(?:(?P<double>=+)|-{3,})[ \t]*$")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
_COMMENT = re.compile(r"<!--[\s\S]*?(?:-->|\Z)")
_PARAGRAPH = re.compile(r"\s*[^\s\-*+>|#<`~=]")


LONGEST_LINE = 2_000
"""Characters of a line that are looked at: cards hold pictures as one line of a megabyte, where patterns take hours."""


@dataclass(frozen=True)
class Block:
    """A heading and what stands under it, up to the next heading of any level."""

    level: int
    """1 to 6; 0 for what comes before the first heading."""
    title: str
    line: int
    """Of the heading, from 1, in the text that was given."""
    lines: tuple[str, ...]


def without_comments(text: str) -> str:
    """The text without HTML comments; the line breaks within them stay, so that lines keep their numbers."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)


def lines_of(text: str) -> list[str]:
    """The lines without comments, each cut off after `LONGEST_LINE`."""
    return [line[:LONGEST_LINE] for line in without_comments(text).splitlines()]


def blocks(text: str) -> Iterator[Block]:
    """Every heading in order, with the text under it; the first block has no heading."""
    level, title, began, held = 0, "", 1, list[str]()
    for number, line, heading in _marked(lines_of(text)):
        if heading is None:
            held.append(line)
            continue
        is_underline = not line.lstrip().startswith(("#", "<"))
        if is_underline:
            held.pop()  # the line above is the heading's own text
        yield Block(level, title, began, tuple(held))
        (level, title), began, held = heading, number - is_underline, []
    yield Block(level, title, began, tuple(held))


def _marked(lines: list[str]) -> Iterator[tuple[int, str, tuple[int, str] | None]]:
    """Each line with its number, and its level and title when it makes a heading."""
    fence, above = "", ""
    for number, line in enumerate(lines, start=1):
        first = line.lstrip()[:1]
        marks = _FENCE.match(line) if first in _FENCES else None
        heading = None
        if fence:
            closes = marks is not None and marks["marks"].startswith(fence) and not marks["info"].strip()
            fence = "" if closes else fence
        elif marks is not None and "`" not in marks["info"]:
            fence = marks["marks"]
        elif first in _MARKS:  # one line in ten: the others need no look
            heading = _heading(line, above)
        yield number, line, heading
        above = "" if fence or marks else line


_FENCES = frozenset("`~")
_MARKS = frozenset("#<=-")


def _heading(line: str, above: str) -> tuple[int, str] | None:
    if atx := _ATX.match(line):
        return len(atx["marks"]), (atx["title"] or "").strip()
    if html := _HTML.match(line):
        return int(html["level"]), re.sub(r"<[^>]+>", "", html["title"]).strip()
    underline = _UNDERLINE.match(line)
    if underline and _PARAGRAPH.match(above) and "|" not in above:
        return (1 if underline["double"] else 2), above.strip()
    return None
