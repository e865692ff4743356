"""`isogloss adversarial report`: all that the evidence of a run comes to, as one record.

    effects       what is left of the weakness when it is asked anew      per language, and over all
    conversions   how many valid seeds give a pair that stands            per language and arm
    costs         tokens and dollars, nulls and baselines among them      per pair found, per pair that stands
    signs         what goes wrong with the search                         by the paper's names
    rates         how often the simulators are right in each language     about questions that all were asked
    affinities    which languages fail the same questions

Nothing here is asked of a model: it is counted from the store and the answers journal, and comes out the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotate.prices import load_prices
from builders.adversarial.evidence.affinity import Affinities, affinities
from builders.adversarial.evidence.affinity_picture import draw_affinities
from builders.adversarial.evidence.conversion import Conversion, Reviewed, conversions
from builders.adversarial.evidence.costs import PairCost, cost_per_pair
from builders.adversarial.evidence.effects import Effects, effects
from builders.adversarial.evidence.language_rates import LanguageRate, language_rates
from builders.adversarial.evidence.retest import held_up, mirrored
from builders.adversarial.evidence.signatures import Sign, signs
from builders.adversarial.review_rows import included_nodes
from builders.deciding import outcomes, project
from schemas.adversarial import CommonAnswer, FreshAnswer, ResampledNode, SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.answers import Usage, usage
from schemas.faults import Fault
from schemas.outcomes import Outcome
from schemas.records import Problem, Record
from schemas.runs import load_adversarial_runs
from schemas.store import Store
from schemas.workspace import Workspace


class ReportError(Fault):
    """There is nothing to report on, or nothing to draw."""


class PairsOfSeeds(Record):
    """How the pairs of one language are spread over the seeds that gave any: reported apart from conversion."""

    language: str
    seeds_by_pairs: dict[int, int]
    """Seeds that gave so many pairs, by the number of pairs."""


class Evidence(Record):
    """What is known about the weaknesses that a run found."""

    run: str
    pairs: int
    reviewed: int
    """Pairs about which people have come to a verdict; conversion counts the others as not accepted."""
    effects: tuple[Effects, ...]
    conversions: tuple[Conversion, ...]
    pairs_of_seeds: tuple[PairsOfSeeds, ...]
    cost_per_found: PairCost
    cost_per_standing: PairCost
    """Of the pairs that held up where they were asked anew, and were accepted where people reviewed."""
    signs: tuple[Sign, ...]
    rates: tuple[LanguageRate, ...]
    affinities: Affinities | None
    """None when nothing was asked in all languages."""


def report(workspace: Workspace) -> list[Evidence]:
    """The evidence of every run with the decisions made so far; raises `ReportError` when there is no run."""
    runs = load_adversarial_runs(workspace.runs)
    if not runs:
        raise ReportError(f"{workspace.root} has no adversarial run: draft one with `isogloss adversarial draft`")
    asked = usage(workspace.answers)
    with Store(workspace.store).held() as store:
        project(workspace, store)
        return [evidence_of(run, store, [row for row in asked if row.run == run.id]) for run in runs]


def evidence_of(run: AdversarialRun, store: Store, asked: Sequence[Usage]) -> Evidence:
    """Everything about one run. Decisions must have been projected before; `asked` is what the run took."""
    seeds, nodes = store.all(Problem, run=run.id), store.all(SearchNode, run=run.id)
    golds = golds_of(seeds)
    pairs, answers = included_nodes(run, store), store.all(FreshAnswer, run=run.id)
    decided = outcomes(run, store)
    reviewed = reviewed_pairs(run, pairs, answers, golds, decided)
    converted = conversions(seeds, nodes, store.all(ResampledNode, run=run.id), run=run, reviewed=reviewed)
    common, prices = store.all(CommonAnswer, run=run.id), load_prices(None)
    return Evidence(
        run=run.id,
        pairs=len(pairs),
        reviewed=sum(found.state in {"accepted", "rejected"} for found in decided.values()),
        effects=tuple(effects(pairs, answers, run=run, golds=golds)),
        conversions=tuple(converted),
        pairs_of_seeds=tuple(_pairs_of_seeds(pairs, run)),
        cost_per_found=cost_per_pair(asked, prices, pairs=len(pairs)),
        cost_per_standing=cost_per_pair(asked, prices, pairs=_standing(pairs, reviewed)),
        signs=tuple(signs(nodes, converted)),
        rates=tuple(language_rates(common, golds, seed=run.seed)),
        affinities=affinities(common, golds, seed=run.seed) if common else None,
    )


def golds_of(seeds: Sequence[Problem]) -> dict[str, int]:
    """The index of the right option by seed."""
    return {seed.item: int(seed.answer) for seed in seeds}


def reviewed_pairs(
    run: AdversarialRun,
    pairs: Sequence[SearchNode],
    answers: Sequence[FreshAnswer],
    golds: Mapping[str, int],
    decided: Mapping[str, Outcome],
) -> Reviewed:
    """What became of the pairs after the search: by the held-out models, by luck, and by people."""
    accepted = {item for item, found in decided.items() if found.state == "accepted"}
    return Reviewed(
        held_up=held_up(pairs, answers, models=run.held_out, golds=golds),
        by_luck=held_up(pairs, mirrored(answers), models=run.held_out, golds=golds),
        accepted=accepted if decided else None,
    )


def draw(evidence: Sequence[Evidence], path: Path) -> None:
    """The affinities of the one run that has any, as a PNG; raises `ReportError` when there is not exactly one."""
    found = [one.affinities for one in evidence if one.affinities]
    if len(found) != 1:
        raise ReportError(
            f"{len(found)} runs asked questions in all languages, and a picture shows one: draft with --common"
        )
    draw_affinities(found[0], path)


def _standing(pairs: Iterable[SearchNode], reviewed: Reviewed) -> int:
    """Pairs that passed every step that was taken, as conversion counts their seeds."""
    tested = any(verdict is not None for verdict in reviewed.held_up.values())
    left = [pair.node for pair in pairs if reviewed.held_up.get(pair.node) or not tested]
    return sum(reviewed.accepted is None or node in reviewed.accepted for node in left)


def _pairs_of_seeds(pairs: Sequence[SearchNode], run: AdversarialRun) -> list[PairsOfSeeds]:
    spread = []
    for language in run.targets:
        own = [pair.seed for pair in pairs if pair.language == language]
        counts = [own.count(seed) for seed in sorted(set(own))]
        by_pairs = {number: counts.count(number) for number in sorted(set(counts))}
        spread.append(PairsOfSeeds(language=language, seeds_by_pairs=by_pairs))
    return spread
