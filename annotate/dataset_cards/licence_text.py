"""The licences that a card's text names, as the Hub's identifiers: what people read, beside what the metadata declares.

Only where the card speaks of its licence: under a heading or on a line that says so. Papers and tools are licensed too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.dataset_cards.headings import Block, blocks
from annotate.dataset_cards.sections import plain_heading

_ABOUT = re.compile(r"licen[sc]|ライセンス|许可|라이[선센]스", re.IGNORECASE)
_CODE = re.compile(r"\bcode\b|\bsoftware\b|\bscripts?\b", re.IGNORECASE)
"""A line about the code's licence tells nothing of the data's."""
_CREATIVE_COMMONS = re.compile(
    r"(?:creativecommons\.org/licenses/|\bCC[ -]|\bcreative commons )(?P<kind>BY(?:[ -](?:NC|SA|ND))*)\b[ /-]*"
    r"(?P<version>[234]\.[05])?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"\battribution(?P<kind>(?:[ -]+(?:non-?commercial|share-?alike|no-?deriv\w*))*)"
    r"(?:\D{0,30}(?P<version>[234]\.[05]))?",
    re.IGNORECASE,
)
_OTHERS = {
    "cc0-1.0": re.compile(r"publicdomain/zero|\bCC[ -]?0\b|creative commons zero", re.IGNORECASE),
    "apache-2.0": re.compile(r"\bapache\b[\w ,-]*2\.0|\bapache-2", re.IGNORECASE),
    "mit": re.compile(r"\bMIT\b(?! Scene| Press)"),
    "gpl-3.0": re.compile(r"\bGPL[ -]?v?\.? ?3|general public licen[sc]e,? (?:version |v)?3", re.IGNORECASE),
    "gpl-2.0": re.compile(r"\bGPL[ -]?v?\.? ?2|general public licen[sc]e,? (?:version |v)?2", re.IGNORECASE),
    "odc-by": re.compile(r"\bODC-BY\b", re.IGNORECASE),
    "odbl": re.compile(r"\bODbL\b|open database licen[sc]e", re.IGNORECASE),
}
_SHORT = (("noncommercial", "nc"), ("noderiv", "nd"), ("sharealike", "sa"))


def licences_in_text(body: str) -> tuple[str, ...]:
    """Each once, in the order in which they are named; a Creative Commons one without its version has none."""
    return tuple(dict.fromkeys(name for line in _lines(body) for name in _named(line)))


def _lines(body: str) -> Iterator[str]:
    for block in blocks(body):
        yield from (line for line in block.lines if _tells(block, line))


def _tells(block: Block, line: str) -> bool:
    is_about = _ABOUT.search(plain_heading(block.title)) or _ABOUT.search(line)
    return bool(is_about) and not _CODE.search(line)


def _named(line: str) -> Iterator[str]:
    for found in _CREATIVE_COMMONS.finditer(line):
        kind = re.sub(r"[ -]+", "-", found["kind"].lower())
        yield _creative_commons(kind.removeprefix("by").strip("-").split("-"), found["version"])
    for found in _SPELLED.finditer(line):
        letters = re.sub(r"[^a-z]", "", found["kind"].lower())
        yield _creative_commons([short for long, short in _SHORT if long in letters], found["version"])
    yield from (name for name, pattern in _OTHERS.items() if pattern.search(line))


def _creative_commons(conditions: list[str], version: str | None) -> str:
    in_order = [one for one in ("nc", "nd", "sa") if one in conditions]
    return "-".join(["cc-by", *in_order, *([version] if version else [])])
