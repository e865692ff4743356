"""From what the store knows of a released item to its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from annotate.agreement.flips import on_twins_alone
from annotate.agreement.needed_documents import needed_by_people
from builders.english_twins import twins_of
from builders.inference_release.rows import HumanLabel, JudgeLabel, PremiseDocument, Row
from builders.inference_release.selection import Chosen, by_item
from schemas.inference import LABELS, Document, DocumentUnits, MachineLabel, PremisePair
from schemas.inference_runs import InferenceRun
from schemas.outcomes import AGAIN, standing
from schemas.outcomes import by_item as decisions_by_item
from schemas.records import Decision
from schemas.store import Store

ENGLISH = "en"


@dataclass(frozen=True)
class Library:
    """What rows refer to, by name."""

    pairs: Mapping[str, PremisePair]
    premises: Mapping[str, PremiseDocument]
    twins: Mapping[str, PremiseDocument]
    """The English twin of a document, by the name of the document."""
    judged: Mapping[str, Sequence[MachineLabel]]
    decisions: Mapping[str, Sequence[Decision]]


def library(run: InferenceRun, store: Store) -> Library:
    """All that the rows of a run may need."""
    documents = store.all(Document, run=run.id)
    units = {found.document: found for found in store.all(DocumentUnits, run=run.id)}
    return Library(
        pairs={pair.pair: pair for pair in store.all(PremisePair, run=run.id)},
        premises={each.document: _premise(each, units.get(each.document)) for each in documents},
        twins={name: _premise(twin, None) for name, twin in twins_of(run, documents).items()},
        judged=by_item(store.all(MachineLabel, run=run.id)),
        decisions=decisions_by_item(store.all(Decision)),
    )


def row_of(chosen: Chosen, known: Library) -> Row:
    """The row of an item."""
    hypothesis = chosen.hypothesis
    pair = known.pairs[hypothesis.pair]
    first, second = known.premises[pair.document1], known.premises[pair.document2]
    native = first.origin == second.origin == "native"
    decisions = known.decisions.get(hypothesis.item, ())
    return Row(
        id=hypothesis.item,
        event=pair.event,
        pair=pair.pair,
        languages=f"{first.language} {second.language}",
        premise_origin="native" if native else "translated",
        document1=first,
        document2=second,
        hypothesis=hypothesis.text,
        hypothesis_language=hypothesis.language,
        label=chosen.label,
        intended_label=hypothesis.label,
        evidence=None if chosen.label == "neutral" else hypothesis.evidence,
        judge_labels=tuple(
            JudgeLabel(judge=said.judge, view=said.view, label=said.label)
            for said in known.judged.get(hypothesis.item, ())
        ),
        human_labels=human_labels(decisions),
        needs=chosen.needs,
        needs_by_people=needed_by_people(decisions, chosen.label) if chosen.review_state == "reviewed" else None,
        review_state=chosen.review_state,
        twins_alone=on_twins_alone(decisions),
        flagged=chosen.flagged,
        writer=hypothesis.writer,
    )


def in_english(row: Row, known: Library) -> Row | None:
    """The same item with the English twins of its documents; None when one that is not English has no twin."""
    pair = known.pairs[row.pair]
    first = _english(pair.document1, row.document1, known)
    second = _english(pair.document2, row.document2, known)
    if first is None or second is None:
        return None
    english = {"document1": first, "document2": second, "premise_origin": "translated", "evidence": None}
    return row.model_copy(update=english | {"human_labels": tuple(map(_without_units, row.human_labels))})


def human_labels(decisions: Sequence[Decision]) -> tuple[HumanLabel, ...]:
    """What stands of people's labels, in an order that tells no two persons apart over several items."""
    spoken: dict[tuple[str, str], HumanLabel] = {}
    told_by = attrgetter("adjudicator", "again", "label", "view", "units1", "units2")
    for decision in standing(sorted(decisions, key=lambda decision: decision.seq)):
        if decision.verdict in {*LABELS, "reject"}:
            spoken[decision.annotator, decision.role] = _human_label(decision)
    return tuple(sorted(spoken.values(), key=told_by))


def _human_label(decision: Decision) -> HumanLabel:
    answers = {rating.question: rating.answer for rating in decision.ratings}
    return HumanLabel(
        label=decision.verdict,
        view=answers.get("view", ""),
        again=decision.role == "annotator" and decision.round == AGAIN,
        adjudicator=decision.role == "adjudicator",
        units1=_numbers(answers.get("evidence 1", "")),
        units2=_numbers(answers.get("evidence 2", "")),
    )


def _numbers(picked: str) -> tuple[int, ...]:
    """`0,3` as positions."""
    return tuple(int(number) for number in picked.split(",") if number.strip())


def _english(name: str, document: PremiseDocument, known: Library) -> PremiseDocument | None:
    return document if document.language.partition("-")[0] == ENGLISH else known.twins.get(name)


def _without_units(said: HumanLabel) -> HumanLabel:
    """Units count within the original's text, and a twin's are others."""
    return said.model_copy(update={"units1": (), "units2": ()})


def _premise(document: Document, units: DocumentUnits | None) -> PremiseDocument:
    return PremiseDocument(
        text=document.text,
        language=document.language,
        date=document.date,
        title=document.title,
        source=document.source,
        origin=document.origin,
        translated_from=document.translated_from,
        translator=document.translator,
        unit_starts=units.starts if units else (),
        unit_ends=units.ends if units else (),
    )
