"""The evidence of a run as Markdown: conversion beside nulls and baselines, effects, languages compared, cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotate.agreement import Estimate
from builders.adversarial.evidence.affinity import Affinities
from builders.adversarial.evidence.conversion import Conversion
from builders.adversarial.evidence.effects import DIFFERENCES, CellAccuracy, Effect, Effects
from builders.adversarial.report import Evidence
from builders.adversarial.report_text import PANELS, by_pairs, cost, decimal, number, share, standing, verdict
from builders.card import escaped
from builders.estimates_text import with_interval
from builders.markdown import UNDEFINED, table
from schemas.adversarial import CELLS

_CONVERSION = ("Language", "Arm", "Valid", "Found", "Held up", "By luck", "Accepted", "Found, of the valid")
_PANEL = ("Right", "Answers", "Unparsable")
_CELLS = ("Version", "Simulators, mean", *_PANEL, "Held out, mean", *_PANEL)
_EFFECTS = ("Difference", "Models", "Mean over seeds", "Pairs", "Seeds", "Above 0", "Below 0", "Of the drop selected")

_AFFINITY = (
    "Affinity is how far two languages fail the same questions beyond what the difficulty of questions and the "
    "weakness of languages bring about: 1 always, 0 by chance. Bold in the picture: p below 0.05, adjusted for all "
    "pairs of languages."
)


def conversion_tables(evidence: Evidence) -> str:
    """What became of the valid seeds by arm, what stands, how pairs spread over seeds, and what went wrong."""
    found = evidence.conversions
    lines = [f"- {row.language}: {standing(row)}." for row in found if row.arm == "search"]
    spread = [f"- {own.language}: {by_pairs(own)}." for own in evidence.pairs_of_seeds]
    wrong = [f"- {sign.language}, {sign.signature}: {escaped(sign.why)}." for sign in evidence.signs]
    return "\n\n".join(
        [
            table(_CONVERSION, map(_conversion, found)),
            "\n".join(["Seeds with a pair that stands:", "", *lines]),
            "\n".join(["Pairs found, by seed:", "", *spread]),
            "\n".join(["Signs that the search went wrong:", "", *(wrong or ["- none."])]),
        ]
    )


def effects_tables(evidence: Evidence) -> str:
    """For each language the accuracy in every version of the question, and the differences between them."""
    return "\n\n".join("\n\n".join(_effects(found)) for found in evidence.effects) or "No pair was found."


def compared_languages(evidence: Evidence, picture: str) -> str:
    """Rates on the common questions and which languages fail the same ones; `picture` is the heat map's path."""
    found = evidence.affinities
    if found is None:
        return "Nothing was asked in all languages."
    rates = [
        [rate.language, dashed(rate.accuracy), f"{rate.right:,}", f"{rate.accuracy.n:,}", f"{rate.unparsable:,}"]
        for rate in evidence.rates
    ]
    asked = (
        f"{found.questions:,} perturbed questions of {found.seeds:,} seeds, drawn among all that searches evaluated, "
        "each asked in full, in English and in every language that it could be translated into: the answers say in how "
        "many. Included pairs would say only how they were chosen."
    )
    return "\n\n".join(
        [
            asked,
            table(["Language", "Mean", *_PANEL], rates),
            *_whys(rate.accuracy for rate in evidence.rates),
            _AFFINITY,
            f"![Which languages fail the same questions]({picture})",
            table(["Languages", "Affinity", "p, adjusted"], _affinities(found)),
        ]
    )


def cost_text(evidence: Evidence) -> str:
    """Everything that was asked, nulls, baselines and fresh answers among it."""
    found, stands = evidence.cost_per_found, evidence.cost_per_standing
    return f"{escaped(evidence.run)}: {cost(found)} found; {cost(stands)} that stands."


def dashed(found: Estimate) -> str:
    """A value with its interval, or a dash whose reason stands below the table."""
    return UNDEFINED if found.value is None else with_interval(found)


def _conversion(row: Conversion) -> list[str]:
    steps = (row.valid, row.found, row.held_up, row.by_luck, row.accepted)
    return [row.language, row.arm, *map(number, steps), share(row.found_share)]


def _effects(found: Effects) -> Iterator[str]:
    yield (
        f"**{found.language}**: {found.pairs:,} pairs of {found.seeds:,} seeds, {decimal(found.pairs_per_seed)} a "
        f"seed, Kish's effective number of seeds {decimal(found.effective_seeds)}."
    )
    known = {(one.panel, one.difference): one for one in found.effects}
    yield "\n".join(f"- {panel}: {verdict(known[panel, 'claim'])}." for panel in PANELS)
    yield table(_CELLS, _cells(found.cells))
    ordered = [known["selection", "drop"], *(known[panel, name] for name in DIFFERENCES for panel in PANELS)]
    yield table(_EFFECTS, map(_effect, ordered))
    yield from _whys([*(one.accuracy for one in found.cells), *(one.estimate for one in ordered)])


def _cells(found: Iterable[CellAccuracy]) -> Iterator[list[str]]:
    """A version a line, the two panels beside each other."""
    known = {(one.cell, one.panel): one for one in found}
    for cell in CELLS:
        panels = [known[cell, panel] for panel in PANELS]
        yield [cell, *(part for one in panels for part in _accuracy(one))]


def _accuracy(found: CellAccuracy) -> tuple[str, ...]:
    return dashed(found.accuracy), *(f"{count:,}" for count in (found.right, found.answers, found.unparsable))


def _effect(found: Effect) -> list[str]:
    selected = found.panel == "selection"
    return [
        f"{found.difference}, in the search's own votes" if selected else found.difference,
        "simulators" if selected else found.panel,
        dashed(found.estimate),
        f"{found.estimate.n:,}",
        f"{found.estimate.clusters:,}",
        f"{found.above:,}",
        f"{found.below:,}",
        UNDEFINED if found.left is None else dashed(found.left),
    ]


def _whys(estimates: Iterable[Estimate]) -> Iterator[str]:
    """Why there are dashes, each reason once."""
    whys = dict.fromkeys(one.why for one in estimates if one.value is None)
    if whys:
        yield f"{UNDEFINED}: {'; '.join(whys)}."


def _affinities(found: Affinities) -> Iterator[Sequence[str]]:
    for pair in found.pairs:
        interval = "" if pair.low is None or pair.high is None else f" ({pair.low:.2f} to {pair.high:.2f})"
        value = UNDEFINED if pair.value is None else f"{pair.value:.2f}{interval}"
        yield [f"{pair.one}, {pair.other}", value, UNDEFINED if pair.p_of_all is None else f"{pair.p_of_all:.3f}"]
