"""How many valid seeds give a pair that stands, and where the others are lost, beside nulls and baselines.

    arm                valid   found   held up   by luck   accepted
    search                40      17         9         3          7   17.5 % [8.7, 32.0] of the seeds
    neutral               10       2

Unlike the paper's conversion rate, which counts what the search found, a pair counts here when it passed the search,
held up when it was asked anew, and was accepted by people. A seed counts once, however many pairs it gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from annotate.annotator_quality import Share, share
from builders.adversarial.evidence.nulls import baseline_seeds, null_seeds
from schemas.adversarial import Arm, ResampledNode, SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem, Record

Compared = Literal["search", "neutral", "resampled", "one-shot", "no perturbation"]
"""The search; null 2; null 1; perturbations without a search; the seeds as they are."""


class Conversion(Record):
    """What became of the valid seeds of one arm in one language, a step after the other."""

    arm: Compared
    language: str
    valid: int
    """Seeds that are right in English and could be translated, of those that the arm was run on."""
    found: int
    """Of them, those with at least one node that passed the rule of inclusion."""
    held_up: int | None
    """Of them, those with a pair that held up when it was asked anew; None when the arm is not tested further."""
    by_luck: int | None
    """Seeds found of which a pair would hold up with perturbed and unperturbed questions exchanged (`mirrored`)."""
    untested: int
    """Found, and none of their pairs held up, but of one at least nothing is known."""
    accepted: int | None
    """Of those that held up, those with a pair that people accepted as well; None when nobody reviewed. Where nothing
    was asked anew, of those found."""
    share: Share
    """The last step that is known, of the valid seeds, with Wilson's interval."""
    found_share: Share
    """What was found, of the valid seeds: the step at which arms can be compared."""


class Reviewed(NamedTuple):
    """What happened to included pairs after the search, by item."""

    held_up: Mapping[str, bool | None]
    """As `retest.held_up` says; an item that is not there was not asked anew."""
    by_luck: Mapping[str, bool | None]
    """The same of `retest.mirrored` answers."""
    accepted: AbstractSet[str] | None
    """None before review."""


def conversions(
    seeds: Iterable[Problem],
    nodes: Sequence[SearchNode],
    resampled: Sequence[ResampledNode],
    *,
    run: AdversarialRun,
    reviewed: Reviewed,
) -> list[Conversion]:
    """For each target, the search and then what it is compared with; `seeds` and records are those of the run."""
    known = list(seeds)
    lots = Lots(_names(null_seeds(known, run)), _names(baseline_seeds(known, run)))
    rows = []
    for language in run.targets:
        own = [node for node in nodes if node.language == language]
        lucky = {again.seed for again in resampled if again.language == language and again.passes}
        rows += _in_language(language, own, lucky, include=run.search.include, lots=lots, reviewed=reviewed)
    return rows


class Steps(NamedTuple):
    """Seeds that are left after each step; None where it was not taken."""

    found: int
    held_up: int | None = None
    accepted: int | None = None


class Lots(NamedTuple):
    """Seeds on which only some of the arms were run."""

    null: AbstractSet[str]
    baseline: AbstractSet[str]


def _in_language(
    language: str,
    nodes: Sequence[SearchNode],
    lucky: AbstractSet[str],
    *,
    include: float,
    lots: Lots,
    reviewed: Reviewed,
) -> list[Conversion]:
    """`lucky` are the seeds of which a resample passed."""
    roots = [node for node in nodes if node.arm == "search" and node.fate == "root"]
    valid = {root.seed for root in roots}
    untouched = {root.seed for root in roots if root.value is not None and root.value >= include}

    def pairs(arm: Arm, of: AbstractSet[str]) -> list[SearchNode]:
        return [node for node in nodes if node.arm == arm and node.fate == "included" and node.seed in of]

    null, baseline = valid & lots.null, valid & lots.baseline
    untouchable = reviewed._replace(accepted=None)  # people see what the search found, and nothing else
    return [
        _converted("search", language, valid, pairs("search", valid), reviewed),
        _converted("neutral", language, null, pairs("neutral", null), untouchable),
        _only_found("resampled", language, null, lucky),
        _converted("one-shot", language, baseline, pairs("one-shot", baseline), untouchable),
        _only_found("no perturbation", language, valid, untouched),
    ]


def _converted(
    arm: Compared, language: str, valid: AbstractSet[str], pairs: Sequence[SearchNode], reviewed: Reviewed
) -> Conversion:
    verdicts = {pair.node: reviewed.held_up.get(pair.node) for pair in pairs}
    tested = any(verdict is not None for verdict in verdicts.values())
    stood = {pair.seed for pair in pairs if verdicts[pair.node]}
    unknown = {pair.seed for pair in pairs if verdicts[pair.node] is None} - stood
    lucky = {pair.seed for pair in pairs if reviewed.by_luck.get(pair.node)}
    standing = [pair for pair in pairs if verdicts[pair.node] or not tested]
    agreed = {pair.seed for pair in standing if pair.node in (reviewed.accepted or ())}
    steps = Steps(
        found=len({pair.seed for pair in pairs}),
        held_up=len(stood) if tested else None,
        accepted=None if reviewed.accepted is None else len(agreed),
    )
    return _conversion(arm, language, valid, steps, by_luck=len(lucky) if tested else None, untested=len(unknown))


def _only_found(arm: Compared, language: str, valid: AbstractSet[str], passed: AbstractSet[str]) -> Conversion:
    """An arm without a perturbation, so that there is nothing to test anew."""
    return _conversion(arm, language, valid, Steps(len(passed & valid)), by_luck=None, untested=0)


def _conversion(
    arm: Compared, language: str, valid: AbstractSet[str], steps: Steps, *, by_luck: int | None, untested: int
) -> Conversion:
    known = [step for step in steps if step is not None]
    return Conversion(
        arm=arm,
        language=language,
        valid=len(valid),
        found=steps.found,
        held_up=steps.held_up,
        by_luck=by_luck,
        untested=untested,
        accepted=steps.accepted,
        share=share(known[-1], len(valid)),
        found_share=share(steps.found, len(valid)),
    )


def _names(seeds: Iterable[Problem]) -> set[str]:
    return {seed.item for seed in seeds}
