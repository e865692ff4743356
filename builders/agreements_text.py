"""The agreement of reviewers as text, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement import AgreementReport
from annotate.agreement.report import LabelAgreement, PairAgreement
from builders.accounts_text import labelled
from builders.agreements import RunAgreement
from builders.estimates_text import line, short, with_interval
from builders.evidence_text import evidence_lines, listed
from builders.figures import count_of
from builders.flips_text import flip_lines
from builders.needs_text import needs_lines

NAMES = {
    "percent": "percent agreement",
    "cohen": "Cohen's kappa, mean of pairs",
    "fleiss": "Fleiss' kappa",
    "alpha": "Krippendorff's alpha",
    "alpha_ordinal": "alpha, labels in their order",
    "ac1": "Gwet's AC1",
}
SHORT = {
    "prevalence": "prevalence",
    "percent": "percent",
    "cohen": "Cohen",
    "fleiss": "Fleiss",
    "alpha": "alpha",
    "ac1": "AC1",
    "positive": "positive",
    "negative": "negative",
}


def render(found: Sequence[RunAgreement]) -> str:
    """A paragraph a run."""
    if not found:
        return "no runs: draft one with `isogloss math draft`"
    return "\n\n".join("\n".join(_run(run)) for run in found)


def _run(found: RunAgreement) -> list[str]:
    lines = labelled("run", found.run)
    if found.premise_origin:
        lines += labelled("premises", found.premise_origin)
    lines += _counts(found.report, clusters="source problems" if found.evidence is None else "events")
    if found.evidence:
        lines += labelled("views", listed(found.evidence.views) or "none")
    if found.left_out:
        lines += labelled("left out", listed(found.left_out))
    lines += _adjudicated(found)
    if not found.report.counts.units:
        lines += labelled(found.report.what, f"none: {found.report.overall.percent.why}")
        return lines + _apart(found)
    lines += ["", f"{found.report.what:30} value   95 % interval"]
    lines += _overall(found.report)
    lines += _by_label(found.report.by_label)
    lines += _by_pair(found.report.by_pair)
    return lines + (evidence_lines(found.evidence) if found.evidence else []) + _apart(found)


def _apart(found: RunAgreement) -> list[str]:
    """Of the judgments apart from the first round: on the originals, and from one document alone."""
    return flip_lines(found.flips) + needs_lines(found.needed)


def _counts(report: AgreementReport, *, clusters: str) -> list[str]:
    counts = report.counts
    labels = ", ".join(f"{label} {number:,}" for label, number in counts.labels.items())
    judged = f"{count_of(counts.units, 'item')} judged by two or more, {counts.single:,} by one"
    lines = labelled("items", f"{judged}; {count_of(counts.annotators, 'annotator')}")
    lines += labelled("judgments", f"{counts.judgments:,} ({labels})")
    agreeing = f"{counts.agreeing:,} of {counts.comparisons:,} pairs of judgments"
    lines += labelled("agreeing", f"{agreeing}; {counts.unanimous:,} of {counts.units:,} items unanimous")
    if report.weighted:
        lines += labelled("weighted", "by 1 / the chance of being read: the values are those of the whole run")
    return lines + labelled("clusters", f"{counts.clusters:,} {clusters}")


def _adjudicated(found: RunAgreement) -> list[str]:
    made = found.adjudication
    if not made.items["adjudicated"]:
        return []
    marks = ", ".join(f"{count:,} {mark}" for mark, count in made.items.items())
    share = f" ({made.changed / made.labels:.1%})" if made.labels else ""
    lines = labelled("outcomes", marks)
    lines += labelled("adjudication", f"changed {made.changed:,} of {made.labels:,} labels{share}")
    if made.second:
        lines += labelled(
            "second", f"another adjudicator, blind, said the same of {made.second_same:,} of {made.second:,}"
        )
    return lines


def _overall(report: AgreementReport) -> list[str]:
    lines = []
    for name, words in NAMES.items():
        lines += line(words, getattr(report.overall, name))
    return lines


def _by_label(labels: Sequence[LabelAgreement]) -> list[str]:
    columns = [(label, max(12, len(label.label) + 2)) for label in labels]
    lines = ["", "one label against the rest" + "".join(f"{label.label:>{width}}" for label, width in columns)]
    for name, words in SHORT.items():
        lines.append(f"{words:26}" + "".join(f"{short(getattr(label, name)):>{width}}" for label, width in columns))
    whys = {
        f"{label.label}: {estimate.why}": None
        for label in labels
        for name in SHORT
        if (estimate := getattr(label, name)).value is None
    }
    return lines + [line for why in whys for line in labelled("  -", why, label_width=4)]


def _by_pair(pairs: Sequence[PairAgreement]) -> list[str]:
    lines = ["", f"{'pair':30} {'items':>7}  percent                Cohen"]
    for pair in pairs:
        percent, kappa = pair.percent, pair.cohen
        names = f"{' and '.join(pair.annotators):30} {percent.n:7,}  "
        why = percent.why if percent.value is None else kappa.why if kappa.value is None else ""
        lines.append(f"{names}{with_interval(percent):22} {with_interval(kappa)}".rstrip())
        lines += labelled("  -", why, label_width=4) if why else []
    return lines
