"""Text without the HTML that a crawler left in it.

    "<b><a href=...>Liz Truss</a></b> <i>(pictured)</i> resigns."   ->   "Liz Truss (pictured) resigns."

Taking tags out glues words together where the page relied on them for space, and turns 10<sup>27</sup> into 1027, so
both are mended. What a page hides, and its scripts and styles, are not its text.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

from crawlers.clusters.articles import clean_text

_BLOCKS = frozenset({"address", "article", "blockquote", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"})  # fmt: skip
_INLINE = frozenset({"a", "abbr", "b", "bdi", "big", "br", "center", "cite", "code", "em", "figcaption", "figure",
    "font", "hr", "i", "iframe", "img", "ins", "noscript", "q", "s", "small", "span", "strong", "sub", "sup", "svg",
    "time", "tt", "u", "video", "wbr"})  # fmt: skip
_UNSHOWN = frozenset({"script", "style", "head", "title", "noscript", "svg"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_NAMES = "|".join(sorted(_BLOCKS | _INLINE | _UNSHOWN | _VOID | {"html", "body"}, key=len, reverse=True))
_TAG = re.compile(rf"<(?:/?(?P<name>{_NAMES})(?=[\s/>]|href|class|title)[^<>]*>|!--)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|nbsp|amp|quot|lt|gt|apos|[lr][ds]quo|[mn]dash|hellip);", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_POWER = re.compile(r"[0-9+−-]+")


class Plain(NamedTuple):
    """A text without markup, and what was taken out of it."""

    text: str
    tags: tuple[str, ...]
    """Names of the tags removed, each once, in the alphabet's order; `&;` for character references."""


def plain_text(text: str) -> Plain:
    """The text as a reader of the page would see it; one without any known tag or reference stays as it is."""
    tags = {(found["name"] or "!--").lower() for found in _TAG.finditer(text)}
    if not tags:
        resolved = _ENTITY.sub(lambda found: unescape(found[0]), text)
        return Plain(clean_text(resolved.replace("\xa0", " ")), ("&;",)) if resolved != text else Plain(text, ())
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Plain(clean_text(re.sub(r"[^\S\n]+", " ", reader.text())), tuple(sorted(tags)))


class _Reader(HTMLParser):
    """Collects what is shown; `_hidden` counts the open elements inside one that is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden = 0
        self._raised = False

    def text(self) -> str:
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hides = tag in _UNSHOWN or _HIDDEN.search(dict(attrs).get("style") or "") is not None
        if (self._hidden or hides) and tag not in _VOID:
            self._hidden += 1
        self._raised = tag == "sup"
        self._break_at(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag not in _VOID:
            self._hidden -= 1
        self._raised = False
        self._break_at(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._raised and _POWER.fullmatch(data):
            data = data.translate(_SUPERSCRIPTS)
        before = self._pieces[-1][-1:] if self._pieces else ""
        self._pieces.append(" " + data if _lost_space(before, data[:1]) else data)

    def _break_at(self, tag: str) -> None:
        if not self._hidden and tag in _BLOCKS | {"br", "hr"}:
            self._pieces.append("\n\n" if tag in _BLOCKS else "\n")


def _lost_space(before: str, after: str) -> bool:
    """Whether two characters that a tag parted cannot have stood together: `resigned</b>Then`, `Truss,<b>who`."""
    return (after.isupper() and (before.islower() or before in tuple(".:»"))) or (
        after.isalpha() and before in tuple(",;!?")
    )
