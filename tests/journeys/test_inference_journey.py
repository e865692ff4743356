"""From a file of news in several languages to a dataset of inference pairs that `datasets` opens."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict

import datasets
import polars as pl
import pytest

from schemas.answers import usage
from schemas.inference import Hypothesis, MachineLabel
from schemas.store import Store
from tests.inference_world import DOCUMENTS, PAIRS, REFUSED, write_clusters
from tests.whole_store import everything

DRAFT = ("nli", "draft", "--clusters", "news.json", "--model", "gpt-4o", "--judge", "mistral-large", "--workspace", "w")
ITEMS = 3 * PAIRS
OTHER = {"entailment": "neutral", "neutral": "contradiction", "contradiction": "entailment"}


@pytest.fixture(autouse=True)
def news(tmp_path):
    write_clusters(tmp_path / "news.json")


@pytest.fixture
def decide(isogloss, tmp_path):
    """Lines of a decisions file, taken by the command; returns what it said."""

    def take(*lines):
        (tmp_path / "d.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        decided = isogloss("decide", "w", "d.jsonl")
        return decided.stdout or decided.stderr

    return take


def hypotheses(workspace):
    return sorted(Store(workspace / "store.duckdb").all(Hypothesis), key=lambda hypothesis: hypothesis.item)


def said(hypothesis, annotator, label=None, **more):
    return {"item": hypothesis.item, "decision": label or hypothesis.label, "annotator": annotator, **more}


def status(isogloss):
    return json.loads(isogloss("status", "w", "--json").stdout)[0]


def test_a_draft_accounts_for_every_article_pair_and_hypothesis(isogloss):
    drafted = isogloss(*DRAFT)
    assert drafted.returncode == 0, drafted.stderr
    assert drafted.stdout.endswith("next: isogloss review w\n")
    account = status(isogloss)
    assert account["refused_articles"] == REFUSED
    assert (account["articles"], account["documents"]) == (DOCUMENTS + sum(REFUSED.values()), DOCUMENTS)
    assert (account["candidates"], account["pairs"], account["written"]) == (PAIRS, PAIRS, PAIRS)
    assert account["labels"] == {"entailment": PAIRS, "neutral": PAIRS, "contradiction": PAIRS}
    assert account["queued"] == {"all": ITEMS}
    assert account["judges_agree"] == {"mistral-large": f"{ITEMS - 2} of {ITEMS}"}
    assert account["findings"]["judges"] == 2
    assert account["findings"]["document cut"] == 3  # each hypothesis about the article of 50,000 characters
    spoken = isogloss("status", "w").stdout
    listed = isogloss("queue", "w", "--limit", 1).stdout
    assert ("gold" not in listed, "\n  hypothesis, en: " in listed) == (True, True)
    assert [reason for reason in REFUSED if f"{reason} 1" not in " ".join(spoken.split())] == []


def test_labels_that_people_agree_on_become_a_dataset_that_loads(isogloss, decide, tmp_path):
    isogloss(*DRAFT)
    written = hypotheses(tmp_path / "w")
    disputed, *agreed = written
    lines = [said(hypothesis, annotator) for hypothesis in agreed for annotator in ("ana", "ben")]
    lines += [said(disputed, "ana"), said(disputed, "ben", OTHER[disputed.label])]
    assert decide(*lines).startswith(f"{2 * ITEMS} new decisions")
    assert decide(*lines) == f"0 new decisions (none), {2 * ITEMS} known before\n"
    books = status(isogloss)
    assert {state: books["clean"][state] + books["flagged"][state] for state in ("accepted", "disputed")} == {
        "accepted": ITEMS - 1,
        "disputed": 1,
    }
    agreement = isogloss("agreement", "w").stdout
    assert f"{ITEMS - 1} of {ITEMS} pairs of judgments; {ITEMS - 1} of {ITEMS} items unanimous" in agreement

    judged = said(disputed, "eva", role="adjudicator", ratings={"evidence 1": "0", "view": "originals"})
    assert decide(judged).startswith("1 new decision")
    released = isogloss("nli", "release", "w")
    assert released.returncode == 0, released.stderr
    labels, splits = loaded(tmp_path)
    assert labels == {hypothesis.item: hypothesis.label for hypothesis in written}
    assert all(len(of_event) == 1 for of_event in splits.values())


def loaded(folder):
    """The label of each item and the splits of each event, as a stranger would load them."""
    release = datasets.load_dataset(str(folder / "w" / "release"), cache_dir=str(folder / "datasets"))
    labels, splits = {}, defaultdict(set)
    for split, rows in release.items():
        for row in rows:
            labels[row["id"]] = rows.features["label"].int2str(row["label"])
            splits[row["event"]].add(split)
    return labels, splits


def test_an_item_cannot_be_accepted_only_labelled(isogloss, decide, tmp_path):
    isogloss(*DRAFT, "--limit", 1)
    first = hypotheses(tmp_path / "w")[0]
    assert decide(said(first, "ana", "accept")) == (
        f"isogloss: d.jsonl:1: {first.item} cannot be decided as accept: give entailment, neutral, contradiction, "
        "reject, skip or undo; nothing was written\n"
    )


def test_the_store_is_rebuilt_the_same_from_sources_and_journals(isogloss, decide, server, tmp_path):
    isogloss(*DRAFT, "--twins", "m2m", "--judged-alone", 0.5)
    one, two, *_ = hypotheses(tmp_path / "w")
    decide(said(one, "ana"), said(one, "ben"), said(two, "ana", "reject", reason="ambiguous"))
    isogloss("status", "w")
    before, sent = everything(tmp_path / "w"), server.stats().received
    (tmp_path / "w" / "store.duckdb").unlink()
    rebuilt = isogloss("rebuild", "w")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert everything(tmp_path / "w") == before
    assert server.stats().received == sent


def test_a_second_draft_sends_nothing_and_a_larger_limit_only_the_rest(isogloss, server):
    draft = (*DRAFT, "--judged-alone", 0)
    for limit, asked in ((2, 2), (2, 2), (PAIRS, PAIRS), (PAIRS, PAIRS)):
        assert isogloss(*draft, "--limit", limit).returncode == 0
        assert server.stats().received == asked + 3 * asked


def test_kill_9_in_the_middle_of_a_draft_changes_nothing_about_its_rows(isogloss, environment, server, tmp_path):
    draft = (*DRAFT, "--concurrency", "2")
    running = subprocess.Popen([sys.executable, "-m", "builders", *draft], cwd=tmp_path, env=environment)
    while server.stats().received < 15:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert isogloss(*draft).returncode == 0
    labels = len(Store(tmp_path / "w" / "store.duckdb").all(MachineLabel))
    assert server.stats().repeated <= 2 * 2  # under way, or answered and waiting for the group's fsync
    assert sum(row.answers for row in usage(tmp_path / "w" / "journal" / "answers.sqlite")) == PAIRS + labels
    killed = everything(tmp_path / "w"), queued(tmp_path / "w")
    (tmp_path / "w").rename(tmp_path / "killed")
    assert isogloss(*draft).returncode == 0
    assert (everything(tmp_path / "w"), queued(tmp_path / "w")) == killed


def queued(workspace):
    return pl.concat([pl.read_parquet(path) for path in sorted((workspace / "review").glob("*.parquet"))]).to_dicts()


COLUMNS = "date, description, category, news"
REFUSALS = {
    ("--judge", "gpt-4o-mini"): "gpt-4o-mini may not judge what gpt-4o wrote, as both are of the family gpt: name "
    "other judges, or declare the families when the names mislead",
    ("--column", "language"): '--column "language": give it as name=value',
    ("--column", "event=story"): f"no column is named for the language in news.json: it has {COLUMNS}",
    ("--clusters", "lost.json"): "there is no file lost.json: check its path",
    ("--clusters", "."): ". is a folder: name one file in it",
    ("--clusters", "broken.json"): "broken.json is not one JSON list (Unterminated string starting at: line 1 column "
    "18 (char 17)): with an object on each line it is .jsonl",
    ("--clusters", "events.json"): "events.json holds no articles: give events with their reports, or rows with "
    "--column",
    ("--hypothesis-language", "plain English"): "'plain English' is no language tag: use BCP-47, such as ko, es or "
    "zh-Hans",
}


@pytest.mark.parametrize("options", REFUSALS, ids=" ".join)
def test_what_cannot_be_drafted_is_refused_in_one_sentence_and_leaves_nothing(isogloss, server, tmp_path, options):
    (tmp_path / "broken.json").write_text('[{"description": "torn')
    (tmp_path / "events.json").write_text("{}")
    refused = isogloss(*DRAFT, *options)
    assert (refused.returncode, refused.stdout, refused.stderr) == (1, "", f"isogloss: {REFUSALS[options]}\n")
    assert not (tmp_path / "w").exists()
    assert server.stats().received == 0
