"""Cross-document cross-lingual inference as in CDCL-NLI: clusters of documents, premise pairs, hypotheses with labels.

    read -> (expand) -> pair -> write -> check -> judge -> queue

Read `draft` from top to bottom: it is section 3 of the paper. Every drop is a `Refusal` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from annotate.inference.checks import check_triple
from annotate.inference.discourse_units import SEGMENTER, units
from annotate.inference.hypotheses import HypothesisTask, write_hypotheses
from annotate.inference.judges import disagreement, judge_label
from annotate.llm import LLM, NotRecorded, Unanswered, Unfinished
from annotate.sentence_embedding import encode
from builders.clusters import clusters
from builders.drafting import Drafted, Progress, answered, model_failed
from builders.english_twins import add_twins
from builders.expansion import expand, premise_documents
from builders.premise_pairs import premise_pairs, sentence_vectors
from builders.review_batches import publish_batches
from builders.review_queue import flagged_items, review_queue
from crawlers.clusters.articles import Article, BadRow
from crawlers.clusters.language_tags import language_tag
from crawlers.clusters.recognised import read_articles
from schemas.digest import fraction
from schemas.inference import Document, DocumentUnits, Event, Hypothesis, MachineLabel, PremisePair, View
from schemas.inference_runs import InferenceRun
from schemas.records import Record, Refusal
from schemas.store import Store
from schemas.workspace import Workspace

BATCH_PAIRS = 200


class Premise(NamedTuple):
    """A pair with its documents."""

    pair: PremisePair
    documents: tuple[Document, Document]


async def draft(
    run: InferenceRun, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """CDCL-NLI section 3: documents of one event paired, three hypotheses a pair, judged blind, queued for people.

    `limit` is a number of pairs; a larger one extends. Pairs are drawn once, from all documents: not before the
    translations that a run wants are there, or refused.
    """
    drafted = Drafted()
    read_documents(run, workspace=workspace, store=store)
    await expand(run, store, llm, drafted)
    if drafted.waiting:
        return drafted
    premises = take_in(run, workspace=workspace, store=store)[:limit]
    todo = _without_outcome(premises, run, store)
    drafted.came_in, finished = len(premises), len(premises) - len(todo)
    queue_at = finished + BATCH_PAIRS
    records: list[Record] = []
    try:
        work = partial(machines, run=run, llm=llm)
        async for made in answered(todo, work, llm=llm, window=2 * llm.concurrency, waiting=drafted.waiting):
            records += made
            finished += 1
            drafted.made += isinstance(made[0], Hypothesis)
            progress(finished, len(premises))
            if finished % BATCH_PAIRS == 0:
                store.add(records)
                records.clear()
            if finished >= queue_at:
                _queue(run, workspace, store, final=False)
                queue_at = int(1.5 * finished)  # to queue reads all that was drafted: seldom, while much waits
        await add_twins(run, [document for premise in premises for document in premise.documents], store, llm, drafted)
    finally:
        store.add(records)
        _queue(run, workspace, store, final=True)
    return drafted


def take_in(run: InferenceRun, *, workspace: Workspace, store: Store) -> list[Premise]:
    """All premise pairs of a run, in a seeded order; the first time the documents are read, compared and kept."""
    if not store.all(PremisePair, run=run.id):
        read_documents(run, workspace=workspace, store=store)
        _pair(run, store)
    documents = {document.document: document for document in store.all(Document, run=run.id)}
    pairs = sorted(store.all(PremisePair, run=run.id), key=lambda pair: (fraction(run.seed, pair.pair), pair.pair))
    return [Premise(pair, (documents[pair.document1], documents[pair.document2])) for pair in pairs]


def read_documents(run: InferenceRun, *, workspace: Workspace, store: Store) -> None:
    """The documents of a run's events, read and kept the first time."""
    if not store.all(Event, run=run.id):
        found = clusters(run.id, _wanted(read_articles(workspace.sources / run.file, run.columns), run))
        store.add([*found.events, *found.documents, *found.findings, *found.refusals])


def _pair(run: InferenceRun, store: Store) -> None:
    documents = premise_documents(run, store.all(Document, run=run.id))
    pairing = premise_pairs(documents, vectors=sentence_vectors(documents, encode), criteria=run.criteria)
    paired = {name for pair in pairing.pairs for name in (pair.document1, pair.document2)}
    segmented = [_segmented(document) for document in documents if document.document in paired]
    store.add([*pairing.pairs, *pairing.refusals, *segmented])


def _wanted(articles: Iterator[Article | BadRow], run: InferenceRun) -> Iterator[Article | BadRow]:
    """Articles in the run's languages; the others were not asked for, so they are none of the account.

    `zh` is `zh-TW` too, and not the other way round (RFC 4647, 3.3.1).
    """
    wanted = [f"{language_tag(tag)}-" for tag in run.languages]
    for article in articles:
        if isinstance(article, BadRow) or not wanted or f"{article.language}-".startswith(tuple(wanted)):
            yield article


def _segmented(document: Document) -> DocumentUnits:
    found = units(document.text, document.language)
    return DocumentUnits(
        run=document.run,
        document=document.document,
        segmenter=SEGMENTER,
        starts=tuple(start for start, _end in found),
        ends=tuple(end for _start, end in found),
    )


def _without_outcome(premises: Sequence[Premise], run: InferenceRun, store: Store) -> list[Premise]:
    done = {hypothesis.pair for hypothesis in store.all(Hypothesis, run=run.id)}
    done |= {refusal.item for refusal in store.all(Refusal, run=run.id) if refusal.stage == "write"}
    return [premise for premise in premises if premise.pair.pair not in done]


async def machines(premise: Premise, *, run: InferenceRun, llm: LLM) -> list[Record] | str:
    """Three hypotheses with all that was noticed and said of them, or a refusal; a sentence when nobody answered."""
    try:
        written = await write_hypotheses(premise.pair, premise.documents, llm=llm, task=task_of(run))
        hypotheses = [record for record in written if isinstance(record, Hypothesis)]
        noticed = check_triple(hypotheses, premise.documents)
        judged = [await judged_blind(hypothesis, premise, run=run, llm=llm) for hypothesis in hypotheses]
    except Unfinished as failure:
        return [model_failed(run, premise.pair.pair, "write", failure)]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    return [*written, *noticed, *(record for records in judged for record in records)]


async def judged_blind(hypothesis: Hypothesis, premise: Premise, *, run: InferenceRun, llm: LLM) -> list[Record]:
    """What each judge says from both documents and, of a share of pairs, from each alone; flagged if they differ."""
    views: tuple[View, ...] = ("both",)
    if run.judges_alone(premise.pair.pair):
        views = ("both", "d1", "d2")
    labels: list[MachineLabel] = [
        await judge_label(
            hypothesis,
            premise.documents,
            view=view,
            llm=llm,
            model=judge,
            max_document_characters=run.max_document_characters,
        )
        for judge in run.judges
        for view in views
    ]
    differing = disagreement(hypothesis, labels, k=run.max_disagreeing) if labels else None
    return [*labels, *([differing] if differing else [])]


def task_of(run: InferenceRun) -> HypothesisTask:
    return HypothesisTask(
        writer=run.writer,
        language=run.hypothesis_language,
        temperature=run.temperature,
        max_tokens=run.max_tokens,
        max_document_characters=run.max_document_characters,
    )


def _queue(run: InferenceRun, workspace: Workspace, store: Store, *, final: bool) -> None:
    """What people can already read into a review batch."""
    if final or (run.review == "all" and not run.twins):  # a reader's twin stands in the batch
        with store.held():
            store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
            publish_batches(workspace, store, run, final=final)
