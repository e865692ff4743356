"""A release of a drafted workspace, from decisions in the journal to rows that `datasets` loads."""

import json
from collections import Counter

import datasets
import pytest
import yaml
from click.testing import CliRunner

from annotate.audits.leakage import LeakageError
from builders.agreements import agreements
from builders.agreements_text import render
from builders.cli.inference import nli
from builders.inference_release import run_release
from builders.inference_release.releasing import release
from builders.inference_release.rows import Row
from builders.release_folder import ReleaseError
from schemas.digest import digest
from schemas.inference import LABELS, MachineLabel
from tests.inference_release.inference_world import a_run, drafted


def loaded(folder, config, split, cache):
    return datasets.load_dataset(str(folder), config, split=split, cache_dir=str(cache)).to_list()


def all_rows(released, config, cache):
    return [row for split in released.rows[config] for row in loaded(released.folder, config, split, cache)]


def label_counts(rows):
    return Counter(LABELS[row["label"]] for row in rows)


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """Ten events; some relabelled, rejected, disputed, half read; one event with twins, two with translations."""
    run = a_run(judged_alone=0.5)
    world = drafted(tmp_path_factory.mktemp("w"), events=20, run=run, twins=range(20), translated=[1, 2, 3])
    relabelled, rejected, disputed, half, settled, alone, again, *rest = world.hypotheses
    world.agree([relabelled], "contradiction")
    world.agree([rejected], "reject")
    world.say(disputed, "neutral", "ana")
    world.say(disputed, "contradiction", "ben")
    world.say(half, "entailment", "ana")
    world.say(settled, "neutral", "ana", evidence=("0,2", ""), view="twins")
    world.say(settled, "entailment", "ben")
    world.say(settled, "entailment", "cho", role="adjudicator", evidence=("1", "0"), view="both")
    for annotator in ("ana", "ben"):
        world.say(alone, alone.label, annotator, view="twins")
        world.say(again, again.label, annotator, view="twins")
    world.say(again, again.label, "eva", asked_in=2)
    world.agree(rest[:-3])  # the last triple is read by nobody
    judged = {label.item for label in world.store.all(MachineLabel) if label.view == "d1"}
    whole, begun = [item for item in rest[:-3] if item.item in judged][-3:], rest[0]
    for hypothesis, d1, d2 in zip(whole, LABELS, LABELS[::-1], strict=True):
        world.say(hypothesis, d1, "eva", view="d1", asked_in=3)
        world.say(hypothesis, d2, "fay", view="d2", asked_in=3)
    world.say(begun, "neutral", "eva", view="d2", asked_in=3)
    world.keep()
    return world


@pytest.fixture(scope="module")
def released(decided):
    return release(decided.workspace)


def test_sums_add_up_and_every_withheld_item_has_its_reason(decided, released):
    splits = released.splits[decided.run.id]
    for counts in splits:
        counts.check()
    assert sum(counts.generated for counts in splits) == len(decided.hypotheses) == 180
    assert sum(counts.read for counts in splits) == 177
    withheld = sum((Counter(counts.withheld) for counts in splits), Counter())
    assert withheld["rejected"] == withheld["disputed"] == withheld["waiting for another person"] == 1
    assert withheld.total() == 6
    assert released.rows["invented-unbalanced"] == {counts.split: counts.released for counts in splits}
    assert released.rows["invented"] == {counts.split: counts.balanced for counts in splits}
    assert sum(counts.released for counts in splits) == 174


def test_labels_are_balanced_exactly_in_every_split_for_native_and_translated_premises(released, tmp_path):
    for split in released.rows["invented"]:
        rows = loaded(released.folder, "invented", split, tmp_path)
        for origin in ("native", "translated"):
            counts = label_counts(row for row in rows if row["premise_origin"] == origin)
            assert len({counts[label] for label in LABELS}) == 1, (split, origin)


def test_no_event_is_in_two_splits_of_what_was_loaded(released, tmp_path):
    events = [
        {row["event"] for row in loaded(released.folder, "invented-unbalanced", split, tmp_path)}
        for split in ("train", "validation", "test")
    ]
    assert list(map(len, events)) == [16, 2, 2]
    assert len(set().union(*events)) == 20


