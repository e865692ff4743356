"""An agreement report as the lead's page shows it: counts in a sentence, estimates in tables, and why some are missing.

                           over all              accept against the rest
percent agreement          0.88 (0.86 to 0.90)   0.91 (0.89 to 0.93)
Fleiss' kappa              0.41 (0.36 to 0.46)   –
"""

from __future__ import annotations

from annotate.agreement import AgreementReport, Estimate
from annotate.agreement.report import Coefficients

ROWS = {
    "percent": "percent agreement",
    "cohen": "Cohen's kappa, mean of pairs",
    "fleiss": "Fleiss' kappa",
    "alpha": "Krippendorff's alpha",
    "alpha_ordinal": "alpha, labels in their order",
    "ac1": "Gwet's AC1",
    "prevalence": "prevalence",
    "positive": "positive agreement",
    "negative": "negative agreement",
}


def headline(report: AgreementReport) -> str:
    """What was counted; n is never missing."""
    counts = report.counts
    return (
        f"{counts.units:,} items judged by two or more, {counts.single:,} by one, "
        f"{counts.agreeing:,} of {counts.comparisons:,} pairs of judgments agree"
    )


def label_counts(report: AgreementReport) -> str:
    """How often each label was given, about the items that two or more judged."""
    return " · ".join(f"{label} {number:,}" for label, number in report.counts.labels.items())


def scopes(report: AgreementReport) -> list[dict[str, str]]:
    """One row a coefficient, one column for all labels and for each label; empty when nothing can be estimated."""
    columns = _scopes(report)
    if all(one.value is None for one in _estimates(report)):
        return []
    return [
        {"": words} | {title: _cell(scope, name) for title, scope in columns.items()} for name, words in ROWS.items()
    ]


def pairs(report: AgreementReport) -> list[dict[str, str | int]]:
    """One row for every two annotators whose agreement can be estimated."""
    return [
        {
            "annotators": " and ".join(pair.annotators),
            "items": pair.percent.n,
            "percent agreement": shown(pair.percent),
            "Cohen's kappa": shown(pair.cohen),
        }
        for pair in report.by_pair
        if pair.percent.value is not None
    ]


def missing(report: AgreementReport) -> list[str]:
    """Why a value or an interval is not there, each reason once."""
    return list(dict.fromkeys(one.why for one in _estimates(report) if one.why))


def intervals(report: AgreementReport) -> str:
    """What the brackets hold."""
    counts = report.counts
    apart = counts.clusters == counts.units
    clusters = f"{counts.clusters:,} {'items' if apart else 'events, each with all its items,'}"
    source = (
        " Where items share a source problem, `isogloss agreement` draws them together: publish its intervals."
        if apart
        else ""
    )
    return (
        f"n = {counts.units:,} items. In brackets 95 % intervals: the {clusters} are drawn anew, with replacement, "
        f"{report.resamples:,} times (seed {report.seed}).{source}"
    )


def shown(estimate: Estimate) -> str:
    """Two digits and the interval, where there is one; a dash for what is not defined."""
    if estimate.value is None:
        return "–"
    value = f"{estimate.value:z.2f}"
    if estimate.low is None or estimate.high is None:
        return value
    return f"{value} ({estimate.low:z.2f} to {estimate.high:z.2f})"


def _scopes(report: AgreementReport) -> dict[str, Coefficients]:
    return {"over all": report.overall} | {f"{one.label} against the rest": one for one in report.by_label}


def _estimates(report: AgreementReport) -> list[Estimate]:
    found = (getattr(scope, name, None) for scope in _scopes(report).values() for name in ROWS)
    return [one for one in found if isinstance(one, Estimate)]


def _cell(scope: Coefficients, name: str) -> str:
    """Empty where the coefficient is not one of the scope's."""
    estimate = getattr(scope, name, None)
    return shown(estimate) if isinstance(estimate, Estimate) else ""
