"""What is missing from a card's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.dataset_cards.arxiv import papers_in_text
from annotate.dataset_cards.classes import UNKNOWN, licence_class
from annotate.dataset_cards.declared import declared_in
from annotate.dataset_cards.definitions import SECTIONS, Section, definitions
from annotate.dataset_cards.headings import lines_of, without_comments
from annotate.dataset_cards.licence_text import licences_in_text
from annotate.dataset_cards.lint_parts import Gap
from annotate.dataset_cards.metadata import Card
from annotate.dataset_cards.sections import Part, is_placeholder, parts, plain_heading, says
from annotate.dataset_cards.words import count_words

ENOUGH_WORDS = 200
"""The CJK survey's mean card has 168 (Japanese) to 678 words (English)."""

_ADVICE: dict[Section, str] = {
    "description": "say what the data is, in which languages, and where its home is",
    "structure": "show a row, explain its fields, and count the splits",
    "creation": "say why it was made, from what, how, by whom it was annotated, and what personal data is in it",
    "usage": "say what it is for, what it is not for, and which biases and limits are known",
    "additional": "name who made it, its licence, and how to cite it",
}
_SOURCES = re.compile(r"source|collection|generation|processing|来源|收集|出典|作成|収集|출처|수집|구축")
_CITING = re.compile(r"@\w+\s*\{|\bdoi\.org/|\bdoi:\s*10\.", re.IGNORECASE)
_ASKING = re.compile(
    r"[\w.+-]+(?:@| at | \[at\] )[\w-]+\.\w+|\bpoint of contact\b|\bcurated by\b|\bmaintain", re.IGNORECASE
)
_LEFT_OVER = re.compile(r"\[Dataset Name\]|\[@?github-username\]|<github-username>|\{\{[^}]*\}\}")


def section_gaps(card: Card) -> Iterator[Gap]:
    """A section that is not there, and each of its headings that says nothing."""
    found = parts(card.body)
    for section in SECTIONS:
        own = [part for part in found if part.section == section and (part.says or part.level)]
        if not any(part.says for part in own):
            line = _line(card, own[0]) if own else None
            state = "holds no text" if own else "is missing"
            yield Gap("sections", 8, line, f"The section on {_NAMES[section]} {state}: {_ADVICE[section]}.")
            continue
        empty = [part for part in own if not _is_filled(part, found)]
        for part in empty:
            yield Gap(
                "sections",
                round(4 / len(own), 2),
                _line(card, part),
                f"`{part.title}` says nothing: fill it in, or take the heading away.",
            )


_NAMES: dict[Section, str] = {
    "description": "the data (description)",
    "structure": "its structure",
    "creation": "its creation",
    "usage": "its use, biases and limits (usage)",
    "additional": "people, licence and citation (additional information)",
}


def provenance_gaps(card: Card) -> Iterator[Gap]:
    """Where the data comes from, what to cite, whom to ask."""
    found = parts(card.body)
    text = without_comments(card.body)
    told = any(
        part.section == "creation" and part.says and _SOURCES.search(plain_heading(part.title)) for part in found
    )
    under_creation = any(part.section == "creation" and part.says and part.level <= 2 for part in found)
    if not told and not under_creation:
        yield Gap(
            "provenance",
            5,
            None,
            "Where the data comes from is not said: name the sources and how they were collected.",
        )
    if not papers_in_text(text) and not _CITING.search(text):
        yield Gap("provenance", 5, None, "Neither a paper nor a citation is given: add BibTeX, a DOI or an arXiv link.")
    filled = "\n".join(line for line in lines_of(card.body) if says(line))
    if not _ASKING.search(filled):
        yield Gap("provenance", 5, None, "Nobody is named to ask: give a point of contact.")


def consistency_gaps(card: Card) -> Iterator[Gap]:
    """What the text and the metadata say differently, and what the template left."""
    yield from _licence_gaps(card)
    lines = lines_of(card.body)
    left = [number for number, line in enumerate(lines, start=card.first_line) if is_placeholder(line)]
    names = [number for number, line in enumerate(lines, start=card.first_line) if _LEFT_OVER.search(line)]
    if left:
        times = "once" if len(left) == 1 else f"{len(left)} times"
        yield Gap(
            "consistency", 3, left[0], f"`[More Information Needed]` stands there {times}: fill it in, or take it away."
        )
    if names:
        yield Gap("consistency", 2, names[0], "A name of the template was not filled in.")


def depth_gaps(card: Card) -> Iterator[Gap]:
    """Fewer words than a card needs; Chinese and Japanese are counted by character."""
    words = count_words(card.body)
    if words.by_script < ENOUGH_WORDS:
        counted = f"{words.by_script:,} words ({words.by_space:,} between spaces)"
        sentence = f"The card has {counted}: at least {ENOUGH_WORDS} tell a reader enough."
        yield Gap("depth", round(5 * (1 - words.by_script / ENOUGH_WORDS), 1), None, sentence)


def _licence_gaps(card: Card) -> Iterator[Gap]:
    declared = declared_in(card.metadata).licences
    named = licences_in_text(card.body)
    classes = {licence_class([one]).label for one in declared} or {UNKNOWN}
    if not named or classes & {_class_of(one) for one in named}:
        return
    listed = ", ".join(named)
    if classes == {UNKNOWN}:
        yield Gap("consistency", 5, None, f"The text names {listed}, the metadata no licence: declare it there.")
    elif classes == {"other"}:
        sentence = (
            f"The metadata declares {', '.join(declared)}, the text names {listed}: declare that if it covers all."
        )
        yield Gap("consistency", 2, None, sentence)
    else:
        sentence = f"The metadata declares {', '.join(declared)}, the text names {listed}: mend the one that is wrong."
        yield Gap("consistency", 5, None, sentence)


def _class_of(named: str) -> str:
    """Of a name from the text; the version of a Creative Commons licence changes nothing of its class."""
    known = definitions().licences.class_by_identifier()
    base = re.sub(r"-\d\.\d$", "", named)
    return next((known[one] for one in (named, f"{base}-4.0", f"{base}-3.0", f"{base}-2.0") if one in known), "other")


def _is_filled(part: Part, found: tuple[Part, ...]) -> bool:
    """A heading that only groups others is as good as they are."""
    after = found[found.index(part) + 1 :]
    end = next((number for number, other in enumerate(after) if other.level <= part.level), len(after))
    below = after[:end]
    return part.says or bool(below) or part.level == 0 or (part.level == 1 and part.section == "description")


def _line(card: Card, part: Part) -> int:
    return card.first_line + part.line - 1
