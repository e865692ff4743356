"""The agreement of reviewers as text, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement import AgreementReport, Estimate
from annotate.agreement.report import LabelAgreement, PairAgreement
from builders.accounts_text import labelled
from builders.agreements import RunAgreement

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
    lines = [*labelled("run", found.run), *_counts(found.report)]
    if found.left_out:
        lines += labelled("left out", ", ".join(f"{count:,} {reason}" for reason, count in found.left_out.items()))
    lines += _adjudicated(found)
    if not found.report.counts.units:
        return lines + labelled(found.report.what, f"none: {found.report.overall.percent.why}")
    lines += ["", f"{found.report.what:30} value   95 % interval"]
    lines += _overall(found.report)
    lines += _by_label(found.report.by_label)
    return lines + _by_pair(found.report.by_pair)


def _counts(report: AgreementReport) -> list[str]:
    counts = report.counts
    labels = ", ".join(f"{label} {number:,}" for label, number in counts.labels.items())
    judged = f"{counts.units:,} items judged by two or more, {counts.single:,} by one; {counts.annotators} annotators"
    lines = labelled("items", judged)
    lines += labelled("judgments", f"{counts.judgments:,} ({labels})")
    agreeing = f"{counts.agreeing:,} of {counts.comparisons:,} pairs of judgments"
    lines += labelled("agreeing", f"{agreeing}; {counts.unanimous:,} of {counts.units:,} items unanimous")
    if report.weighted:
        lines += labelled("weighted", "by 1 / the chance of being read: the values are those of the whole run")
    return lines + labelled("clusters", f"{counts.clusters:,} source problems")


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
        lines += _line(words, getattr(report.overall, name))
    return lines


def _line(words: str, estimate: Estimate) -> list[str]:
    if estimate.value is None:
        return labelled(f"{words:30} -      ", estimate.why, label_width=38)
    if estimate.low is None or estimate.high is None:
        return labelled(f"{words:30} {estimate.value:5.2f}  ", estimate.why, label_width=38)
    return [f"{words:30} {estimate.value:5.2f}   {estimate.low:.2f} to {estimate.high:.2f}"]


def _by_label(labels: Sequence[LabelAgreement]) -> list[str]:
    lines = ["", "one label against the rest" + "".join(f"{label.label:>12}" for label in labels)]
    for name, words in SHORT.items():
        lines.append(f"{words:26}" + "".join(f"{_short(getattr(label, name)):>12}" for label in labels))
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
        lines.append(f"{names}{_with_interval(percent):22} {_with_interval(kappa)}".rstrip())
        lines += labelled("  -", why, label_width=4) if why else []
    return lines


def _with_interval(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return _short(estimate)
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _short(estimate: Estimate) -> str:
    return "-" if estimate.value is None else f"{estimate.value:.2f}"
