"""One row of the published dataset, and its columns as Parquet and `datasets` know them.

document1      {"text": "Ein Brand zerstörte ...", "language": "de", "unit_starts": [0, 48], ...}
document2      {"text": "Un incendio destruyó ...", "language": "es", ...}
hypothesis     "A fire destroyed 14 boats."
label          0
evidence       [{"document": 1, "text": "zerstörte 14 Boote", "start": 10, "end": 28, "units": [0]}]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from annotate.inference.needs import Needs
from builders.inference_release.selection import ReviewState
from schemas.inference import LABELS, Label, Origin, Quote, View
from schemas.records import Record

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Features


class PremiseDocument(Record):
    """One of the two documents of a premise."""

    text: str
    language: str
    """BCP-47."""
    date: str
    title: str
    source: str
    origin: Origin
    translated_from: str
    """Name of the document it translates; empty when native, or when the source does not say."""
    translator: str
    unit_starts: tuple[int, ...]
    """Where its discourse units begin, in code points; a unit's number is its place here."""
    unit_ends: tuple[int, ...]


class JudgeLabel(Record):
    """What a judge model said, blind."""

    judge: str
    view: View
    label: str
    """One of the labels, or `unreadable`."""


class HumanLabel(Record):
    """What one person said, nameless: no column tells which of two persons it was."""

    label: str
    """One of the labels, or `reject`."""
    view: str
    """What was read: `originals`, `twins` in English, or `both`; `d1` or `d2` alone; empty when it was not recorded."""
    again: bool
    """Whether it was given on the originals of an item that others had judged on twins."""
    adjudicator: bool
    units1: tuple[int, ...]
    """Discourse units of document 1 that the person picked as evidence."""
    units2: tuple[int, ...]


class Row(Record):
    """One item of the dataset, in the order of its columns."""

    id: str
    event: str
    pair: str
    """Items of one pair have the same premise."""
    languages: str
    """Of the two documents: `es-ru` written as `es ru`, because a tag has hyphens of its own."""
    premise_origin: Literal["native", "translated"]
    """`translated` when at least one document is a translation: such pairs are not to be pooled with native ones."""
    document1: PremiseDocument
    document2: PremiseDocument
    hypothesis: str
    hypothesis_language: str
    label: Label
    """People's where they agreed on one; see `review_state`."""
    intended_label: Label
    """What the writer was asked for."""
    evidence: tuple[Quote, ...] | None
    """The writer's quotes; None for a neutral item, which nothing settles."""
    judge_labels: tuple[JudgeLabel, ...]
    human_labels: tuple[HumanLabel, ...]
    needs: Needs | None
    needs_by_people: Needs | None
    """Where people labelled it from each document alone as well."""
    review_state: ReviewState
    twins_alone: bool
    """People judged it on English twins alone, and nobody judged it again on the originals."""
    flagged: bool
    writer: str


def features() -> Features:
    """The columns' types; their names and order are those of `Row`."""
    from datasets import ClassLabel, Features, List, Value

    text, number, flag = Value("string"), Value("int32"), Value("bool")
    premise = dict.fromkeys(PremiseDocument.model_fields, text)
    premise |= dict.fromkeys(("unit_starts", "unit_ends"), List(number))
    quote = {"document": number, "text": text, "start": number, "end": number, "units": List(number)}
    person = {"label": text, "view": text, "again": flag, "adjudicator": flag}
    person |= dict.fromkeys(("units1", "units2"), List(number))
    special = {
        "document1": premise,
        "document2": premise,
        "label": ClassLabel(names=list(LABELS)),
        "evidence": List(quote),
        "judge_labels": List(dict.fromkeys(JudgeLabel.model_fields, text)),
        "human_labels": List(person),
        **dict.fromkeys(("twins_alone", "flagged"), flag),
    }
    return Features({name: special.get(name, text) for name in Row.model_fields})


def table_of(rows: Sequence[Row]) -> pa.Table:
    """The rows as they are published: a label is its position in `LABELS`."""
    import pyarrow as pa

    schema = features().arrow_schema
    columns = {
        "document1": _premises([row.document1 for row in rows], schema.field("document1").type),
        "document2": _premises([row.document2 for row in rows], schema.field("document2").type),
    }
    rest = pa.schema([field for field in schema if field.name not in columns])
    coded = [row.model_dump(exclude=set(columns)) | {"label": LABELS.index(row.label)} for row in rows]
    columns |= dict(zip(rest.names, pa.Table.from_pylist(coded, schema=rest).columns, strict=True))
    return pa.table(columns, schema=schema)


def _premises(documents: Sequence[PremiseDocument], kind: pa.DataType) -> pa.Array:
    """A column of documents; one that stands in many rows is converted once."""
    import pyarrow as pa

    different = {id(document): document for document in documents}
    place = {name: number for number, name in enumerate(different)}
    converted = pa.array([document.model_dump() for document in different.values()], type=kind)
    return converted.take(pa.array([place[id(document)] for document in documents], type=pa.int64()))
