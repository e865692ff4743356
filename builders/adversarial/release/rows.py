"""One row of the published dataset, and its columns as Parquet and `datasets` know them.

question       "It was late. Which gas do plants take in?"      prequestion "It was late. ", oriquestion, sufquestion ""
transquestion  "밤이 깊었다. 식물이 흡수하는 기체는?"                transpre, transori and transsuf in the same way
answer         "carbon dioxide"                                 answer_index 1, in both languages
votes          [{"model": "gemma", "english": 1, "target": 0}]  what the search went by
cells          [{"cell": "T+dT", "model": "gemma", "panel": "simulators", "right": 1, "unparsable": 0, "answers": 5}]

The columns of the files published with Cross-Lingual Pitfalls that mean the same have the same names, so that what was
written for those reads these; `value` is V as the paper defines it, which those files do not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from builders.adversarial.evidence.effects import Panel
from schemas.adversarial import Cell, Place
from schemas.records import Record

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Features

ReviewState = Literal["reviewed", "unread"]


class Perturbation(Record):
    """A text that the search added, the first one first."""

    place: Place
    english: str
    target: str
    leans_on: int
    """The wrong option that it was written to suggest, 0-based; -1 for none."""


class SimulatorVotes(Record):
    """What one simulator chose in the search, 0-based; None when its answer names no option, which is wrong."""

    model: str
    english: int | None
    target: int | None


class FreshCell(Record):
    """One model asked anew about one version of the question, options permuted from answer to answer."""

    cell: Cell
    panel: Panel
    model: str
    right: int
    unparsable: int
    """Answers that name no option: wrong, and among `answers`."""
    answers: int


class Judgment(Record):
    """What one person said, nameless: no column tells which of two persons it was."""

    verdict: str
    """`accept` or `reject`."""
    reason: str
    """Why it was rejected; empty otherwise."""
    adjudicator: bool
    same_question: str
    """Whether both perturbed questions still ask what the seed asks; empty when not answered, as the next two."""
    natural: str
    translated: str


class Row(Record):
    """One pair, in the order of its columns."""

    id: str
    seed: str
    """Pairs of one seed, in whatever language, have the same question at their core."""
    source: str
    """Benchmark that the seed is from."""
    source_id: str
    licence: str
    """SPDX identifier of the seed's terms."""
    language: str
    """BCP-47 tag of the target; the other language is English."""
    question: str
    choices: tuple[str, ...]
    answer: str
    """Text of the right option."""
    answer_index: int
    """0-based, the same in both languages."""
    oriquestion: str
    prequestion: str
    """What stands before `oriquestion`, with what separates them; the three joined are `question`."""
    sufquestion: str
    transquestion: str
    transchoices: tuple[str, ...]
    transanswer: str
    transori: str
    transpre: str
    transsuf: str
    perturbations: tuple[Perturbation, ...]
    depth: int
    """Perturbations added."""
    parent: str
    """The node with one perturbation less; the seed itself has a node too."""
    value: float
    """V = rate_ori ** gamma - rate_trans."""
    rate_ori: float
    """Share of the simulators that were right in English in the search: selected, and no evidence."""
    rate_trans: float
    votes: tuple[SimulatorVotes, ...]
    cells: tuple[FreshCell, ...]
    """Answers that selection never saw."""
    claim_simulators: float | None
    """(T0 - T+dT) - (E0 - E+dE) of the fresh answers; None when nothing was asked anew."""
    claim_held_out: float | None
    held_up: bool | None
    """By the held-out models: `claim_held_out` above 0, and T+dT below E+dE."""
    neutral: str
    """Neutral text as long as the perturbations, a line for each; empty when no model wrote one that is fit."""
    transneutral: str
    review_state: ReviewState
    judgments: tuple[Judgment, ...]
    perturber: str
    translator: str


def features() -> Features:
    """The columns' types; their names and order are those of `Row`."""
    from datasets import Features, List, Value

    text, number, share, flag = Value("string"), Value("int32"), Value("float64"), Value("bool")
    special = {
        "perturbations": List(_typed(Perturbation, text, leans_on=number)),
        "votes": List(_typed(SimulatorVotes, number, model=text)),
        "cells": List(_typed(FreshCell, number, cell=text, panel=text, model=text)),
        "judgments": List(_typed(Judgment, text, adjudicator=flag)),
        "held_up": flag,
    }
    special |= dict.fromkeys(("choices", "transchoices"), List(text))
    special |= dict.fromkeys(("answer_index", "depth"), number)
    special |= dict.fromkeys(("value", "rate_ori", "rate_trans", "claim_simulators", "claim_held_out"), share)
    return Features({name: special.get(name, text) for name in Row.model_fields})


def _typed(kind: type[Record], most: object, **others: object) -> dict[str, object]:
    """The type of every field of a record: that of most of them, but for those named."""
    return dict.fromkeys(kind.model_fields, most) | others


def table_of(rows: Sequence[Row]) -> pa.Table:
    """The rows as they are published."""
    import pyarrow as pa

    return pa.Table.from_pylist([row.model_dump() for row in rows], schema=features().arrow_schema)
