"""What changed between two texts, word by word; character by character where a language writes no spaces."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Languages whose words are not set apart."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(NamedTuple):
    kind: Literal["same", "removed", "added"]
    text: str


def diff(before: str, after: str, *, language: str) -> list[Change]:
    """The changes in order: without the added ones they are `before`, without the removed ones `after`."""
    unspaced = language.partition("-")[0] in UNSPACED
    old, new = (list(before), list(after)) if unspaced else (_WORDS.findall(before), _WORDS.findall(after))
    changes = []
    for kind, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("same", "".join(old[old_start:old_end])))
            continue
        changes.append(Change("removed", "".join(old[old_start:old_end])))
        changes.append(Change("added", "".join(new[new_start:new_end])))
    return [change for change in changes if change.text]
