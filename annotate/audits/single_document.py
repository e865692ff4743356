"""Can the label be told from one document? What judges said blind of document 1, of document 2, and of both.

CDCL-NLI trains models for this (table 9: 54 from one document, 64 from both); here the judges are asked, who labelled a
share of the pairs in all three views.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import Field

from annotate.audits.macro_f1 import codes, macro_f1
from schemas.inference import LABELS, Label, View
from schemas.records import Record

VIEWS: tuple[View, ...] = ("d1", "d2", "both")


class JudgedItem(NamedTuple):
    """An item in the eyes of one judge."""

    label: Label
    """The released one."""
    judge: str
    said: Mapping[View, str]


class SingleDocument(Record):
    """One judge, on the items that it labelled in all three views; an unreadable answer is no label."""

    judge: str
    items: int
    d1: float | None = Field(allow_inf_nan=False)
    """Macro-F1, the mean of class F1s, against the released labels, from document 1 alone."""
    d2: float | None = Field(allow_inf_nan=False)
    both: float | None = Field(allow_inf_nan=False)
    why: str


def single_document(judged: Iterable[JudgedItem]) -> tuple[SingleDocument, ...]:
    """A line a judge, in the order of their names."""
    by_judge: dict[str, list[JudgedItem]] = defaultdict(list)
    for item in judged:
        by_judge[item.judge].append(item)
    return tuple(_of_judge(judge, by_judge[judge]) for judge in sorted(by_judge))


def _of_judge(judge: str, judged: list[JudgedItem]) -> SingleDocument:
    whole = [item for item in judged if all(item.said.get(view) in LABELS for view in VIEWS)]
    if not whole:
        why = "it labelled no item from each document alone and from both"
        return SingleDocument(judge=judge, items=0, d1=None, d2=None, both=None, why=why)
    truth = codes([item.label for item in whole])
    d1, d2, both = (macro_f1(truth, codes([item.said[view] for item in whole])) for view in VIEWS)
    return SingleDocument(judge=judge, items=len(whole), d1=d1, d2=d2, both=both, why="")
