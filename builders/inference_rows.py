"""What a reader sees of a hypothesis: both documents with their discourse units, and not what its writer intended."""

from __future__ import annotations

from collections.abc import Sequence

from builders.english_twins import twins_of
from builders.premise_origins import origins_by_item
from schemas.inference import Document, DocumentUnits, Hypothesis, PremisePair
from schemas.inference_runs import InferenceRun
from schemas.records import Finding, Queued
from schemas.review_items import DocumentView, Notice, PremiseView, ReviewItem
from schemas.store import Store

SHOWN = frozenset({"hypothesis language", "simple statement", "no analysis", "not copied", "document cut"})
"""Checks that a reader may know of. What the others notice would tell which label the writer meant."""


def inference_rows(run: InferenceRun, store: Store, queue: Sequence[Queued]) -> list[ReviewItem]:
    """The queued hypotheses with their premises, ordered by name, so that the three of a pair stand apart."""
    hypotheses = {hypothesis.item: hypothesis for hypothesis in store.all(Hypothesis, run=run.id)}
    pairs = {pair.pair: pair for pair in store.all(PremisePair, run=run.id)}
    views, origins = _views(run, store), origins_by_item(run, store)
    noticed: dict[str, list[Notice]] = {}
    for finding in store.all(Finding, run=run.id):
        if finding.check in SHOWN:
            noticed.setdefault(finding.item, []).append(
                Notice(check=finding.check, message=finding.message, quotes=finding.quotes)
            )
    rows = []
    for queued in sorted(queue, key=lambda queued: queued.item):
        hypothesis = hypotheses[queued.item]
        pair = pairs[hypothesis.pair]
        row = _row(run, queued, hypothesis, _premise(pair, hypothesis, views), noticed.get(queued.item, ()))
        rows.append(row.model_copy(update={"premise_origin": origins[queued.item]}))
    return rows


def _premise(pair: PremisePair, hypothesis: Hypothesis, views: dict[str, DocumentView]) -> PremiseView:
    return PremiseView(
        pair=pair.pair,
        event=pair.event,
        hypothesis_language=hypothesis.language,
        documents=(views[pair.document1], views[pair.document2]),
    )


def _views(run: InferenceRun, store: Store) -> dict[str, DocumentView]:
    documents = store.all(Document, run=run.id)
    units = {
        found.document: tuple(zip(found.starts, found.ends, strict=True))
        for found in store.all(DocumentUnits, run=run.id)
    }
    twins = {name: twin.text for name, twin in twins_of(run, documents).items()}
    return {document.document: _view(document, units.get(document.document, ()), twins) for document in documents}


def _view(document: Document, units: tuple[tuple[int, int], ...], twins: dict[str, str]) -> DocumentView:
    return DocumentView(
        language=document.language,
        title=document.title,
        date=document.date,
        text=document.text,
        units=units,
        twin=twins.get(document.document, ""),
    )


def _row(
    run: InferenceRun, queued: Queued, hypothesis: Hypothesis, premise: PremiseView, noticed: Sequence[Notice]
) -> ReviewItem:
    first, second = premise.documents
    return ReviewItem(
        item=queued.item,
        run=run.id,
        revision=0,
        source_language=first.language,
        target_language=second.language,
        question=hypothesis.text,
        choices=(),
        original="",
        original_choices=(),
        answer="",
        answer_type="choice",
        solution="",
        findings=tuple(noticed),
        because=queued.because,
        inclusion_probability=queued.inclusion_probability,
        page=None,
        premise=premise,
    )
