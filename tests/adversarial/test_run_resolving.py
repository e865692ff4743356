"""What a user types becomes a whole run, or one sentence that says what cannot be."""

import json

import pytest

from builders.adversarial.run_resolving import prompt_digest, resolve
from builders.math_run import RunOptionError
from schemas.runs import RunError, load_run, start_run
from schemas.search_settings import SearchSettings
from schemas.workspace import Workspace

ROW = {"question": "Which is soft?", "choices": ["iron", "wool"], "answer": "wool", "source": "ai2_arc"}
NAMED = {"perturber": "p", "simulators": ("s", "t"), "targets": ("zh-Hans", "ko"), "endpoint": "https://one.example"}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "seeds.jsonl"
    path.write_text(json.dumps(ROW) + "\n")
    return path


def test_what_is_left_out_is_the_papers_and_the_perturber_does_what_nobody_else_is_named_for(tmp_path, file):
    run = resolve(Workspace(tmp_path / "w"), files=(file,), **NAMED)
    assert (run.id, run.targets, run.simulators) == ("arc-adversarial", ("ko", "zh-Hans"), ("s", "t"))
    assert (run.perturber, run.translator, run.meaning, run.extractor) == ("p", "p", "p", "p")
    assert (run.search.width, run.search.depth, run.search.extended_depth) == (12, 4, 6)
    assert (run.search.promising, run.search.include, run.perturber_temperature) == (0.6, 0.8, 0.7)
    assert (run.columns["choices"], run.answer_style, run.prompt) == ("choices", "text", prompt_digest())
    assert start_run(tmp_path, run) == load_run(tmp_path / "arc-adversarial.json") == run


def test_nobody_need_judge_or_extract(tmp_path, file):
    run = resolve(Workspace(tmp_path / "w"), files=(file,), meaning_judge="", extractor="", translator="q", **NAMED)
    assert (run.meaning, run.extractor, run.translator, run.models) == ("", "", "q", ("p", "q", "s", "t"))


def test_another_threshold_is_another_run(tmp_path, file):
    workspace = Workspace(tmp_path / "w")
    start_run(workspace.runs, resolve(workspace, files=(file,), **NAMED))
    other = resolve(workspace, files=(file,), search=SearchSettings(include=0.9), **NAMED)
    with pytest.raises(RunError, match="arc-adversarial was drafted with other parameters"):
        start_run(workspace.runs, other)


@pytest.mark.parametrize("search", [{"gamma": 1.0}, {"promising": 0.8, "include": 0.8}, {"depth": 6}, {"epsilon": 1.0}])
def test_values_at_the_edge_are_taken(tmp_path, file, search):
    settings = SearchSettings(**search)
    assert resolve(Workspace(tmp_path / "w"), files=(file,), search=settings, fresh=2, **NAMED).search == settings


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"targets": ()}, "name a target language with --to, as often as there are languages"),
        ({"targets": ("en",)}, "--to en: the seeds are in English already, name another language"),
        ({"targets": ("en-GB",)}, "--to en-GB: the seeds are in English already, name another language"),
        ({"targets": ("ko", "ko")}, "--to ko is given twice: name each language once"),
        ({"targets": ("Korean",)}, "'Korean' is no language tag: use BCP-47, such as ko, es or zh-Hans"),
        ({"simulators": ()}, "name a --simulator, as often as there are models to search against"),
        ({"simulators": ("s", "s")}, "--simulator s is given twice: one model's votes must not count as two"),
        ({"held_out": ("h", "h")}, "--held-out h is given twice: one model's votes must not count as two"),
        ({"held_out": ("h", "t")},
         "t is a --simulator and --held-out: what it is searched against it cannot test, name another"),
        ({"search": {"gamma": 0.5}}, "--gamma 0.5: give a number from 1, else V rewards what English models get wrong"),
        ({"search": {"gamma": float("inf")}},
         "--gamma inf: give a number from 1, else V rewards what English models get wrong"),
        ({"search": {"gamma": float("nan")}},
         "--gamma nan: give a number from 1, else V rewards what English models get wrong"),
        ({"search": {"promising": 0.9}}, "--include 0.8 is below --promising 0.9: what is a pair must look promising"),
        ({"search": {"include": 1.1}}, "--include 1.1: give a number from 0 to 1"),
        ({"search": {"epsilon": -0.1}}, "--epsilon -0.1: give a number from 0 to 1"),
        ({"search": {"theta": float("nan")}}, "--theta nan: give a number from 0 to 1"),
        ({"search": {"theta_target": 2}}, "--theta-target 2.0: give a number from 0 to 1"),
        ({"search": {"width": 0}}, "--width 0: give 1 or more"),
        ({"search": {"max_per_seed": 0}}, "--max-per-seed 0: give 1 or more"),
        ({"search": {"extended_depth": 3}}, "--extended-depth 3 is below --depth 4: give as much"),
        ({"fresh": 1}, "--fresh 1: give 2 or more answers to each cell, or 0 for no re-test"),
        ({"fresh": -1}, "--fresh -1: give 2 or more answers to each cell, or 0 for no re-test"),
        ({"fresh_temperature": 0.0}, "--fresh-temperature 0.0: give more than 0, or fresh answers are one"),
        ({"null_share": 1.5}, "--null-share 1.5: give a number from 0 to 1"),
        ({"baseline_share": -1}, "--baseline-share -1: give a number from 0 to 1"),
        ({"common": -1}, "--common -1: give 0 or more questions"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence_before_anything_is_kept(tmp_path, file, named, sentence):
    named = NAMED | named
    if isinstance(named.get("search"), dict):
        named["search"] = SearchSettings(**named["search"])
    workspace = Workspace(tmp_path / "w")
    with pytest.raises(RunOptionError) as refused:
        resolve(workspace, files=(file,), **named)
    assert str(refused.value) == sentence
    assert not workspace.root.exists()
