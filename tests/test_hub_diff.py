"""Two snapshots compared: every dataset accounted for, and growth told apart from a listing's threshold."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from builders.hub_survey.diff import Change, diff
from builders.hub_survey.renames import REDIRECT, SAME_BIRTH
from tests.hub_snapshots import BEGUN, write_snapshot

LATER = BEGUN + timedelta(days=30)


def born(day, millisecond):
    return datetime(2025, 5, day, 12, 0, 0, millisecond * 1000, tzinfo=UTC)


OLD = {
    "a/stays": {"tags": ["language:ko", "license:mit"], "downloads": 100, "created_at": born(1, 1), "main_bytes": 5},
    "a/gone": {"tags": ["language:ko"], "downloads": 50, "created_at": born(1, 2)},
    "a/redirected": {"tags": ["language:ko"], "downloads": 10, "created_at": born(1, 3)},
    "a/moved": {"tags": ["language:ko"], "downloads": 40, "created_at": born(1, 4)},
    "a/both": {"tags": ["language:ko", "language:ja"], "downloads": 1, "created_at": born(1, 5)},
}
NEW = {
    "a/stays": OLD["a/stays"] | {"tags": ["language:ko", "license:cc-by-nc-4.0"], "downloads": 150, "main_bytes": 7},
    "b/elsewhere": OLD["a/redirected"] | {"downloads": 30, "card": "x"},
    "b/moved": OLD["a/moved"] | {"downloads": 40},
    "a/both": {"tags": ["language:ja"], "downloads": 2, "created_at": born(1, 5)},
    "c/new": {"tags": ["language:ko"], "downloads": 7, "created_at": BEGUN + timedelta(days=3)},
    "c/old": {"tags": ["language:ko"], "downloads": 6, "created_at": born(9, 9)},
}


@pytest.fixture
def snapshots(tmp_path):
    old = {
        name: row | ({"renamed_to": "b/elsewhere", "card": "x"} if name == "a/redirected" else {})
        for name, row in OLD.items()
    }
    write_snapshot(tmp_path / "old", {"ko": list(OLD), "ja": ["a/both"], "zh": []}, old)
    ko = ["a/stays", "b/moved", "b/elsewhere", "c/new", "c/old"]
    write_snapshot(tmp_path / "new", {"ko": ko, "ja": ["a/both"], "yue": []}, NEW, begun=LATER)
    return tmp_path / "old", tmp_path / "new"


def test_every_dataset_of_both_snapshots_is_accounted_for(snapshots):
    found = diff(*snapshots)
    assert found.changes == [
        Change(
            language="ko", old=5, new=5, stayed=1, renamed=2, entered=2, created_since=1, left=2, unlisted=1,
            downloads_old=150, downloads_new=220, downloads_ratio=1.5, ends="end",
        ),
        Change(
            language="ja", old=1, new=1, stayed=1, renamed=0, entered=0, created_since=0, left=0, unlisted=0,
            downloads_old=1, downloads_new=2, downloads_ratio=2.0, ends="end",
        ),
    ]  # fmt: skip
    assert (found.only_old, found.only_new) == (["zh"], ["yue"])


def test_what_entered_left_and_was_renamed_is_named(snapshots):
    tables = diff(*snapshots).tables
    assert tables["entered"]["dataset"].to_list() == ["c/new", "c/old"]
    assert tables["left"].select("dataset", "still_listed").rows() == [("a/gone", False), ("a/both", True)]
    assert sorted(tables["renamed"].rows()) == [
        ("ko", "a/moved", "b/moved", SAME_BIRTH), ("ko", "a/redirected", "b/elsewhere", REDIRECT),
    ]  # fmt: skip


def test_a_licence_that_changed_is_told_with_both_and_counted_in_the_growth(snapshots):
    tables = diff(*snapshots).tables
    changed = tables["changed"].filter(dataset="a/stays")
    assert changed.rows() == [
        ("a/stays", "licence", "permissive", "noncommercial"),
        ("a/stays", "spdx", "MIT", "CC-BY-NC-4.0"),
        ("a/stays", "main_bytes", "5", "7"),
    ]
    licences = tables["growth"].filter(language="ko", what="licence").drop("language", "what")
    assert licences.rows() == [("noncommercial", 0, 1, 5, 5), ("permissive", 1, 0, 5, 5), ("unknown", 4, 4, 5, 5)]
    sums = (
        tables["growth"]
        .group_by("language", "what")
        .agg(pl.col("old", "new").sum(), pl.col("of_old", "of_new").first())
    )
    assert sums.select("old", "new").rows() == sums.select("of_old", "of_new").rows()


def test_datasets_of_before_creation_dates_are_not_taken_for_renamed(tmp_path):
    legacy = {"created_at": datetime(2022, 3, 2, 23, 29, 22, tzinfo=UTC), "tags": ["language:ko"]}
    write_snapshot(tmp_path / "old", {"ko": ["a/x", "a/y"]}, {"a/x": legacy, "a/y": legacy})
    write_snapshot(tmp_path / "new", {"ko": ["b/x", "a/y"]}, {"b/x": legacy, "a/y": legacy}, begun=LATER)
    [change] = diff(tmp_path / "old", tmp_path / "new").changes
    assert (change.renamed, change.entered, change.left) == (0, 1, 1)


def test_a_dataset_born_at_the_same_moment_with_another_name_owner_and_commit_is_another(tmp_path):
    row = {"created_at": born(2, 7), "tags": ["language:ko"]}
    write_snapshot(tmp_path / "old", {"ko": ["a/x"]}, {"a/x": row})
    write_snapshot(tmp_path / "new", {"ko": ["b/y"]}, {"b/y": row | {"sha": "0" * 40}}, begun=LATER)
    [change] = diff(tmp_path / "old", tmp_path / "new").changes
    assert (change.renamed, change.entered, change.left) == (0, 1, 1)


def command(*arguments):
    run = [sys.executable, "-m", "builders", "hub", "diff", *map(str, arguments)]
    return subprocess.run(run, capture_output=True, check=False, text=True)


def test_the_command_says_what_adds_up_and_writes_the_tables(snapshots, tmp_path):
    done = command(*snapshots, "--to", tmp_path / "growth")
    assert done.stdout == TOLD
    assert json.loads(command(*snapshots, "--json").stdout)["changes"] == [
        one.model_dump() for one in diff(*snapshots).changes
    ]
    names = sorted(path.name for path in (tmp_path / "growth").iterdir())
    tables = ("changed", "entered", "growth", "left", "renamed")
    assert names == [f"{name}.{kind}" for name in tables for kind in ("csv", "parquet")]


TOLD = """\
2026-01-28 09:06 -> 2026-02-27 09:06

