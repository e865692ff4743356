"""Agreement about evidence as the lead's page shows it: counts in a sentence, and each value beside that of chance."""

from __future__ import annotations

from annotate.agreement.picked import PickedAgreement
from review_app.agreement_tables import shown
from schemas.inference import PremiseOrigin

ROWS = {
    "jaccard": "Jaccard index",
    "jaccard_by_chance": "the same by chance",
    "span_overlap": "span overlap",
    "f1": "F1",
}


def headline(found: PickedAgreement, origin: PremiseOrigin | None) -> str:
    """What was compared, and what was not."""
    report = found.report
    views = ", ".join(f"{count:,} {view}" for view, count in found.views.items()) or "none"
    left_out = "".join(f"; not compared: {count:,} {reason}" for reason, count in found.left_out.items())
    return (
        f"{origin or 'all'} premises: of {report.comparisons:,} pairs of choices for the same label "
        f"{report.same:,} are the same, {report.both_empty:,} are both empty; "
        f"labels by what was read: {views}{left_out}"
    )


def rows(found: PickedAgreement) -> list[dict[str, str]]:
    """One row a measure; empty when there is none."""
    overall = found.report.overall
    if overall.jaccard.value is None:
        return []
    return [{"": words, "over all": shown(getattr(overall, name))} for name, words in ROWS.items()]


def pairs(found: PickedAgreement) -> list[dict[str, str | int]]:
    """One row for every two annotators whose choices can be compared; precision and recall hold the first right."""
    return [
        {
            "annotators": " and ".join(pair.annotators),
            "labels": pair.jaccard.n,
            "Jaccard index": shown(pair.jaccard),
            "precision": shown(pair.precision),
            "recall": shown(pair.recall),
        }
        for pair in found.report.by_pair
        if pair.jaccard.value is not None
    ]


def basis(found: PickedAgreement) -> str:
    """What the values rest on, or why there are none."""
    index = found.report.overall.jaccard
    if index.value is None:
        return index.why
    return f"n = {index.n:,} labels that two or more gave to one item, {index.clusters:,} events"