def test_a_row_bears_peoples_label_and_names_nobody(decided, released, tmp_path):
    relabelled, _rejected, _disputed, _half, settled = decided.hypotheses[:5]
    rows = {row["id"]: row for row in all_rows(released, "invented-unbalanced", tmp_path)}
    found = rows[relabelled.item]
    assert (LABELS[found["label"]], found["intended_label"], found["review_state"]) == (
        "contradiction", "entailment", "reviewed",
    )  # fmt: skip
    assert rows[settled.item]["human_labels"] == [
        {"view": "originals", "again": False, "adjudicator": False, "units1": [], "units2": []}
        | {"label": "entailment"},
        {"view": "twins", "again": False, "adjudicator": False, "units1": [0, 2], "units2": []} | {"label": "neutral"},
        {"view": "both", "again": False, "adjudicator": True, "units1": [1], "units2": [0]} | {"label": "entailment"},
    ]
    assert LABELS[rows[settled.item]["label"]] == "entailment"
    assert list(found) == list(Row.model_fields)
    everything = (released.folder / "README.md").read_text() + (released.folder / "provenance.json").read_text()
    everything += json.dumps(list(rows.values()))
    assert [name for name in ('"ana"', '"ben"', '"cho"', "ana and") if name in everything] == []


def test_a_row_says_whether_people_read_anything_but_twins_and_the_card_how_many_labels_flip(
    decided, released, tmp_path
):
    alone, again = decided.hypotheses[5:7]
    rows = {row["id"]: row for row in all_rows(released, "invented-unbalanced", tmp_path)}
    assert [item for item, row in rows.items() if row["twins_alone"]] == [alone.item]
    said = [(one["view"], one["again"], one["label"]) for one in rows[again.item]["human_labels"]]
    assert said == [("twins", False, again.label), ("twins", False, again.label), ("originals", True, again.label)]
    card = (released.folder / "README.md").read_text()
    assert "| all | 3 | 1 | 0 | 0 of 1: 0.00 (0.00 to 0.79) |" in card
    assert card.count("native premises) less than a tenth was judged again on the originals.") == 1
    told = render(agreements(decided.workspace, resamples=10))
    assert "all language pairs                   3       1        0  0 of 1: 0.00 (0.00 to 0.79)" in told
    assert told.count("judged on English twins") == 1, "nothing about translated premises was"


def test_a_row_bears_what_people_said_from_one_document_and_the_card_compares_their_needs_with_the_judges(
    decided, released, tmp_path
):
    entailed, neutral, contradicted = [hypothesis.item for hypothesis in decided.hypotheses[-12:-9]]
    rows = {row["id"]: row for row in all_rows(released, "invented-unbalanced", tmp_path)}
    needed = {item: row["needs_by_people"] for item, row in rows.items() if row["needs_by_people"]}
    assert needed == {entailed: "d1", neutral: "either", contradicted: "d1"}
    said = [(one["view"], one["label"]) for one in rows[entailed]["human_labels"]]
    assert said == [
        ("d2", "contradiction"), ("d1", "entailment"), ("originals", "entailment"), ("originals", "entailment"),
    ]  # fmt: skip
    card = (released.folder / "README.md").read_text()
    assert [rows[item]["needs"] for item in (entailed, neutral, contradicted)] == ["d1", "neither", "both"]
    assert "| either | 0 | 0 | 0 | 0 | 1 | 0 |\n| d1 | 1 | 0 | 1 | 0 | 0 | 0 |\n" in card
    alone = "3 items judged from each document alone, of 4 from one or both"
    assert f"{alone}. Judges: the same for 1 of 3: 0.33 (0.06 to 0.79)." in card
    assert "from one document alone" in card
    told = render(agreements(decided.workspace, resamples=10))
    assert f"alone         {alone}\njudges        the same for 1 of 3: 0.33 (0.06 to 0.79)" in told
    assert told.count("documents needed") == 1, "nothing of translated premises was read so"


def test_a_neutral_item_has_no_evidence_and_the_others_point_into_their_documents(released, tmp_path):
    for row in all_rows(released, "invented-unbalanced", tmp_path):
        if LABELS[row["label"]] == "neutral":
            assert row["evidence"] is None
        for quote in row["evidence"] or ():
            assert row[f"document{quote['document']}"]["text"][quote["start"] : quote["end"]] == quote["text"]
        for document in (row["document1"], row["document2"]):
            spans = zip(document["unit_starts"], document["unit_ends"], strict=True)
            assert [document["text"][start:end][-1] for start, end in spans] == ["."] * 6


