"""A release onto the Hub: the real client over HTTP, and only the far end is ours."""

import io
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from huggingface_hub import CommitOperationAdd, HfApi, snapshot_download

from builders.publishing.checking import check
from builders.publishing.hub_faults import PublishError
from builders.publishing.planning import plan
from builders.publishing.pushing import push
from builders.publishing.text import plan_text
from tests.far_end.repo_replies import WRITER
from tests.publishing.pushes import NAME, in_folder, on_hub, published
from tests.publishing.release_worlds import MATH_DATA


def test_a_plan_changes_nothing_and_says_what_a_push_would_do(math_release, repository, hub):
    planned = plan(math_release, repository)
    assert (planned.private, planned.version, planned.rows, planned.findings) == (None, "v1", (), ())
    assert {change.path: (change.change, change.size) for change in planned.files} == {
        path: ("new", len(content)) for path, content in in_folder(math_release).items()
    }
    assert hub.store.repos == {}
    assert {line.split(" ")[0] for line in hub.asked} == {"GET"}


def test_the_first_push_makes_a_private_repository_with_the_folder_in_one_tagged_commit(math_release, repository, hub):
    pushed = published(math_release, repository)
    repo = hub.store.repos[NAME]
    assert (pushed.outcome, pushed.version, pushed.url) == ("committed", "v1", f"{hub.url}/datasets/{NAME}")
    assert (repo.private, repo.history(), repo.tags) == (
        True, ["Release v1", "initial commit"], {"v1": pushed.commit}
    )  # fmt: skip
    assert on_hub(hub) == in_folder(math_release)


def test_a_repository_is_public_only_when_that_was_asked_for(math_release, repository, hub):
    published(math_release, repository, public=True)
    assert hub.store.repos[NAME].private is False


def test_a_second_push_makes_no_commit_and_sends_no_file(math_release, repository, hub):
    first = published(math_release, repository)
    hub.asked.clear()
    again = published(math_release, repository)
    assert (again.outcome, again.commit, again.version) == ("unchanged", first.commit, "v1")
    assert len(hub.store.repos[NAME].commits) == 2
    assert {line.split(" ")[0] for line in hub.asked} == {"GET"}


def test_a_changed_release_is_compared_row_by_row_and_becomes_the_next_version(
    math_release, next_release, repository, hub
):
    first = published(math_release, repository)
    planned = plan(next_release, repository)
    [rows] = planned.rows
    assert rows.model_dump() == {
        "config": "gsm8k",
        "split": "test",
        "added": ("gsm8k-en-ko-0010",),
        "removed": ("gsm8k-en-ko-0008",),
        "changed": ("gsm8k-en-ko-0001",),
        "new_columns": (),
        "lost_columns": (),
        "unread": "",
    }
    assert Counter(change.change for change in planned.files) == {"changed": 3, "unchanged": 2, "left": 1}
    pushed = push(planned, repository)
    assert pushed.version == "v2"
    assert hub.store.repos[NAME].history()[0] == "Release v2 (rows: 1 added, 1 removed, 1 changed)"
    assert hub.store.repos[NAME].tags == {"v1": first.commit, "v2": pushed.commit}
    assert on_hub(hub) == in_folder(next_release)


def test_data_that_the_release_holds_no_more_is_deleted_and_what_others_added_stays(math_release, repository, hub):
    published(math_release, repository)
    old = io.BytesIO()
    pl.DataFrame({"id": ["a", "b"], "note": ["x", "y"]}).write_parquet(old)
    card = (math_release / "README.md").read_text(encoding="utf-8")
    second = "- config_name: old\n  data_files: [{split: train, path: data/old/*.parquet}]\n---\n\n#"
    added = {
        "README.md": card.replace("---\n\n#", second, 1).encode(),
        "data/old/train.parquet": old.getvalue(),
        "LOGO.txt": b"lab",
    }
    api = HfApi(endpoint=hub.url, token=WRITER)
    api.create_commit(
        NAME,
        [CommitOperationAdd(path, content) for path, content in added.items()],
        commit_message="By hand",
        repo_type="dataset",
    )
    planned = plan(math_release, repository)
    assert {change.path: change.change for change in planned.files if change.change != "unchanged"} == {
        ".gitattributes": "left",
        "LOGO.txt": "left",
        "README.md": "changed",
        "data/old/train.parquet": "gone",
    }
    assert [(rows.config, rows.removed) for rows in planned.rows] == [("old", ("a", "b"))]
    push(planned, repository)
    assert on_hub(hub) == in_folder(math_release) | {"LOGO.txt": b"lab"}


def test_columns_that_were_published_and_are_no_more_are_named(math_release, repository, hub):
    wider = io.BytesIO()
    pl.read_parquet(math_release / MATH_DATA).with_columns(topic=pl.lit("apples")).write_parquet(wider)
    published(math_release, repository)
    HfApi(endpoint=hub.url, token=WRITER).upload_file(
        path_or_fileobj=wider.getvalue(), path_in_repo=MATH_DATA, repo_id=NAME, repo_type="dataset"
    )
    [rows] = plan(math_release, repository).rows
    assert (rows.lost_columns, rows.added, rows.removed, rows.changed) == (("topic",), (), (), ())


