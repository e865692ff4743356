"""What a reader sees of an included pair: the question as it was and as it became, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from builders.adversarial.ancestors import with_ancestors
from builders.adversarial.evidence.cells import lineage
from schemas.adversarial import SearchNode, SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Finding, Problem, Queued
from schemas.review_items import Addition, Notice, PerturbedView, ReviewItem, SimulatorAnswer
from schemas.store import Store

_INCLUDED = "SELECT node FROM search_node WHERE run = ? AND fate = 'included' AND arm = 'search' ORDER BY node"


def included_items(run: AdversarialRun, store: Store) -> list[str]:
    """Names of the pairs that a run's searches found: its items."""
    return [row["node"] for row in store.query(_INCLUDED, [run.id])]


def included_nodes(run: AdversarialRun, store: Store) -> list[SearchNode]:
    """The same with their texts and votes."""
    return store.all(SearchNode, run=run.id, fate=["included"], arm=["search"])


def adversarial_rows(run: AdversarialRun, store: Store, queue: Sequence[Queued]) -> list[ReviewItem]:
    """The queued pairs, ordered by name."""
    nodes = with_ancestors({queued.item for queued in queue}, run, store)
    seeds = {seed.item: seed for seed in store.all(Problem, run=run.id)}
    translations = {(text.seed, text.language): text for text in store.all(SeedTranslation, run=run.id)}
    noticed: dict[str, list[Notice]] = {}
    for finding in store.all(Finding, run=run.id):
        notice = Notice(check=finding.check, message=finding.message, quotes=finding.quotes)
        noticed.setdefault(finding.item, []).append(notice)
    rows = []
    for queued in sorted(queue, key=lambda queued: queued.item):
        node = nodes[queued.item]
        seed, translation = seeds[node.seed], translations[node.seed, node.language]
        view = _view(seed, translation, lineage(node, nodes))
        rows.append(_row(queued, node, seed, translation, view, noticed.get(node.node, ())))
    return rows


def _view(seed: Problem, translation: SeedTranslation, nodes: Sequence[SearchNode]) -> PerturbedView:
    return PerturbedView(
        seed=seed.item,
        question=seed.question,
        question_target=translation.question,
        additions=tuple(
            Addition(
                place=node.place,
                english=node.perturbation,
                target=node.perturbation_target,
                leans_on=node.wrong_option,
            )
            for node in nodes
        ),
        answers=tuple(
            SimulatorAnswer(side=vote.side, model=vote.model, choice=vote.choice) for vote in nodes[-1].votes
        ),
    )


def _row(
    queued: Queued,
    node: SearchNode,
    seed: Problem,
    translation: SeedTranslation,
    view: PerturbedView,
    noticed: Sequence[Notice],
) -> ReviewItem:
    return ReviewItem(
        item=node.node,
        run=node.run,
        revision=0,
        source_language=seed.language,
        target_language=node.language,
        question=node.question_target,
        choices=translation.choices,
        original=node.question,
        original_choices=seed.choices,
        answer=seed.answer,
        answer_type="choice",
        solution="",
        findings=tuple(noticed),
        because=queued.because,
        inclusion_probability=queued.inclusion_probability,
        page=None,
        perturbed=view,
    )
