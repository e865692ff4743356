"""What a cross-document cross-lingual inference dataset is made of, as frozen records (CDCL-NLI).

    event     itn-en-3f…                one thing that happened, reported in several languages
    document  itn-en-9c…                one report of it, in one language, as it was published
    pair      itn-en-51…                two reports in two languages, together the premise
    item      itn-en-e0…                one hypothesis about a pair; its name does not tell the label intended

Every name is `<run>-` and twelve hex digits of a digest of the content, so that it survives reordering and a second
draft. Offsets count Unicode code points of the text and are half open: text[start:end].
"""

from __future__ import annotations

from typing import Literal

from schemas.records import Label, Record

__all__ = [
    "LABELS", "Document", "DocumentUnits", "Event", "Hypothesis", "Label", "MachineLabel", "Origin", "PremiseOrigin",
    "PremisePair", "Quote", "View",
]  # fmt: skip

View = Literal["both", "d1", "d2"]
"""What a judge had before it: both documents, or one of them alone."""
Origin = Literal["native", "translation"]
PremiseOrigin = Literal["native", "translated"]
"""Of a pair: translated when one of its documents is a translation. The two are never pooled in one figure."""
LABELS: tuple[Label, ...] = ("entailment", "neutral", "contradiction")


class Event(Record):
    """One thing that happened: the cluster of documents that report it."""

    run: str
    event: str
    source_id: str
    """The source's own identifier; empty when it has none."""
    date: str
    """As the source gives it, ISO 8601 where it could be read; empty when unknown."""
    category: str
    description: str


class Document(Record):
    """A report of an event in one language."""

    run: str
    document: str
    event: str
    language: str
    """BCP-47 tag: as declared, and confirmed by reading."""
    date: str
    title: str
    text: str
    """Plain text; paragraphs are separated by one empty line."""
    source: str
    """Where it was published: an address or the name of an outlet; empty when unknown."""
    origin: Origin
    translated_from: str
    """The document that it translates; empty when native, or when the source does not say."""
    translator: str
    """Model name or `human:<source>`; empty when native."""
    answer_key: str
    """Key of the translation in the answers journal; empty when no model translated it."""


class PremisePair(Record):
    """Two documents of one event in two languages, with the measures by which they became a pair."""

    run: str
    pair: str
    event: str
    document1: str
    document2: str
    language1: str
    """Always before `language2` in the alphabet."""
    language2: str
    similarity: float
    """Cosine of the documents' multilingual embeddings, in [-1, 1]."""
    aligned: float
    """Share of the sentences of the shorter document that have a counterpart in the other, in [0, 1]."""
    new1: float
    """Share of the sentences of document 1 without a counterpart in document 2, in [0, 1]: what it adds."""
    new2: float
    flags: tuple[str, ...]
    """What is doubtful about the pair without refusing it: `may be a translation`."""


class Quote(Record):
    """A piece of evidence in one of the two documents."""

    document: Literal[1, 2]
    text: str
    """As the writer quoted it."""
    start: int
    """Where it stands in the document; -1 when it does not."""
    end: int
    units: tuple[int, ...]
    """Discourse units that it touches, by position from 0; empty when it was not found."""


class Hypothesis(Record):
    """One statement about a premise pair, with the label its writer intended and the evidence given for it."""

    run: str
    item: str
    pair: str
    label: Label
    """As intended by the writer; what judges and people say is kept apart."""
    language: str
    text: str
    explanation: str
    """The writer's reasoning, written before the hypothesis."""
    evidence: tuple[Quote, ...]
    """Empty for a neutral one: nothing settles it."""
    writer: str
    answer_key: str


class MachineLabel(Record):
    """What one judge, a model of another family than the writer, says blind about one hypothesis."""

    run: str
    item: str
    judge: str
    view: View
    label: Label | Literal["unreadable"]
    """`unreadable` when the answer is none of the labels: it counts as disagreement, and is reported."""
    answer_key: str


class DocumentUnits(Record):
    """The discourse units of one document."""

    run: str
    document: str
    segmenter: str
    """Name and version of what found them: `sentences and clauses 1`, or that of an imported parse."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
