"""What a model is shown of a premise: the text of one or both documents, as material and not as instructions.

    ===== 5ed0c1fa27b3 begin document 1, English, 2023-05-07
    Officials said on Sunday that ...
    ===== 5ed0c1fa27b3 end document 1

The lines bear a digest of all the texts, so that nothing within a text can imitate them. Titles are left out: evidence
is picked from the text, and a title often says the same in other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotate.inference.discourse_units import sentences
from annotate.language_names import language_name
from schemas.digest import short_digest
from schemas.inference import Document

MAX_DOCUMENT_CHARACTERS = 12_000
"""Some 3,000 tokens of English, 8,000 of Burmese: two documents fit a context of 16,000 tokens and leave room."""


class Shown(NamedTuple):
    """A document and as much of its text as a model is shown."""

    document: Document
    text: str

    @property
    def was_cut(self) -> bool:
        return len(self.text) < len(self.document.text)


def shown(document: Document, limit: int = MAX_DOCUMENT_CHARACTERS) -> Shown:
    """A document of more than `limit` characters up to the last end of a sentence among them, or to a space."""
    text = document.text
    if len(text) <= limit:
        return Shown(document, text)
    # The start of a longer text has the same sentences, but for the last one, which may be cut.
    *whole, _last = sentences(text[:limit], document.language) or [(0, 0)]
    return Shown(document, text[: whole[-1][1]] if whole else text[:limit].rpartition(" ")[0] or text[:limit])


def premise_text(premise: Sequence[tuple[int, Shown]]) -> str:
    """Documents, with their number in the pair, as the message of the user."""
    mark = short_digest("\n".join(each.text for _number, each in premise).encode())
    return "\n\n".join(_marked(number, each, mark) for number, each in premise)


def _marked(number: int, each: Shown, mark: str) -> str:
    document = each.document
    about = ", ".join(part for part in (f"document {number}", language_name(document.language), document.date) if part)
    return f"===== {mark} begin {about}\n{each.text}\n===== {mark} end document {number}"
