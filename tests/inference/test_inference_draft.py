"""What a draft of inference pairs asks, records and shows: English twins, blind judges, batches that tell no label."""

import asyncio
import json
import sqlite3
from collections import Counter, defaultdict

import pytest

from annotate.llm import LLM
from annotate.wire import Endpoint
from builders.drafting import Drafted
from builders.inference_accounts import inference_accounts
from builders.inference_pairs import draft, read_documents, take_in
from builders.inference_rows import SHOWN
from builders.inference_run import resolve
from builders.math_run import RunOptionError
from builders.review_batches import queued_items
from schemas.answers import AnswerJournal
from schemas.inference import LABELS, Document, Hypothesis, MachineLabel
from schemas.records import Finding, Refusal
from schemas.runs import load_runs, start_run
from schemas.store import Store
from schemas.workspace import Workspace
from tests.far_end.process import far_end
from tests.inference_world import PAIRS, write_clusters

JUDGE = "mistral-large"


class World:
    """A workspace in which one run is drafted."""

    def __init__(self, root, *, news=None, **options):
        self.workspace, self.store = Workspace(root / "w"), Store(root / "w" / "store.duckdb")
        file = news or write_clusters(root / "news.json")
        run = resolve(self.workspace, writer="gpt-4o", endpoint="", file=file, judge=(JUDGE,), **options)
        self.run = start_run(self.workspace.runs, run)

    def draft(self, server=None, *, limit=None) -> Drafted:
        return asyncio.run(self._draft(Endpoint(server.url, "none") if server else None, limit))

    async def _draft(self, endpoint, limit):
        with AnswerJournal(self.workspace.answers) as journal:
            llm = LLM(endpoint, journal, run=self.run.id, concurrency=4)
            drafted = await draft(
                self.run, workspace=self.workspace, store=self.store, llm=llm, limit=limit, progress=lambda *_: None
            )
            await llm.close()
            return drafted

    def all(self, kind):
        return self.store.all(kind, run=self.run.id)

    def asked(self, model):
        """The bodies of the requests that a model answered, as they were sent."""
        with sqlite3.connect(self.workspace.answers) as journal:
            rows = journal.execute("SELECT request FROM answers WHERE model = ? ORDER BY key", (model,)).fetchall()
        return [json.loads(request) for (request,) in rows]


def read_items(world):
    """What people are asked about."""
    return queued_items(world.workspace, load_runs(world.workspace.runs))


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0) as running:
        yield running


@pytest.fixture(scope="module")
def world(tmp_path_factory, server):
    """Every pair, with twins, half of them judged from each document alone."""
    world = World(tmp_path_factory.mktemp("inference"), twins="m2m", judged_alone=0.5)
    assert world.draft(server) == Drafted(came_in=PAIRS, made=PAIRS, waiting=[])
    return world


def test_every_document_that_is_not_english_gets_one_twin_kept_as_its_translation(world):
    documents = world.all(Document)
    originals = {document.document: document for document in documents if not document.answer_key}
    twins = [document for document in documents if document.answer_key]
    foreign = {name for name, document in originals.items() if document.language != "en"}
    assert sorted(twin.translated_from for twin in twins) == sorted(foreign)
    assert {(twin.language, twin.origin, twin.translator) for twin in twins} == {("en", "translation", "m2m")}
    assert all(twin.event == originals[twin.translated_from].event for twin in twins)


def test_a_reader_sees_the_twin_of_each_foreign_document_and_none_of_an_english_one(world):
    twins = {twin.translated_from: twin.text for twin in world.all(Document) if twin.answer_key}
    texts = {d.text: twins.get(d.document, "") for d in world.all(Document) if not d.answer_key}
    views = [view for row in read_items(world) for view in row.premise.documents]
    assert len(views) == 2 * 3 * PAIRS
    assert all(view.twin == texts[view.text] for view in views)
    assert all(bool(view.twin) == (view.language != "en") for view in views)


def test_a_seeded_share_of_the_pairs_is_judged_from_each_document_alone(world):
    views = defaultdict(set)
    pairs = {hypothesis.item: hypothesis.pair for hypothesis in world.all(Hypothesis)}
    for label in world.all(MachineLabel):
        views[pairs[label.item]].add(label.view)
    alone = [pair for pair, seen in views.items() if seen == {"both", "d1", "d2"}]
    assert len(views) == PAIRS
    assert 0 < len(alone) < PAIRS
    assert all(seen == {"both"} for pair, seen in views.items() if pair not in alone)
    assert len(world.all(MachineLabel)) == 3 * (PAIRS + 2 * len(alone))