def test_a_pull_request_leaves_main_and_tags_alone_and_is_made_once(math_release, next_release, repository, hub):
    first = published(math_release, repository)
    made = published(next_release, repository, pull_request=True)
    assert (made.outcome, made.version, made.url) == ("proposed", "", f"{hub.url}/datasets/{NAME}/discussions/1")
    again = published(next_release, repository, pull_request=True)
    assert (again.outcome, again.url) == ("unchanged", made.url)
    repo = hub.store.repos[NAME]
    assert (repo.branches["main"], repo.tags) == (first.commit, {"v1": first.commit})
    assert repo.history("refs/pr/1")[0] == "Release v2 (rows: 1 added, 1 removed, 1 changed)"


def test_nothing_is_proposed_or_tagged_when_main_is_the_release_already(math_release, repository, hub):
    first = published(math_release, repository)
    hub.store.repos[NAME].tags.clear()
    again = published(math_release, repository, pull_request=True)
    assert (again.outcome, again.commit, again.version) == ("unchanged", first.commit, "")
    assert (list(hub.store.repos[NAME].branches), hub.store.repos[NAME].tags) == (["main"], {})


def test_a_version_is_taken_as_given_and_never_moved(math_release, next_release, repository):
    assert push(plan(math_release, repository, version="2026.11"), repository).version == "2026.11"
    with pytest.raises(PublishError, match=r"version 2026\.11 is published already"):
        plan(next_release, repository, version="2026.11")
    with pytest.raises(PublishError, match="'two words' is no version"):
        plan(next_release, repository, version="two words")
    assert plan(math_release, repository, version="2026.11").tagged


def test_what_was_downloaded_from_the_hub_is_sound_and_publishing_it_changes_nothing(
    math_release, repository, hub, tmp_path
):
    published(math_release, repository)
    options = {"repo_id": NAME, "repo_type": "dataset", "endpoint": hub.url, "token": WRITER}
    folders = [snapshot_download(**options, local_dir=tmp_path / "copy")]
    folders += [snapshot_download(**options, cache_dir=tmp_path / "cache")]  # links to one content for all revisions
    for folder in map(Path, folders):
        assert check(folder).defects == ()
        planned = plan(folder, repository)
        assert (planned.changes, planned.counts["unchanged"]) == (False, len(in_folder(math_release)))


@pytest.mark.parametrize("card", ["configs: [gsm8k, 3]", "configs: {a: b}", "configs: [{config_name: gsm8k}]"])
def test_a_published_card_that_names_no_files_keeps_nothing_from_being_published(card, math_release, repository, hub):
    api = HfApi(endpoint=hub.url, token=WRITER)
    api.create_repo(NAME, repo_type="dataset", private=True)
    api.upload_file(
        path_or_fileobj=f"---\n{card}\n---\n".encode(), path_in_repo="README.md", repo_id=NAME, repo_type="dataset"
    )
    published(math_release, repository)
    assert on_hub(hub) == in_folder(math_release)


def test_rows_of_files_that_are_named_without_a_split_are_compared_too(math_release, repository, hub):
    theirs({"data/old.parquet": _parquet({"id": [7, None], "text": ["a", "b"]})}, "data/*.parquet", hub)
    rows = {(one.config, one.split): (one.added, one.removed) for one in plan(math_release, repository).rows}
    assert {place: (len(added), removed) for place, (added, removed) in rows.items()} == {
        ("gsm8k", "test"): (8, ()),
        ("gsm8k", "train"): (0, ("7",)),
    }


@pytest.mark.parametrize(
    ("content", "unread"),
    [(b"no table", "parquet: File out of specification"), (b"", "parquet: File out of specification")],
)
def test_published_rows_that_cannot_be_read_are_said_not_to_be_compared(content, unread, math_release, repository, hub):
    theirs({MATH_DATA: content}, [{"split": "test", "path": ["data/gsm8k/*.parquet"]}], hub)
    planned = plan(math_release, repository)
    [rows] = planned.rows
    assert (len(rows.added), rows.removed, rows.changed, rows.lost_columns) == (8, (), (), ())
    assert rows.unread.startswith(unread)
    assert f"  not compared, as what is published cannot be read: {rows.unread}" in plan_text(planned).splitlines()


def test_published_rows_without_an_id_are_told_by_their_columns(math_release, repository, hub):
    theirs({MATH_DATA: _parquet({"text": ["a"]})}, [{"split": "test", "path": MATH_DATA}], hub)
    [rows] = plan(math_release, repository).rows
    assert (len(rows.added), rows.removed, rows.lost_columns) == (8, (), ("text",))


def theirs(files, data_files, hub):
    """A repository that others have filled, its card naming what they call config gsm8k."""
    api = HfApi(endpoint=hub.url, token=WRITER)
    api.create_repo(NAME, repo_type="dataset", private=True)
    card = f"---\n{json.dumps({'configs': [{'config_name': 'gsm8k', 'data_files': data_files}]})}\n---\n".encode()
    added = [CommitOperationAdd(path, content) for path, content in (files | {"README.md": card}).items()]
    api.create_commit(NAME, added, commit_message="theirs", repo_type="dataset")


def _parquet(columns):
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()
