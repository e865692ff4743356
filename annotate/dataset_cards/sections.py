"""The five sections of a card: which are there, and what is left empty.

Old template (datasets 2.5.2): Dataset Description, Dataset Structure, Dataset Creation, Considerations for Using the
Data, Additional Information. New template (huggingface_hub): Dataset Details, Dataset Structure, Dataset Creation, Uses
and Bias, Risks, and Limitations, Citation and what follows it. Which heading is whose: definitions.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from annotate.dataset_cards.definitions import SECTIONS, Headings, Section, definitions
from annotate.dataset_cards.headings import Block, blocks

DEEP = 4
"""From this level on a heading does not leave its section: `#### description` is a field of the structure."""

_OPTIONAL = re.compile(r"[\[(]\s*optional\s*[\])]", re.IGNORECASE)
_EMPTY_LINK = re.compile(r"!?\[[^\]]*\]\(\s*(?:#[^)]*)?\)")
_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\](?:\([^)]*\)|<[^>]*>)?")
_LABEL = re.compile(r"[\s*+\-]*(?:\*\*|__)(?P<label>[^*_]{1,60})(?:\*\*|__)\s*:?\s*(?P<rest>.*)$")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Part:
    """A heading of the card, the section it belongs to, and what it says."""

    section: Section | None
    """None for what belongs to none, such as a table of contents."""
    level: int
    title: str
    line: int
    says: bool
    """Whether a word is left without placeholders, and labels and lead-ins that nothing follows."""


def parts(body: str) -> tuple[Part, ...]:
    """The card's headings in order; `line` counts from the first line of `body`."""
    return tuple(_parts(body))


def sections_present(body: str) -> frozenset[Section]:
    """The sections that say something."""
    return frozenset(part.section for part in parts(body) if part.says and part.section is not None)


def sections_missing(body: str) -> tuple[Section, ...]:
    present = sections_present(body)
    return tuple(section for section in SECTIONS if section not in present)


def _parts(body: str) -> Iterator[Part]:
    around: list[tuple[int, Section | None]] = []
    for block in blocks(body):
        while around and around[-1][0] >= block.level:
            around.pop()
        section = _section_of(block, around[-1] if around else None)
        around.append((block.level, section))
        yield Part(section, block.level, block.title, block.line, _says(block.lines))


def _section_of(block: Block, parent: tuple[int, Section | None] | None) -> Section | None:
    name = plain_heading(block.title)
    if name in definitions().sections.skipped.headings:
        return None
    enclosing = parent[1] if parent else None
    if block.level >= DEEP and enclosing is not None:
        return enclosing
    own = _by_heading().get(name)
    if own is not None or enclosing is not None:
        return own or enclosing
    is_title = block.level <= 1  # of what stands under it the new template makes the summary
    return "description" if is_title else None


@cache
def _by_heading() -> dict[str, Section]:
    return definitions().sections.section_by_heading()


@lru_cache(4096)
def plain_heading(title: str) -> str:
    """The heading as definitions.toml spells it: lower case, without marks, numbers, pictures and `[optional]`."""
    text = _LINK.sub(lambda link: link["text"], _OPTIONAL.sub(" ", title))
    kept = "".join(one if one.isalnum() else " " for one in unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"^(?:\d+ )+", "", " ".join(kept.split()))


def _says(lines: tuple[str, ...]) -> bool:
    """From the end, where most texts tell at once: a lead-in such as `Examples:` counts only when something follows."""
    return any(not line.rstrip("*_ ").endswith((":", "：")) and says(line) for line in reversed(lines))


def says(line: str) -> bool:
    """Whether the line is more than a placeholder, a label without its value, an empty link or a rule."""
    text = _TAG.sub(" ", _EMPTY_LINK.sub(" ", line))
    labelled = _LABEL.match(text)
    value = labelled["rest"] if labelled else text
    if labelled and not value.strip() and not labelled["label"].rstrip().endswith(":") and ":" not in text:
        value = labelled["label"]  # a sentence in bold is no label
    return _is_content(value)


def is_placeholder(line: str) -> bool:
    """Whether the line is what a template leaves to be filled in."""
    nothing = definitions().sections.says_nothing
    return any(words in _plain(line) for words in nothing.anywhere)


def _is_content(text: str) -> bool:
    nothing: Headings = definitions().sections
    plain = _plain(text)
    if not _WORD.search(plain) or plain in nothing.says_nothing.whole:
        return False
    if plain.startswith(nothing.says_nothing.template_begins):
        return False
    for words in nothing.says_nothing.anywhere:
        plain = plain.replace(words, " ")
    return _WORD.search(plain) is not None


def _plain(text: str) -> str:
    """Lower case, without links' addresses, brackets and list marks."""
    without = _LINK.sub(lambda link: link["text"], text)
    return " ".join(without.lower().replace("[", " ").replace("]", " ").strip(" \t-*+>_.|:").split())