def test_a_judges_three_questions_about_a_pair_differ_in_the_statement_alone(world):
    statements = {hypothesis.text: hypothesis for hypothesis in world.all(Hypothesis)}
    questions = defaultdict(set)
    for body in world.asked(JUDGE):
        *_, told = body["messages"]
        documents, _, statement = told["content"].rpartition("\n\nStatement: ")
        told["content"] = documents
        questions[statements[statement].pair, documents].add(json.dumps(body, sort_keys=True))
    assert len(questions) >= PAIRS
    assert {len(alike) for alike in questions.values()} == {1}


def test_a_judge_is_shown_neither_evidence_nor_reasoning_of_the_writer(world):
    told = [body["messages"][-1]["content"] for body in world.asked(JUDGE)]
    assert [text for text in told if any(label in text for label in LABELS)] == []
    reasons = {hypothesis.explanation for hypothesis in world.all(Hypothesis)}
    assert len(reasons) == 3
    assert [text for text in told if any(reason in text for reason in reasons)] == []


def test_a_review_batch_tells_no_label_in_any_of_its_strings(world):
    rows = [row.model_dump_json() for row in read_items(world)]
    assert len(rows) == 3 * PAIRS
    assert [row for row in rows if any(label in row for label in LABELS)] == []


def test_what_would_tell_the_label_is_noticed_and_kept_from_readers(world):
    items = {hypothesis.item for hypothesis in world.all(Hypothesis)}
    noticed = {finding.check for finding in world.all(Finding) if finding.item in items}
    assert {"numbers supported", "judges", "document cut"} <= noticed
    shown = {notice.check for row in read_items(world) for notice in row.findings}
    assert shown == noticed & SHOWN == {"document cut"}


def test_pairs_are_taken_in_the_order_that_the_seed_gives(tmp_path, world):
    def order(one):
        return [premise.pair.pair for premise in take_in(one.run, workspace=one.workspace, store=one.store)]

    (tmp_path / "again").mkdir()
    (tmp_path / "other").mkdir()
    assert order(World(tmp_path / "again")) == order(world)
    other = order(World(tmp_path / "other", seed=1))
    assert sorted(other) == sorted(order(world))
    assert other != order(world)


def test_a_language_that_is_wanted_comes_from_every_country(tmp_path):
    texts = {"zh-TW": "橋樑倒塌，四人死亡。", "he": "הגשר קרס בלילה.", "en": "The bridge fell."}
    rows = [{"event": "7", "language": tag, "text": text} for tag, text in texts.items()]
    (tmp_path / "n.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    world = World(tmp_path, news=tmp_path / "n.jsonl", languages=("zh", "iw", "en-GB"))
    read_documents(world.run, workspace=world.workspace, store=world.store)
    assert {document.language for document in world.all(Document)} == {"zh-TW", "he"}
    assert world.all(Refusal) == []


def test_a_limit_takes_the_first_pairs_and_a_larger_one_the_next(tmp_path, server):
    world = World(tmp_path)
    premises = [premise.pair.pair for premise in take_in(world.run, workspace=world.workspace, store=world.store)]
    for limit in (2, 3):
        world.draft(server, limit=limit)
        assert {hypothesis.pair for hypothesis in world.all(Hypothesis)} == set(premises[:limit])
    assert len(read_items(world)) == 3 * 3


def test_a_pair_that_the_writer_refuses_is_a_refusal_with_its_reason(tmp_path):
    world = World(tmp_path)
    with far_end(refuse=1.0) as refusing:
        drafted = world.draft(refusing, limit=2)
    refused = [refusal for refusal in world.all(Refusal) if refusal.stage == "write"]
    assert (drafted.made, drafted.waiting, len(refused)) == (0, [], 2)
    [account] = inference_accounts(world.workspace)
    account.check()
    assert account.failed == dict(Counter(refusal.reason for refusal in refused))
    assert set(account.failed) <= {"refusal", "content_filter"}


def test_a_pair_that_nobody_answered_waits_and_is_written_by_the_next_draft(tmp_path, server):
    world = World(tmp_path)
    drafted = world.draft(limit=2)
    assert (len(drafted.waiting), world.all(Hypothesis)) == (2, [])
    assert world.draft(server, limit=2).waiting == []
    assert len(world.all(Hypothesis)) == 6


def test_a_judge_that_is_named_twice_is_refused(tmp_path):
    file = write_clusters(tmp_path / "news.json")
    with pytest.raises(RunOptionError, match="--judge mistral-large stands more than once"):
        resolve(Workspace(tmp_path / "w"), writer="gpt-4o", endpoint="", file=file, judge=(JUDGE, JUDGE))
