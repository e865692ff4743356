"""Documents translated into languages that their event lacks, against a far end that translates."""

import json
from collections import Counter

import pytest
from click.testing import CliRunner

from builders.cli import isogloss
from builders.drafting import Drafted
from builders.expansion import expansions, premise_documents
from builders.inference_accounts import inference_accounts, render
from builders.inference_run import resolve
from builders.math_run import RunOptionError
from builders.premise_origins import origins_by_item
from schemas.inference import Document, DocumentUnits, Hypothesis, PremisePair
from schemas.records import Refusal
from schemas.workspace import Workspace
from tests.far_end.process import far_end
from tests.inference.test_inference_draft import World, read_items
from tests.inference_world import DAM, FERRY

NEWS = {"ferry": FERRY, "dam": {"en": " ".join(DAM["en"]), "ko": DAM["ko"]}}
"""Two events, both in English and Korean and one of them in Spanish too."""
DOCUMENTS, PAIRS = 5, 4
WANTED = {"es": 1, "ja": 2, "th": 2}


def written(root):
    """The news as JSON lines; returns the path."""
    rows = [
        {"pageid": event, "lang": tag, "text": text} for event, reports in NEWS.items() for tag, text in reports.items()
    ]
    file = root / "news.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def expanding(root, *tags, **options):
    return World(root, news=written(root), expand_to=tags, translator="deepl", **options)


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0) as running:
        yield running


@pytest.fixture(scope="module")
def expanded(tmp_path_factory, server):
    """Drafted with readers' twins by the same model, so that the two kinds of translations could be mixed up."""
    world = expanding(tmp_path_factory.mktemp("expanded"), "th", "es", "ja", twins="deepl")
    drafted = world.draft(server)
    assert (drafted.waiting, drafted.came_in) == ([], drafted.made)
    return world


def added(world):
    """The translations that premises are made of, by name."""
    wanted = {expansion.document for expansion in expansions(world.run, world.all(Document))}
    return {document.document: document for document in world.all(Document) if document.document in wanted}


def test_each_event_gets_one_document_in_each_language_that_it_lacks(expanded):
    found, documents = added(expanded), {document.document: document for document in expanded.all(Document)}
    assert Counter(document.language for document in found.values()) == WANTED
    per_event = Counter((document.event, document.language) for document in found.values())
    assert set(per_event.values()) == {1}
    for document in found.values():
        original = documents[document.translated_from]
        assert (document.origin, document.translator) == ("translation", "deepl")
        assert (original.origin, original.event) == ("native", document.event)
    assert len({documents[document.translated_from].language for document in found.values()}) > 1


def test_premises_are_made_of_translations_and_never_of_twins_or_with_the_original(expanded):
    documents = {document.document: document for document in expanded.all(Document)}
    pairs, found = expanded.all(PremisePair), added(expanded)
    native = [pair for pair in pairs if {pair.document1, pair.document2}.isdisjoint(found)]
    assert (len(native), len(pairs) > 2 * PAIRS) == (PAIRS, True)
    twins = {name for name, document in documents.items() if document.answer_key} - found.keys()
    assert len(twins) == sum(document.language != "en" for name, document in documents.items() if name not in twins)
    assert twins.isdisjoint(name for pair in pairs for name in (pair.document1, pair.document2))
    originals = [
        {documents[name].translated_from or name for name in (pair.document1, pair.document2)} for pair in pairs
    ]
    assert {len(each) for each in originals} == {2}
    assert found.keys() <= {segmented.document for segmented in expanded.all(DocumentUnits)}
    assert len(premise_documents(expanded.run, list(documents.values()))) == DOCUMENTS + len(found)


def test_an_item_with_a_translation_is_translated_and_its_reader_may_have_the_twin_of_it(expanded):
    pairs = {pair.pair: pair for pair in expanded.all(PremisePair)}
    origins, found = origins_by_item(expanded.run, expanded.store), added(expanded)
    for hypothesis in expanded.all(Hypothesis):
        pair = pairs[hypothesis.pair]
        is_native = {pair.document1, pair.document2}.isdisjoint(found)
        assert origins[hypothesis.item] == ("native" if is_native else "translated")
    shown = {view.language: view.twin for item in read_items(expanded) for view in item.premise.documents}
    assert {language for language, twin in shown.items() if twin} == {"es", "ja", "ko", "th"}