ko        5 = 1 stayed + 2 renamed + 2 left
          5 = 1 stayed + 2 renamed + 2 entered, 1 of them created since
          downloads of those that stayed: 150 -> 220, median ratio 1.50

ja        1 = 1 stayed + 0 renamed + 0 left
          1 = 1 stayed + 0 renamed + 0 entered, 0 of them created since
          downloads of those that stayed: 1 -> 2, median ratio 2.00

changed, of those that stayed: 1 languages, 1 licence, 1 main bytes, 1 spdx
only in the old snapshot, not compared: zh
only in the new snapshot, not compared: yue
"""


def test_a_listing_that_was_cut_says_that_leaving_it_is_not_being_gone(tmp_path):
    for name, begun in (("old", BEGUN), ("new", LATER)):
        write_snapshot(tmp_path / name, {"ko": ["a/x"]}, {}, begun=begun, top=1, ends="top")
    assert (
        "the listing ends at its top: what left may have fallen below it, what entered may be old"
        in command(tmp_path / "old", tmp_path / "new").stdout
    )


def test_snapshots_that_cannot_be_compared_are_refused_in_one_sentence(snapshots, tmp_path):
    write_snapshot(tmp_path / "top", {"ko": ["a/x"]}, {}, begun=LATER, top=1)
    write_snapshot(tmp_path / "yue", {"yue": ["a/x"]}, {}, begun=LATER)
    old, new = snapshots
    assert [
        command(*pair).stderr.strip() for pair in ((new, old), (old, tmp_path / "top"), (old, tmp_path / "yue"))
    ] == [
        "isogloss: the second snapshot began before the first was finished (2026-02-27T09:06:00+00:00): swap them",
        "isogloss: the snapshots cannot be compared, their top differ (None and 1): crawl the same again",
        "isogloss: the snapshots list no language in common: crawl the same languages again",
    ]
