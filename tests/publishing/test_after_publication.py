"""Once round: published, an item withdrawn, published again, and loaded by name without it."""

import json
import shutil

import pytest

from builders.cli import main
from tests.publishing.pushes import NAME, published, pushed_and_loaded


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([*map(str, arguments)])
    assert not ended.value.code


def ids_in(folder):
    import datasets

    configs = datasets.get_dataset_config_names(str(folder))
    loaded = {config: datasets.load_dataset(str(folder), config) for config in configs}
    return {config: {split: list(rows[split]["id"]) for split in rows} for config, rows in loaded.items()}


def withdrawn(workspace, item):
    """What a file of errata has to say to take an item back."""
    file = workspace / "errata.jsonl"
    line = {"item": item, "action": "withdraw", "reason": "two answers are right"}
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("recipe", "made"), [("math", "math_release"), ("nli", "inference_release"), ("adversarial", "adversarial_release")]
)
def test_a_withdrawn_item_is_gone_from_what_is_loaded_by_name(recipe, made, request, repository, hub, tmp_path):
    workspace = tmp_path / "w"
    shutil.copytree(request.getfixturevalue(made).parent, workspace)
    folder = workspace / "release"
    run("check", folder)
    assert published(folder, repository).version == "v1"
    splits = next(iter(ids_in(folder).values()))
    item = next(iter(splits.values()))[0]
    run("errata", workspace, withdrawn(workspace, item))
    run(recipe, "release", workspace)
    run("check", folder)
    said, loaded = pushed_and_loaded(folder, hub, tmp_path / "home")
    assert (said["outcome"], said["version"], json.loads((folder / "provenance.json").read_text())["version"]) == (
        "committed", "v2", "2.0.0"
    )  # fmt: skip
    assert loaded == ids_in(folder)
    assert item not in {one for splits in loaded.values() for ids in splits.values() for one in ids}
    assert hub.store.repos[NAME].tags.keys() == {"v1", "v2"}
