"""Seeds of several benchmarks in one run: those whose licences exclude each other are released apart."""

import json
import shutil

import datasets
import pytest
import yaml

from builders.adversarial.release.licence_groups import config_sources, together
from builders.adversarial.release.releasing import release
from builders.publishing.checking import check
from builders.release_folder import ReleaseError
from builders.releasing.errata import take_errata
from schemas.runs import load_adversarial_runs, start_run
from schemas.workspace import Workspace
from tests.adversarial.worlds import run
from tests.publishing.release_worlds import with_provenance

SHARE, CLOSED, FREE = "CC-BY-SA-4.0", "CC-BY-NC-3.0", "MIT"


@pytest.mark.parametrize(
    ("licences", "groups"),
    [
        ({}, []),
        ({"arc": SHARE, "mmlu": FREE}, [("arc", "mmlu")]),
        ({"sciq": CLOSED, "mmlu": FREE}, [("sciq", "mmlu")]),
        ({"arc": SHARE, "sciq": CLOSED, "mmlu": FREE}, [("arc", "mmlu"), ("sciq",)]),
        ({"sciq": CLOSED, "mmlu": FREE, "arc": SHARE}, [("sciq", "mmlu"), ("arc",)]),
        ({"mmlu": FREE, "arc": SHARE, "sciq": CLOSED}, [("mmlu", "arc"), ("sciq",)]),
        ({"a": "CC-BY-SA-3.0", "b": CLOSED, "c": SHARE, "d": "CC-BY-NC-4.0"}, [("a", "c"), ("b", "d")]),
        ({"a": "MIT AND CC-BY-SA-4.0", "b": CLOSED}, [("a",), ("b",)]),
    ],
)
def test_a_source_joins_the_first_group_that_will_have_it(licences, groups):
    assert together(licences) == groups


def test_only_configs_that_share_a_run_are_named_after_their_sources():
    assert config_sources(run(), {"quiz": SHARE}) == {"quiz": ("quiz",)}
    assert config_sources(run(), {}) == {"quiz": ()}
    apart = config_sources(run(), {"arc": SHARE, "sciq": CLOSED})
    assert apart == {"quiz-arc": ("arc",), "quiz-sciq": ("sciq",)}


@pytest.fixture(scope="module")
def workspace(several, tmp_path_factory):
    return Workspace(shutil.copytree(several, tmp_path_factory.mktemp("apart") / "w"))


@pytest.fixture(scope="module")
def released(workspace):
    return release(workspace)


def rows_of(folder, config, cache):
    return datasets.load_dataset(str(folder), config, split="test", cache_dir=str(cache)).to_list()


def test_sources_that_exclude_each_other_are_configs_apart_that_load_each_under_its_own_licences(released, tmp_path):
    card = (released.folder / "README.md").read_text()
    metadata = yaml.safe_load(card.split("---")[1])
    licences = {
        config["config_name"]: {
            (row["source"], row["licence"]) for row in rows_of(released.folder, config["config_name"], tmp_path)
        }
        for config in metadata["configs"]
    }
    assert licences == {
        "seeds-arc-mmlu-ko": {("arc", SHARE), ("mmlu", FREE)},
        "seeds-sciq-ko": {("sciq", CLOSED)},
    }
    assert metadata["license"] == ["cc-by-nc-3.0", "cc-by-sa-4.0", "mit"]
    terms = json.loads((released.folder / "provenance.json").read_text())["terms"]
    assert {(one["config"], one["source"], one["licence"], one["tagged"]) for one in terms} == {
        (config, source, licence, licence) for config, sources in licences.items() for source, licence in sources
    }
    assert all(f"| seeds-sciq-ko | sciq | {CLOSED} | {CLOSED} |" in text for text in (card, licence_file(released)))


def licence_file(released):
    return (released.folder / "LICENSES.md").read_text()


def test_every_pair_found_is_counted_in_one_config_and_the_release_is_sound(released):
    counts = released.pairs["seeds-adversarial"]
    assert [(one.config, one.language, one.found) for one in counts] == [
        (config, "ko", rows) for config, rows in released.rows.items()
    ]
    assert check(released.folder).defects == ()


def test_a_config_whose_pairs_are_not_those_that_people_accepted_is_found(released, tmp_path):
    folder = shutil.copytree(released.folder, tmp_path / "copy")
    with_provenance(folder, lambda told: told["accounts"][0]["languages"][0]["pairs"].update(accepted=99))
    total = sum(released.rows.values())
    sentences = [defect.sentence for defect in check(folder).defects]
    assert f"seeds-adversarial, ko: 99 accepted and {total} such rows: build the release again" in sentences


def test_a_right_holder_who_allows_more_brings_the_sources_together(several, tmp_path):
    workspace = Workspace(shutil.copytree(several, tmp_path / "w"))
    workspace.card.write_text('[terms.sciq]\nlicence = "CC-BY-4.0"\nholder = "AI2"\n')
    made = release(workspace)
    assert list(made.rows) == ["seeds-ko"]
    [terms] = [one for one in json.loads((made.folder / "provenance.json").read_text())["terms"]
               if one["source"] == "sciq"]  # fmt: skip
    assert (terms["licence"], terms["tagged"], terms["config"]) == ("CC-BY-4.0", CLOSED, "seeds-ko")
    rows = rows_of(made.folder, "seeds-ko", tmp_path / "cache")
    assert {row["licence"] for row in rows} == {SHARE, FREE, "CC-BY-4.0"}
    assert check(made.folder).defects == ()


def test_a_source_that_allows_no_derivatives_is_not_helped_by_a_config_of_its_own(several, tmp_path):
    workspace = Workspace(shutil.copytree(several, tmp_path / "w"))
    workspace.card.write_text('[terms.sciq]\nlicence = "CC-BY-ND-4.0"\n')
    with pytest.raises(ReleaseError, match=r"^sciq is under CC-BY-ND-4.0, which allows no derivatives"):
        release(workspace)
    assert not workspace.release.exists()


def test_a_config_keeps_its_name_when_all_pairs_of_one_source_are_withdrawn(released, workspace, tmp_path):
    rows = rows_of(released.folder, "seeds-sciq-ko", tmp_path)
    lines = [{"item": row["id"], "action": "withdraw", "reason": "SciQ asks something else"} for row in rows]
    errata = tmp_path / "errata.jsonl"
    errata.write_text("".join(json.dumps(line) + "\n" for line in lines))
    copy = Workspace(shutil.copytree(workspace.root, tmp_path / "w"))
    take_errata(copy, errata)
    again = release(copy)
    assert (list(again.rows), again.version) == (["seeds-arc-mmlu-ko"], "2.0.0")
    assert check(again.folder).defects == ()


def test_two_runs_whose_configs_would_bear_one_name_stop_the_release(several, tmp_path):
    workspace = Workspace(shutil.copytree(several, tmp_path / "w"))
    [first] = load_adversarial_runs(workspace.runs)
    start_run(
        workspace.runs, first.model_copy(update={"source": first.source.model_copy(update={"name": "seeds-sciq"})})
    )
    with pytest.raises(ReleaseError) as refused:
        release(workspace)
    assert str(refused.value) == (
        "seeds-adversarial and seeds-sciq-adversarial would both be config seeds-sciq-ko: draft one of them into "
        "another --workspace, or with another --name"
    )
