"""From what the store knows of a pair to its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from annotate.agreement.judgments import Array
from builders.adversarial.ancestors import with_ancestors
from builders.adversarial.evidence.cells import Addition, lineage, with_additions
from builders.adversarial.evidence.effects import DIFFERENCES
from builders.adversarial.evidence.rates import CellRate, accuracies, cell_rates
from builders.adversarial.evidence.retest import held_up
from builders.adversarial.release.licence_groups import licences_of
from builders.adversarial.release.rows import FreshCell, Judgment, Perturbation, ReviewState, Row, SimulatorVotes
from builders.adversarial.report import golds_of
from builders.adversarial.seed_origins import source_of
from builders.release_folder import ReleaseError
from builders.releasing.stated import HolderTerms
from schemas.adversarial import FreshAnswer, NeutralText, SearchNode, SeedTranslation, Side
from schemas.adversarial_runs import AdversarialRun
from schemas.outcomes import by_item, standing
from schemas.records import Decision, Problem
from schemas.store import Store


@dataclass(frozen=True)
class Library:
    """What rows refer to, by name."""

    run: AdversarialRun
    seeds: Mapping[str, Problem]
    translations: Mapping[tuple[str, str], SeedTranslation]
    """By seed and language."""
    nodes: Mapping[str, SearchNode]
    neutrals: Mapping[str, NeutralText]
    rates: Mapping[str, Sequence[CellRate]]
    claims: Mapping[str, tuple[float | None, float | None]]
    """Of the simulators and of the held-out models."""
    held_up: Mapping[str, bool | None]
    decisions: Mapping[str, Sequence[Decision]]
    licences: Mapping[str, str]
    """Of each source, in the order of their first seeds."""


def library(
    run: AdversarialRun, store: Store, pairs: Sequence[SearchNode], terms: Mapping[str, HolderTerms]
) -> Library:
    """All that the rows of a run may need; `terms` are those of right-holders, by source."""
    seeds = store.all(Problem, run=run.id)
    golds, answers = golds_of(seeds), store.all(FreshAnswer, run=run.id)
    by_pair = {pair.node: golds[pair.seed] for pair in pairs}
    rates = cell_rates((answer for answer in answers if answer.item in by_pair), by_pair)
    rates_of: dict[str, list[CellRate]] = {item: [] for item in by_pair}
    for rate in rates:
        rates_of[rate.item].append(rate)
    return Library(
        run=run,
        seeds={seed.item: seed for seed in seeds},
        translations={(text.seed, text.language): text for text in store.all(SeedTranslation, run=run.id)},
        nodes=with_ancestors(by_pair, run, store),
        neutrals={text.item: text for text in store.all(NeutralText, run=run.id)},
        rates=rates_of,
        claims=_claims(rates, list(by_pair), run),
        held_up=held_up(pairs, answers, models=run.held_out, golds=golds),
        decisions=by_item(store.all(Decision)),
        licences=licences_of(run, seeds, terms),
    )


def row_of(pair: SearchNode, known: Library, state: ReviewState) -> Row:
    """The row of an included pair."""
    neutral = known.neutrals.get(pair.node)
    simulators, held_out = known.claims[pair.node]
    return Row(
        **_of_seed(known.seeds[pair.seed], known),
        **_texts(pair, known),
        id=pair.node,
        language=pair.language,
        depth=pair.depth,
        parent=pair.parent,
        value=_asked_in_full(pair.value, pair),
        rate_ori=_asked_in_full(pair.accuracy, pair),
        rate_trans=_asked_in_full(pair.accuracy_target, pair),
        votes=_votes(pair, known.run),
        cells=_cells(known.rates[pair.node], known.run),
        claim_simulators=simulators,
        claim_held_out=held_out,
        held_up=known.held_up[pair.node],
        neutral=neutral.english if neutral else "",
        transneutral=neutral.target if neutral else "",
        review_state=state,
        judgments=judgments(known.decisions.get(pair.node, ())),
        perturber=known.run.perturber,
        translator=known.run.translator,
    )


def _of_seed(seed: Problem, known: Library) -> dict[str, Any]:
    gold, source = int(seed.answer), source_of(seed, known.run)
    return {
        "seed": seed.item,
        "source": source,
        "source_id": seed.source_id,
        "licence": known.licences[source],
        "choices": seed.choices,
        "answer": seed.choices[gold],
        "answer_index": gold,
    }


def _texts(pair: SearchNode, known: Library) -> dict[str, Any]:
    seed, translation = known.seeds[pair.seed], known.translations[pair.seed, pair.language]
    path = lineage(pair, known.nodes)
    english = parts(pair.question, seed.question, [Addition(step.perturbation, step.place) for step in path])
    target = parts(
        pair.question_target, translation.question, [Addition(step.perturbation_target, step.place) for step in path]
    )
    return {
        "question": pair.question,
        "oriquestion": english.original,
        "prequestion": english.before,
        "sufquestion": english.after,
        "transquestion": pair.question_target,
        "transchoices": translation.choices,
        "transanswer": translation.choices[int(seed.answer)],
        "transori": target.original,
        "transpre": target.before,
        "transsuf": target.after,
        "perturbations": tuple(
            Perturbation(
                place=step.place,
                english=step.perturbation,
                target=step.perturbation_target,
                leans_on=step.wrong_option,
            )
            for step in path
        ),
    }


class Parts(NamedTuple):
    """A perturbed question taken apart; the three joined are the whole."""

    before: str
    original: str
    after: str


def parts(question: str, original: str, additions: Sequence[Addition]) -> Parts:
    """Text before and after the original question, with what separates them from it."""
    own = original.strip()
    with_before = with_additions(own, [added for added in additions if added.place == "before"])
    return Parts(with_before.removesuffix(own), own, question.removeprefix(with_before))


def _asked_in_full(figure: float | None, pair: SearchNode) -> float:
    """A pair was included by all votes of both sides; raises `ReleaseError`."""
    if figure is None:
        raise ReleaseError(f"{pair.node} is included without all of its votes: run `isogloss rebuild`")
    return figure


def _votes(pair: SearchNode, run: AdversarialRun) -> tuple[SimulatorVotes, ...]:
    chosen: dict[tuple[str, Side], int | None] = {(vote.model, vote.side): vote.choice for vote in pair.votes}
    return tuple(
        SimulatorVotes(model=model, english=chosen[model, "english"], target=chosen[model, "target"])
        for model in run.simulators
    )


def _cells(rates: Sequence[CellRate], run: AdversarialRun) -> tuple[FreshCell, ...]:
    return tuple(
        FreshCell(
            cell=rate.cell,
            panel="held-out" if rate.model in run.held_out else "simulators",
            model=rate.model,
            right=rate.right,
            unparsable=rate.unparsable,
            answers=rate.of,
        )
        for rate in rates
    )


def _claims(
    rates: Sequence[CellRate], items: Sequence[str], run: AdversarialRun
) -> dict[str, tuple[float | None, float | None]]:
    table, weights = accuracies(rates, items), DIFFERENCES["claim"]
    panels = [_known(table.weighed(weights, models)) for models in (run.simulators, run.held_out)]
    return dict(zip(items, zip(*panels, strict=True), strict=True))


def _known(values: Array) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 6) for value in values]


def judgments(decisions: Sequence[Decision]) -> tuple[Judgment, ...]:
    """What stands of people's verdicts, in an order that tells no two persons apart over several pairs."""
    spoken: dict[tuple[str, str], Judgment] = {}
    for decision in standing(sorted(decisions, key=lambda decision: decision.seq)):
        if decision.verdict in {"accept", "reject"}:
            spoken[decision.annotator, decision.role] = _judgment(decision)
    return tuple(sorted(spoken.values(), key=lambda said: tuple(map(str, said.model_dump().values()))))


def _judgment(decision: Decision) -> Judgment:
    answers = {rating.question: rating.answer for rating in decision.ratings}
    return Judgment(
        verdict=decision.verdict,
        reason=decision.reason,
        adjudicator=decision.role == "adjudicator",
        same_question=answers.get("same question", ""),
        natural=answers.get("natural", ""),
        translated=answers.get("translated", ""),
    )
