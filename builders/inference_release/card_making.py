"""How the items came about, as Markdown: what each split lost and why, who wrote and judged, how far people agreed."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.agreement import Estimate
from builders.agreements import RunAgreement
from builders.card import escaped
from builders.flips_text import flipped
from builders.inference_accounts import InferenceAccounts
from builders.inference_release.run_release import RunRelease, SplitCounts
from builders.markdown import table
from schemas.inference_runs import InferenceRun


def splits_table(released: Sequence[RunRelease]) -> str:
    """Generated, read and removed in each split; every row adds up."""
    head = ["Split", "Events", "Generated", "Read", "Withheld", "Released", "Dropped for balance", "Balanced", "Labels"]
    tables = []
    for each in released:
        lines = [
            [
                counts.split,
                f"{counts.events:,}",
                f"{counts.generated:,}",
                f"{counts.read:,}",
                _withheld(counts),
                f"{counts.released:,}",
                f"{counts.dropped:,}",
                f"{counts.balanced:,}",
                _labels(counts),
            ]
            for counts in each.counts
        ]
        tables.append(f"Splits of {escaped(each.run.id)}:\n\n{table(head, lines)}")
    return "\n\n".join(tables)


def made_line(run: InferenceRun, book: InferenceAccounts) -> str:
    """One run in one paragraph."""
    judges = "; ".join(f"{escaped(judge)} gave the intended label to {n}" for judge, n in book.judges_agree.items())
    return (
        f"- {escaped(run.id)}: {book.articles:,} articles, {book.documents:,} documents{_translated(run, book)}, "
        f"{book.pairs:,} pairs drawn of "
        f"{book.candidates:,} in two languages; {escaped(run.writer)} wrote {book.hypotheses:,} statements about "
        f"{book.written:,} pairs (digest of the prompts: {escaped(run.prompt)}). Judges: {judges or 'none'}. "
        f"Checks (items): {_counted(book.findings)}. An item needed the same label from {run.annotators} "
        "persons, or an adjudicator's."
    )


def _translated(run: InferenceRun, book: InferenceAccounts) -> str:
    """Documents added by translation; empty when none were asked for."""
    if book.expansion is None:
        return ""
    made = ", ".join(f"{escaped(language)} {count:,}" for language, count in book.expansion.made.items())
    return f" and {sum(book.expansion.made.values()):,} translated by {escaped(run.translator)} ({made or 'none'})"


def agreement_text(found: Sequence[RunAgreement]) -> str:
    """Coefficients with what they rest on; undefined ones say why."""
    return "\n\n".join(_agreement(one) for one in found) or "Nobody was asked."


def _agreement(found: RunAgreement) -> str:
    report = found.report
    premises = f", {found.premise_origin} premises," if found.premise_origin else ""
    counts = f"{report.counts.units:,} items of {escaped(found.run)}{premises} judged by two or more persons"
    if not report.counts.units:
        return f"{counts}: nothing can be said of agreement.{_flips(found)}"
    overall = {
        "percent": report.overall.percent,
        "Cohen's kappa, mean of the pairs of persons": report.overall.cohen,
        "Fleiss' kappa": report.overall.fleiss,
        "Krippendorff's alpha": report.overall.alpha,
    }
    by_label = {f"Fleiss' kappa, {label.label} against the rest": label.fleiss for label in report.by_label}
    lines = [[name, *_estimate(value)] for name, value in (overall | by_label).items()]
    return f"{counts}:\n\n{table(['Agreement', 'Value', '95 % interval, or why there is none'], lines)}{_flips(found)}"


def _flips(found: RunAgreement) -> str:
    """What was judged on English twins and again on the originals; empty when nothing was judged on twins."""
    if not found.flips:
        return ""
    origin = f", {found.premise_origin} premises" if found.premise_origin else ""
    lines = [
        [one.languages or "all", f"{one.twins:,}", f"{one.again:,}", f"{one.divided:,}", flipped(one)]
        for one in found.flips
    ]
    head = ["Documents", "Judged on twins", "Again", "Divided on twins", "Flips, share and Wilson's 95 % interval"]
    return (
        f"\n\nItems of {escaped(found.run)}{origin} that somebody judged on English translations of the documents "
        f"alone, and of which others judged a random part again on the originals, blind:\n\n{table(head, lines)}"
    )


def _estimate(found: Estimate) -> tuple[str, str]:
    value = "–" if found.value is None else f"{found.value:.2f}"
    return value, found.why or f"{found.low:.2f} to {found.high:.2f}"


def _withheld(counts: SplitCounts) -> str:
    total = sum(counts.withheld.values())
    return f"{total:,}" + (f" ({_counted(counts.withheld)})" if total else "")


def _counted(reasons: dict[str, int]) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in reasons.items()) or "none"


def _labels(counts: SplitCounts) -> str:
    if not counts.released:
        return "none"
    return "machine-labelled" if counts.machine_labelled else f"people's on {counts.reviewed:,}"
