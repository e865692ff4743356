"""How far people picked the same evidence for a label that they agree on: from decisions to `evidence_agreement`.

    decision   entailment, {"evidence 1": "0,3", "evidence 2": "1"}
    selection  {"1:0", "1:3", "2:1"}: units 0 and 3 of document 1, unit 1 of document 2, of all that the two have

Evidence is what settles a label, so only picks for the same label are compared: those for another are about another
claim, and the labels' own agreement counts that already. CDCL-NLI (section 3.4, table 6: Jaccard 0.76, span overlap
0.81) measures the minimal sets of EDUs likewise over items whose label is one, but after reconciliation; here nothing
after an adjudicator spoke counts. A neutral label has no evidence by the guidelines: two that picked nothing are
counted and have no index, one that did is a disagreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from annotate.agreement.evidence import EvidenceReport, Selection, evidence_agreement
from annotate.agreement.report import RESAMPLES
from annotate.agreement.verdicts import Unit
from schemas.inference import LABELS
from schemas.records import Decision, Record
from schemas.twin_reading import TWINS, view_of

Premise = tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]
"""The discourse units of an item's two documents: offsets in the text, half open."""
DOCUMENTS = (1, 2)
UNSAID = "not recorded"
"""The view of a label that came without one, as from a file of decisions."""


class PickedAgreement(Record):
    """Agreement about evidence, with what it leaves out."""

    report: EvidenceReport
    """Its unit is an item and a label: one that two people each gave two labels is two units."""
    views: dict[str, int]
    """Labels by what their authors had read: `originals`, `twins` in English, or `both`."""
    left_out: dict[str, int]
    """Labels whose evidence is compared with nobody's, by the reason."""


def picked_agreement(
    decisions: Iterable[Decision],
    premises: Mapping[str, Premise],
    units: Mapping[str, Unit],
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> PickedAgreement:
    """The agreement about evidence of independent `decisions`, as `first_round` takes them, by item."""
    labels = [decision for decision in decisions if decision.verdict in LABELS]
    choosing = [decision for decision in labels if view_of(decision) != TWINS]
    readable = [decision for decision in choosing if _in_premise(decision, premises[decision.item])]
    sharing = Counter((decision.item, decision.verdict) for decision in readable)
    compared = [decision for decision in readable if sharing[decision.item, decision.verdict] > 1]
    left_out = {
        "labels given on English twins, which have no units": len(labels) - len(choosing),
        "labels naming no unit of the document": len(choosing) - len(readable),
        "labels that nobody else gave the item": len(readable) - len(compared),
    }
    return PickedAgreement(
        report=evidence_agreement(
            (selection(decision, premises[decision.item], units[decision.item]) for decision in compared),
            seed=seed,
            resamples=resamples,
        ),
        views=dict(sorted(Counter(view_of(decision) or UNSAID for decision in labels).items())),
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def selection(decision: Decision, premise: Premise, unit: Unit) -> Selection:
    """What one person picked in both documents, as segments and as the text that they cover."""
    picked = [
        (document, int(place))
        for document, places in zip(DOCUMENTS, _picked(decision), strict=True)
        for place in places
    ]
    return Selection(
        f"{decision.item} {decision.verdict}",
        decision.annotator,
        frozenset(f"{document}:{place}" for document, place in picked),
        candidates=sum(map(len, premise)),
        spans=tuple((str(document), *premise[document - 1][place]) for document, place in picked),
        weight=unit.weight,
        cluster=unit.cluster,
    )


def _picked(decision: Decision) -> list[list[str]]:
    """Units by document, as written; a document that has no such rating has none."""
    answers = {rating.question: rating.answer for rating in decision.ratings}
    return [answers.get(f"evidence {document}", "").replace(",", " ").split() for document in DOCUMENTS]


def _in_premise(decision: Decision, premise: Premise) -> bool:
    """Whether every unit named is one; a label from a file may name any."""
    return all(
        place.isdecimal() and int(place) < len(document)
        for document, places in zip(premise, _picked(decision), strict=True)
        for place in places
    )
