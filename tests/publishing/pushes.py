"""What the tests of a push share: doing it, and both sides of it to compare."""

import json
import os
import subprocess
import sys
from pathlib import Path

from builders.publishing.planning import plan
from builders.publishing.pushing import push
from tests.far_end.repo_replies import WRITER

NAME = "lab/gsm8k-en-ko"
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
    print(json.dumps({config: {split: list(back[split]["id"]) for split in back}}))
"""


def published(folder, repository, **options):
    return push(plan(folder, repository), repository, **options)


def on_hub(hub):
    """Content of every file of `main`, without the Hub's own."""
    tree = hub.store.repos[NAME].commit_at("main").tree
    return {
        path: hub.store.large_file(blob.oid).read_bytes() if blob.large else blob.content
        for path, blob in tree.items()
        if path != ".gitattributes"
    }


def in_folder(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pushed_and_loaded(folder, hub, home, *, name=NAME):
    """What the command says of a push, and the ids that `datasets` then loads by name: of each config and split.

    In a process of its own, as the libraries read the Hub's address when they are imported.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_TOKEN": WRITER, "HF_HUB_DISABLE_XET": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", PUSH_AND_LOAD, str(folder), name],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said, *loaded = map(json.loads, ran.stdout.splitlines())
    return said, {config: splits for one in loaded for config, splits in one.items()}
