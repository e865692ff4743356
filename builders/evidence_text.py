"""Agreement about evidence as text, for a terminal of 80 columns: counts, then estimates beside what chance gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.agreement.evidence import EvidenceReport, PairEvidence
from annotate.agreement.picked import PickedAgreement
from builders.accounts_text import labelled
from builders.estimates_text import line, short, with_interval

NAMES = {
    "jaccard": "Jaccard index",
    "jaccard_by_chance": "  the same by chance",
    "span_overlap": "span overlap",
    "f1": "F1",
}


def evidence_lines(found: PickedAgreement) -> list[str]:
    """A paragraph; only its counts when nothing can be compared."""
    lines = ["", *labelled("evidence", _counts(found.report))]
    if found.left_out:
        lines += labelled("not compared", listed(found.left_out))
    if not found.report.comparisons:
        return lines
    index = found.report.overall.jaccard
    if index.value is None:
        return lines + labelled("no estimate", index.why)
    lines += labelled("n", f"{index.n:,} labels, {index.clusters:,} events")
    lines += ["", f"{'evidence for the same label':30} value   95 % interval"]
    for name, words in NAMES.items():
        lines += line(words, getattr(found.report.overall, name))
    return lines + _by_pair(found.report.by_pair)


def _counts(report: EvidenceReport) -> str:
    return (
        f"{report.units:,} labels given by two or more to one item; of {report.comparisons:,} pairs of choices "
        f"{report.same:,} are the same, {report.both_empty:,} are both empty and in no value below"
    )


def _by_pair(pairs: Sequence[PairEvidence]) -> list[str]:
    """Precision and recall hold the first of the two to be right."""
    lines = ["", f"{'pair':30} {'items':>7}  Jaccard                precision  recall"]
    for pair in pairs:
        names = f"{' and '.join(pair.annotators):30} {pair.jaccard.n:7,}  "
        shares = f"{short(pair.precision):>9}  {short(pair.recall):>6}"
        lines.append(f"{names}{with_interval(pair.jaccard):22} {shares}".rstrip())
    return lines


def listed(counts: Mapping[str, int]) -> str:
    """`2 skipped, 1 given by a model`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