def test_status_accounts_for_the_translations(expanded):
    [account] = inference_accounts(expanded.workspace)
    account.check()
    assert (account.documents, account.expansion.wanted, account.expansion.waiting) == (DOCUMENTS, 5, 0)
    assert (account.expansion.made, account.expansion.refused) == (WANTED, {})
    line = "translations 5 wanted = 5 made (ja 2, th 2, es 1) + 0 refused + 0 waiting for a model"
    assert line in " ".join(render([account]).split())


def test_doing_it_again_sends_nothing(expanded, server):
    before = expanded.asked("deepl")
    assert expanded.draft(server).waiting == []
    assert expanded.asked("deepl") == before


def test_a_translation_that_reads_as_another_language_is_refused_and_the_rest_goes_on(tmp_path):
    world = expanding(tmp_path, "th", seed=3)
    with far_end(bad_share=1) as careless:  # of the two translations one is the original again
        drafted = world.draft(careless, limit=1)
    assert drafted.made == 1
    refused = [refusal for refusal in world.all(Refusal) if refusal.stage == "translate"]
    assert [refusal.reason for refusal in refused] == ["wrong language"]
    assert " into th, reads as es (1.00): El transbordador Aurora" in refused[0].detail
    [account] = inference_accounts(world.workspace)
    account.check()
    assert (account.expansion.made, account.expansion.refused) == ({"th": 1}, {"wrong language": 1})


def test_a_translation_that_the_model_refuses_is_a_refusal_with_its_reason(tmp_path):
    world = expanding(tmp_path, "th")
    with far_end(refuse=1.0) as refusing:
        assert world.draft(refusing, limit=1).waiting == []
    [account] = inference_accounts(world.workspace)
    assert sum(account.expansion.refused.values()) == account.expansion.wanted == 2
    assert set(account.expansion.refused) <= {"refusal", "content_filter"}
    assert (account.pairs, sum(account.failed.values())) == (PAIRS, 1)


def test_no_pair_is_drawn_before_every_translation_was_answered(tmp_path, server):
    world = expanding(tmp_path, "th")
    unanswered = world.draft()
    assert (len(unanswered.waiting), world.all(PremisePair)) == (2, [])
    [account] = inference_accounts(world.workspace)
    account.check()
    assert (account.expansion.waiting, account.candidates) == (2, PAIRS)
    assert world.draft(server, limit=1) == Drafted(came_in=1, made=1, waiting=[])


def test_two_tags_of_one_language_are_refused_and_so_is_no_tag(tmp_path):
    news = written(tmp_path)
    for tags, told in ((["zh-Hans", "ko", "zh-TW"], "--expand-to zh-Hans and zh-TW are one language"), (["?"], r"\?")):
        with pytest.raises(RunOptionError, match=told):
            resolve(Workspace(tmp_path / "w"), writer="gpt-4o", endpoint="", file=news, expand_to=tags)


def test_the_writer_translates_unless_another_model_is_named(tmp_path):
    news = written(tmp_path)

    def resolved(**options):
        run = resolve(Workspace(tmp_path / "w"), writer="gpt-4o", endpoint="", file=news, **options)
        return run.translator, run.models

    assert resolved() == ("", ("gpt-4o",))
    assert resolved(expand_to=["th"]) == ("gpt-4o", ("gpt-4o",))
    assert resolved(expand_to=["th"], translator="deepl") == ("deepl", ("gpt-4o", "deepl"))


def test_the_command_takes_several_languages(tmp_path, server):
    news = written(tmp_path)
    options = ["--clusters", news, "--model", "gpt-4o", "--limit", "1", "--workspace", tmp_path / "w"]
    command = ["nli", "draft", *map(str, options), "--expand-to", "th", "--expand-to", "es", "--translator", "deepl"]
    environment = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none"}
    done = CliRunner().invoke(isogloss, command, env=environment)
    assert done.exit_code == 0, done.output
    assert "translations  3 wanted = 3 made (th 2, es 1)" in done.output
