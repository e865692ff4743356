"""`isogloss publish` as a user runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import constants

from builders.cli import main
from tests.far_end.repo_replies import READER, WRITER
from tests.publishing.release_worlds import copied, edited

PUSH_AND_LOAD = """
import json, sys
from builders.cli import main
folder, name = sys.argv[1:]
try:
    main(["publish", folder, "--repo", name, "--push", "--json"])
except SystemExit as end:
    assert not end.code, end
import datasets
for config in datasets.get_dataset_config_names(name):
    back, own = datasets.load_dataset(name, config), datasets.load_dataset(folder, config)
    assert back.keys() == own.keys() and all(back[split].to_list() == own[split].to_list() for split in own), config
    assert all(back[split].features == own[split].features for split in own), config
    print(json.dumps({config: back.num_rows}))
"""


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


def test_what_was_pushed_is_loaded_back_by_its_name_as_it_was_in_the_folder(inference_release, hub, tmp_path):
    """In a process of its own, as the libraries read the Hub's address when they are imported."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "HF_TOKEN": WRITER}
    ran = subprocess.run(
        [sys.executable, "-c", PUSH_AND_LOAD, str(inference_release), "lab/invented"],
        env=environment | {"HF_HUB_DISABLE_XET": "1"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    pushed, *loaded = map(json.loads, ran.stdout.splitlines())
    assert (pushed["outcome"], pushed["version"]) == ("committed", "v1")
    assert loaded == [
        {"invented": {"train": 60, "validation": 6}},
        {"invented-unbalanced": {"train": 60, "validation": 6, "test": 1}},
    ]


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