def test_the_test_split_in_english_has_the_same_items_and_no_other_language(released, tmp_path):
    english = loaded(released.folder, "invented-english", "test", tmp_path)
    balanced = loaded(released.folder, "invented", "test", tmp_path)
    assert released.rows["invented-english"] == {"test": len(balanced)}
    assert [(row["id"], row["label"]) for row in english] == [(row["id"], row["label"]) for row in balanced]
    assert {row[document]["language"] for row in english for document in ("document1", "document2")} == {"en"}
    assert {row["premise_origin"] for row in english} == {"translated"}


def test_the_card_is_whole_and_text_from_outside_is_no_markup(released):
    _, metadata, text = (released.folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    configs = yaml.safe_load(metadata)["configs"]
    assert [(config["config_name"], config.get("default", False)) for config in configs] == [
        ("invented", True), ("invented-unbalanced", False), ("invented-english", False),
    ]  # fmt: skip
    assert "${" not in text
    assert "<b>" not in text
    assert "private place" not in text + (released.folder / "provenance.json").read_text()
    assert "human-reviewed: people agreed on every label" in text
    assert [name for name in Row.model_fields if f"`{name}`" not in text] == []
    for heading in ("native premises", "translated premises", "Near-duplicates across splits"):
        assert heading in text
    assert sorted(path.name for path in (released.folder / "images").iterdir()) == [
        "invented-nli-en-native-language-pairs.png", "invented-nli-en-translated-language-pairs.png",
    ]  # fmt: skip


def test_a_release_of_which_nothing_was_written_sends_to_the_accounts(tmp_path):
    world = drafted(tmp_path / "w", events=0)
    with pytest.raises(ReleaseError, match=r"as nothing was written: `isogloss status .*` says why$"):
        release(world.workspace)


def test_items_that_nobody_read_are_only_in_a_preview_with_the_label_intended(tmp_path):
    world = drafted(tmp_path / "w", events=6, pairs=1)
    with pytest.raises(ReleaseError, match=r"nothing to release \(18 clean, unread\)"):
        release(world.workspace)
    found = release(world.workspace, preview=True)
    rows = all_rows(found, "invented", tmp_path / "cache")
    assert len(rows) == 18
    assert {row["review_state"] for row in rows} == {"unread"}
    assert all(LABELS[row["label"]] == row["intended_label"] for row in rows)
    assert len(found.machine_labelled) == 6
    text = (found.folder / "README.md").read_text()
    assert "# Preview, not reviewed" in text
    assert "**Machine-labelled**, read by nobody: train, validation, test" in text


def test_only_items_that_need_both_documents_when_asked(decided, tmp_path):
    found = release(decided.workspace, require_both=True)
    rows = all_rows(found, "invented-unbalanced", tmp_path)
    assert {row["needs"] for row in rows} == {"both"}
    withheld = sum((Counter(counts.withheld) for counts in found.splits[decided.run.id]), Counter())
    assert withheld["not known which documents it needs"] > 0
    assert len(rows) + withheld.total() == 180


def test_the_same_decisions_and_seed_make_the_same_bytes(decided):
    def contents(seed):
        folder = release(decided.workspace, seed=seed).folder
        return {path.relative_to(folder): digest(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}

    assert contents(3) == contents(3)
    assert contents(3) != contents(4)


def test_an_event_in_two_splits_stops_the_release_and_the_one_before_stays(tmp_path, monkeypatch):
    world = drafted(tmp_path / "w", events=6, pairs=1)
    before = (release(world.workspace, preview=True).folder / "provenance.json").read_bytes()
    balanced = run_release.balanced_rows
    first = []

    def careless(rows, *, seed):
        """The first row of all stands in every split."""
        first.extend(rows[:1])
        return [*balanced(rows, seed=seed), *first[:1]]

    monkeypatch.setattr(run_release, "balanced_rows", careless)
    monkeypatch.setattr(run_release.SplitCounts, "check", lambda _counts: None)
    with pytest.raises(LeakageError, match="stand in more than one split"):
        release(world.workspace, preview=True)
    assert (tmp_path / "w" / "release" / "provenance.json").read_bytes() == before
    assert not (tmp_path / "w" / ".release.building").exists()


def test_the_command_prints_splits_withheld_and_how_to_load(decided):
    ran = CliRunner().invoke(nli, ["release", str(decided.workspace.root)])
    assert ran.exit_code == 0, ran.output
    assert "run           invented-nli-en, seed 7" in ran.output
    assert "load it: datasets.load_dataset(" in ran.output
    as_json = CliRunner().invoke(nli, ["release", str(decided.workspace.root), "--json", "--seed", "5"])
    assert json.loads(as_json.stdout)["seed"] == 5
