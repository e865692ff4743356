"""`isogloss publish` as a user runs it."""

import json

import pytest
from huggingface_hub import constants

from builders.cli import main
from tests.far_end.repo_replies import READER, WRITER
from tests.publishing.release_worlds import copied, edited


@pytest.fixture
def publish(hub, monkeypatch, capsys):
    """The command with the far end as its Hub: exit status, stdout, stderr."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)

    def runs(*arguments, token=WRITER):
        monkeypatch.setenv("HF_TOKEN", token) if token else monkeypatch.delenv("HF_TOKEN", raising=False)
        with pytest.raises(SystemExit) as ended:
            main(["publish", *map(str, arguments)])
        written = capsys.readouterr()
        return ended.value.code, written.out, written.err

    return runs


def test_without_push_it_is_a_dry_run(math_release, publish, hub):
    status, printed, complaints = publish(math_release, "--repo", "lab/gsm8k", token=None)
    assert (status, complaints, hub.store.repos) == (0, "", {})
    sizes = {path: (math_release / path).stat().st_size for path in ("LICENSES.md", "README.md")}
    assert printed.splitlines()[:3] == [
        "to            lab/gsm8k, which is not there yet (or not to be seen with this",
        "              token)",
        "version       v1, in one commit",
    ]
    assert f"  new       {sizes['LICENSES.md']:>7} B  LICENSES.md" in printed.splitlines()
    assert printed.splitlines()[-1] == "scan          no secret and no personal data found"


def test_a_push_says_where_and_a_second_one_that_nothing_changed(math_release, publish, hub):
    status, printed, _ = publish(math_release, "--repo", "lab/gsm8k", "--push")
    commit = hub.store.repos["lab/gsm8k"].branches["main"][:12]
    assert (status, printed.splitlines()[-1]) == (
        0, f"published: {hub.url}/datasets/lab/gsm8k at {commit}, version v1"
    )  # fmt: skip
    _, printed, _ = publish(math_release, "--repo", "lab/gsm8k", "--push")
    assert printed.splitlines() == [
        f"to            lab/gsm8k at {commit}, private",
        "version       v1: nothing changes, no commit",
        "files         0 new, 0 changed, 5 unchanged: 0 B",
        "scan          no secret and no personal data found",
        f"nothing changed, no commit: {hub.url}/datasets/lab/gsm8k at {commit}, version v1",
    ]


def test_without_a_token_or_with_one_that_may_not_write_nothing_is_pushed(math_release, publish, hub):
    assert publish(math_release, "--repo", "lab/gsm8k", "--push", token=None) == (
        1, "", "isogloss: no token: set HF_TOKEN, or log in with `hf auth login`; nothing was published\n"
    )  # fmt: skip
    status, printed, complaint = publish(math_release, "--repo", "lab/gsm8k", "--push", "--json", token=READER)
    assert (status, printed) == (1, "")
    assert complaint.startswith("isogloss: this token may not write to lab/gsm8k")
    assert hub.store.repos == {}


@pytest.mark.parametrize("token", ["hf_wríter", "hf_writer\x01", "“hf_writer”"])
def test_what_cannot_be_a_token_is_not_sent_and_not_shown(token, math_release, publish, hub):
    assert publish(math_release, "--repo", "lab/gsm8k", token=token) == (
        1, "", "isogloss: HF_TOKEN is no token: it has characters that none has, so copy it once more\n"
    )  # fmt: skip
    assert hub.asked == []


def test_a_private_repository_is_not_opened_by_the_way(math_release, publish):
    publish(math_release, "--repo", "lab/gsm8k", "--push")
    status, _, complaint = publish(math_release, "--repo", "lab/gsm8k", "--push", "--public")
    assert (status, complaint) == (
        1, "isogloss: lab/gsm8k is private: open it on its settings page, or leave out --public\n"
    )  # fmt: skip


def test_a_secret_stops_a_push_until_somebody_has_looked(math_release, tmp_path, publish, hub):
    folder = copied(math_release, tmp_path / "release")
    edited(folder, "README.md", "## Considerations", "Ask ana@lab-bonn.de.\n\n## Considerations")
    status, printed, complaint = publish(folder, "--repo", "lab/gsm8k", "--push")
    assert status == 1
    assert "  e-mail address an…de (15 characters) in README.md" in printed.splitlines()
    assert complaint == (
        f"isogloss: the scan found something in {folder} (1 in all): look at each, "
        "and add --allow-findings when all may be published\n"
    )
    assert hub.store.repos == {}
    _, printed, _ = publish(folder, "--repo", "lab/gsm8k", "--push", "--allow-findings", "--json")
    assert json.loads(printed)["outcome"] == "committed"
    assert list(hub.store.repos) == ["lab/gsm8k"]
