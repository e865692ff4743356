"""A push that something stops: one sentence, nothing half published, and the next one goes on."""

import pytest
from huggingface_hub import HfApi

from builders.publishing.hub_faults import Moved, PublishError
from builders.publishing.hub_repository import Repository
from builders.publishing.planning import plan
from builders.publishing.pushing import push
from tests.far_end.repo_replies import READER, WRITER
from tests.publishing.pushes import NAME, in_folder, on_hub, published
from tests.publishing.release_worlds import copied, edited


def test_a_push_on_top_of_another_revision_than_was_compared_is_refused(math_release, next_release, repository, hub):
    published(math_release, repository)
    planned = plan(next_release, repository)
    HfApi(endpoint=hub.url, token=WRITER).upload_file(
        path_or_fileobj=b"theirs", path_in_repo="NOTES.md", repo_id=NAME, repo_type="dataset"
    )
    with pytest.raises(Moved, match="was changed by somebody else since it was compared"):
        push(planned, repository)
    assert on_hub(hub) == in_folder(math_release) | {"NOTES.md": b"theirs"}
    assert list(hub.store.repos[NAME].tags) == ["v1"]


def test_a_conflict_while_others_commit_is_refused_too(math_release, repository, hub):
    hub.fail("POST", "/commit/", 409)
    with pytest.raises(Moved):
        published(math_release, repository)
    assert on_hub(hub) == {}


def test_a_commit_whose_answer_was_lost_is_recognised_as_ours(math_release, repository, hub):
    hub.fail("POST", "/commit/", "lost")
    pushed = published(math_release, repository)
    assert pushed.outcome == "committed"
    assert hub.store.repos[NAME].history() == ["Release v1", "initial commit"]
    assert hub.store.repos[NAME].tags == {"v1": pushed.commit}


def test_a_push_that_died_before_its_tag_is_only_tagged_by_the_next(math_release, repository, hub):
    hub.fail("POST", "/tag/", 403)
    with pytest.raises(PublishError, match="may not write"):
        published(math_release, repository)
    again = published(math_release, repository)
    assert (again.outcome, again.version) == ("unchanged", "v1")
    assert hub.store.repos[NAME].tags == {"v1": again.commit}


def test_a_cut_upload_goes_on_and_a_file_that_arrived_is_not_sent_again(math_release, repository, hub):
    hub.fail("PUT", "/lfs/", "cut")
    hub.fail("POST", "/commit/", 403)
    with pytest.raises(PublishError, match="may not write"):
        published(math_release, repository)
    assert (hub.count("PUT", "/lfs/"), len(hub.uploaded), on_hub(hub)) == (3, 2, {})  # data and picture
    published(math_release, repository)
    assert (hub.count("PUT", "/lfs/"), len(hub.uploaded)) == (3, 2)
    assert on_hub(hub) == in_folder(math_release)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("part", ["/revision/", "/repos/create", "/commit/", "/tag/"])
def test_a_busy_hub_is_asked_again(status, part, math_release, repository, hub):
    hub.fail("GET" if part == "/revision/" else "POST", part, status)
    assert published(math_release, repository).version == "v1"
    assert hub.store.repos[NAME].history() == ["Release v1", "initial commit"]


@pytest.mark.usefixtures("quick")
def test_a_hub_that_stays_busy_is_said_after_the_last_attempt(math_release, repository, hub):
    hub.fail("POST", "/commit/", 503, times=9)
    with pytest.raises(
        PublishError, match=r"too busy for lab/gsm8k-en-ko \(503, asked 4 times\): nothing was published"
    ):
        published(math_release, repository)
    assert on_hub(hub) == {}


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("/repos/create", "lab/gsm8k-en-ko is there and this token cannot see it"),
        ("/tag/", "lab/gsm8k-en-ko has a tag v1 already"),
    ],
)
def test_a_conflict_that_is_no_commit_is_said_as_what_it_is(part, sentence, math_release, repository, hub):
    hub.fail("POST", part, 409)
    with pytest.raises(PublishError, match=sentence):
        published(math_release, repository)


def test_a_card_that_the_hub_refuses_stops_before_a_file_is_sent(math_release, repository, hub):
    hub.fail("POST", "/validate-yaml", 400)
    with pytest.raises(PublishError, match=r"the Hub refuses lab/gsm8k-en-ko \(a fault that was asked for\)"):
        published(math_release, repository)
    assert (hub.uploaded, on_hub(hub)) == ([], {})


def test_a_store_of_large_files_that_refuses_one_is_said(math_release, repository, hub):
    hub.fail("PUT", "/lfs/", 403)
    with pytest.raises(PublishError, match="this token may not write to lab/gsm8k-en-ko"):
        published(math_release, repository)
    assert on_hub(hub) == {}


def test_a_folder_that_is_not_sound_is_refused_before_the_hub_is_asked(math_release, repository, hub, tmp_path):
    folder = copied(math_release, tmp_path / "release")
    edited(folder, "README.md", "license: mit", "license: unknown")
    with pytest.raises(PublishError, match=r"is not sound \(2 found, the first in README.md: `license` says nothing"):
        plan(folder, repository)
    assert hub.asked == []


@pytest.mark.parametrize("name", ["gsm8k", "lab/gsm8k/ko", "lab/gs m8k", "lab/a--b", "lab/gsm8k.git", "/gsm8k", ""])
def test_what_is_no_name_of_a_repository_is_refused(name):
    with pytest.raises(PublishError, match="is no name of a repository"):
        Repository(name, HfApi())


def test_a_token_without_rights_is_said_and_nothing_is_made(math_release, hub):
    repository = Repository(NAME, HfApi(endpoint=hub.url, token=READER))
    with pytest.raises(PublishError, match=r"this token may not write to lab/gsm8k-en-ko: use one with write access"):
        published(math_release, repository)
    assert hub.store.repos == {}


def test_a_token_that_the_hub_does_not_know_is_said(math_release, hub):
    with pytest.raises(PublishError, match="the Hub does not take this token"):
        plan(math_release, Repository(NAME, HfApi(endpoint=hub.url, token="hf_gone")))


@pytest.mark.usefixtures("quick")
def test_a_hub_that_is_away_is_said(math_release):
    with pytest.raises(PublishError, match="the Hub does not answer about lab/gsm8k-en-ko"):
        plan(math_release, Repository(NAME, HfApi(endpoint="http://127.0.0.1:9", token=WRITER)))


def test_nothing_can_be_proposed_to_a_repository_that_is_not_there(math_release, repository, hub):
    with pytest.raises(PublishError, match="there is no lab/gsm8k-en-ko to propose anything to"):
        published(math_release, repository, pull_request=True)
    assert hub.store.repos == {}
