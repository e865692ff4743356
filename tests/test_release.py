import json
import tempfile
from pathlib import Path

import datasets
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.card import escaped, licence_id, size_category
from builders.deciding import decide, outcomes, project
from builders.release import ReleaseError, release
from builders.release_rows import Row, select
from builders.releasing import canary
from builders.review_queue import flagged_items, residual
from schemas.digest import digest
from schemas.records import Queued, Source
from schemas.runs import start_run
from tests.review_world import a_problem, a_refusal, a_run, a_translation, drafted

SECTIONS = [
    "## Dataset Description",
    "## Dataset Structure",
    "## Dataset Creation",
    "## Considerations for Using the Data",
    "## Additional Information",
]


def take(world, *lines):
    decide(world.workspace, world.write(*lines))
    project(world.workspace, world.store)


def accept(world, number, annotator="ana"):
    return {"item": world.items[number - 1], "decision": "accept", "annotator": annotator}


def fix(world, number, annotator="ana"):
    line = {"item": world.items[number - 1], "decision": "fix", "annotator": annotator}
    return line | {"text": "사과 11개에서 하나를 먹으면 몇 개가 남습니까?"}


def reject(world, number, annotator="ana"):
    line = {"item": world.items[number - 1], "decision": "reject", "annotator": annotator}
    return line | {"reason": "number"}


def card_of(folder):
    _, metadata, text = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(metadata), text


def loaded(folder, config, cache):
    return datasets.load_dataset(str(folder), config, split="test", cache_dir=str(cache)).to_list()


def test_only_what_people_accepted_is_released_and_the_rest_is_withheld_with_why(tmp_path):
    world = drafted(tmp_path / "w", items=6, flagged=[1, 5])
    take(world, fix(world, 1), accept(world, 1, "ben"), accept(world, 2), reject(world, 3), fix(world, 4))
    world.store.add([a_problem(world.run, 7), a_refusal(world.run, "gsm8k-en-ko-0007", "translate", "truncated")])
    released = release(world.workspace)
    assert released.model_dump() == {
        "folder": tmp_path / "w" / "release",
        "version": "1.0.0",
        "preview": False,
        "rows": {"gsm8k": 2},
        "held_out": {},
        "withheld": {
            "rejected": 1,
            "waiting for another person": 1,
            "flagged, unread": 1,
            "clean, unread": 1,
            "not translated": 1,
        },
    }
    first, second = loaded(released.folder, "gsm8k", tmp_path / "cache")
    assert first == {
        "id": "gsm8k-en-ko-0001",
        "question": "사과 11개에서 하나를 먹으면 몇 개가 남습니까?",
        "original": "Ana has 11 apples and eats one. How many are left?",
        "choices": [],
        "original_choices": [],
        "answer": "10",
        "source_answer": "10",
        "answer_type": "numeric",
        "source": "gsm8k",
        "source_id": "test/1",
        "language": "ko",
        "original_language": "en",
        "direction": "en-ko",
        "translator": "human:ana",
        "decision": "fixed",
        "review_state": "reviewed",
        "inclusion_probability": 1.0,
    }
    assert (second["id"], second["decision"], second["translator"]) == (
        world.items[1],
        "accepted",
        world.run.translator,
    )
    assert sorted(path.name for path in released.folder.rglob("*") if path.is_file()) == [
        "LICENSES.md",
        "README.md",
        "provenance.json",
        "test-00000-of-00001.parquet",
        "what-became.png",
    ]


def test_nothing_accepted_is_an_error_with_the_counts_and_the_release_before_stays(tmp_path):
    world = drafted(tmp_path)
    with pytest.raises(ReleaseError, match=r"nothing to release \(3 clean, unread, 1 flagged, unread\)"):
        release(world.workspace)
    take(world, accept(world, 1))
    folder = release(world.workspace).folder
    take(world, reject(world, 1))
    with pytest.raises(ReleaseError):
        release(world.workspace)
    assert loaded(folder, "gsm8k", tmp_path / "cache")[0]["id"] == world.items[0]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".release")]


def test_a_release_that_does_not_read_back_does_not_take_the_place_of_the_one_before(tmp_path, monkeypatch):
    world = drafted(tmp_path)
    take(world, accept(world, 1))
    folder = release(world.workspace).folder
    before = (folder / "provenance.json").read_bytes()
    take(world, accept(world, 2))
    write = canary._write
    monkeypatch.setattr(canary, "_write", lambda path, table, guid: write(path, table.slice(0, 1), guid))
    with pytest.raises(ReleaseError, match="does not read back"):
        release(world.workspace)
    assert (folder / "provenance.json").read_bytes() == before
    assert not (tmp_path / ".release.building").exists()


def test_a_preview_adds_the_clean_unread_pairs_marked_so_and_never_the_flagged(tmp_path):
    world = drafted(tmp_path, items=4, flagged=[1])
    take(world, accept(world, 2), reject(world, 3))
    released = release(world.workspace, preview=True)
    rows = loaded(released.folder, "gsm8k", tmp_path / "cache")
    assert [(row["id"], row["review_state"], row["decision"]) for row in rows] == [
        (world.items[1], "reviewed", "accepted"),
        (world.items[3], "machine-clean-unread", "none"),
    ]
    metadata, text = card_of(released.folder)
    assert text.lstrip().startswith("# Preview, not reviewed\n")
    assert "preview, not reviewed" in metadata["pretty_name"]
    assert "human-reviewed" not in (released.folder / "README.md").read_text()
    assert json.loads((released.folder / "provenance.json").read_text())["preview"] is True


def test_the_card_of_a_wholly_read_set_has_its_sections_and_says_human_reviewed(tmp_path):
    world = drafted(tmp_path)
    take(world, accept(world, 1))
    folder = release(world.workspace).folder
    metadata, text = card_of(folder)
    [sizes] = metadata.pop("dataset_info")
    [split] = sizes.pop("splits")
    assert sizes == {
        "config_name": "gsm8k",
        "version": "1.0.0",
        "download_size": (folder / "data/gsm8k/test-00000-of-00001.parquet").stat().st_size,
        "dataset_size": split["num_bytes"],
    }
    assert (split["name"], split["num_examples"]) == ("test", 1)
    assert metadata == {
        "pretty_name": "gsm8k en-ko",
        "language": ["en", "ko"],
        "language_bcp47": ["en", "ko"],
        "license": "mit",
        "multilinguality": ["translation"],
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "tags": ["mathematics", "bilingual", "human-reviewed"],
        "configs": [{"config_name": "gsm8k", "data_files": [{"split": "test", "path": "data/gsm8k/test-*.parquet"}]}],
    }
    assert [line for line in text.splitlines() if line.startswith("## ")] == SECTIONS
    assert "human-reviewed" in text
    assert "digest of the prompt: b2:prompt" in text
    assert "4 translated, 0 failed, 0 not yet tried; 3 clean, 1 flagged by a check" in text
    assert "**What the checks noticed** (items, before review): numbers 1." in text
    assert "${" not in text
    assert [f"`{name}`" for name in Row.model_fields if f"`{name}`" not in text] == []


def test_a_risk_release_holds_clean_items_within_the_bound_and_prints_it(tmp_path):
    world = drafted(tmp_path, items=5, flagged=[1], run=a_run(review="risk", max_residual_error=0.8))
    with pytest.raises(ReleaseError):
        release(world.workspace)
    sample = {queued.item for queued in world.store.all(Queued) if queued.because == "sample"}
    take(world, *({"item": item, "decision": "accept", "annotator": "ana"} for item in sorted(sample)))
    released = release(world.workspace)
    rows = loaded(released.folder, "gsm8k", tmp_path / "cache")
    states = {item: "reviewed" if item in sample else "machine-clean" for item in world.items[1:]}
    assert {row["id"]: row["review_state"] for row in rows} == states
    assert {row["inclusion_probability"] for row in rows} == {0.5}
    text = (released.folder / "README.md").read_text()
    assert "2 read of 2 sampled clean items 0 were wrong" in text
    assert "at most 77.64% of the clean items" in text
    assert "human-reviewed" not in text


def test_two_runs_of_one_source_are_two_configs_named_after_the_runs(tmp_path):
    world = drafted(tmp_path / "w", items=1, flagged=[])
    other = a_run(target_language="es")
    start_run(world.workspace.runs, other)
    problem = a_problem(other, 1)
    world.store.add([problem, a_translation(problem, question="Ana tiene 11 manzanas.")])
    take(world, accept(world, 1), accept(world, 1) | {"item": problem.item})
    released = release(world.workspace)
    assert released.rows == {"gsm8k-en-es": 1, "gsm8k-en-ko": 1}
    rows = [loaded(released.folder, config, tmp_path / "cache")[0]["language"] for config in released.rows]
    assert rows == ["es", "ko"]


def test_text_from_a_source_is_never_markup(tmp_path):
    source = Source(
        name="mine: [x]",
        location="/home/ana/secret place/a|b.jsonl",
        revision="sha256:00",
        split="test",
        licence="unknown",
        citation="<script>alert(1)</script> | ${heading}\n---\nlicense: mit",
    )
    world = drafted(tmp_path / "w", items=1, flagged=[], run=a_run(source=source))
    take(world, accept(world, 1))
    released = release(world.workspace)
    metadata, text = card_of(released.folder)
    assert (metadata["license"], metadata["pretty_name"]) == ("unknown", "mine: [x] en-ko")
    assert metadata["configs"][0]["config_name"] == "mine-x"
    everything = (
        text + (released.folder / "LICENSES.md").read_text() + (released.folder / "provenance.json").read_text()
    )
    assert "<script>" not in text
    assert "a\\|b.jsonl" in text
    assert "secret place" not in everything
    assert "find out its terms" in text


def test_provenance_names_runs_versions_sources_and_the_bytes_of_every_file(tmp_path):
    world = drafted(tmp_path)
    take(world, accept(world, 1))
    folder = release(world.workspace).folder
    provenance = json.loads((folder / "provenance.json").read_text())
    assert provenance["runs"] == [world.run.model_dump(mode="json")]
    assert sorted(provenance) == [
        "accounts", "canary", "changed", "errata", "files", "model_terms", "preview", "private", "rights", "runs",
        "terms", "unwritten", "version", "versions",
    ]  # fmt: skip
    assert sorted(provenance["versions"]) == ["datasets", "duckdb", "isogloss", "polars"]
    assert sorted(provenance["files"]) == [
        "LICENSES.md", "README.md", "data/gsm8k/test-00000-of-00001.parquet", "images/what-became.png",
    ]  # fmt: skip


def test_the_same_decisions_make_the_same_bytes(tmp_path):
    world = drafted(tmp_path)
    take(world, accept(world, 1))

    def contents():
        folder = release(world.workspace).folder
        return {path.relative_to(folder): digest(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}

    assert contents() == contents()


@pytest.mark.parametrize(
    ("spdx", "hub"), [("MIT", "mit"), ("CC-BY-4.0", "cc-by-4.0"), ("", "unknown"), ("ask the author", "other")]
)
def test_licences_are_spelt_as_the_hub_spells_them(spdx, hub):
    assert licence_id(spdx) == hub


@pytest.mark.parametrize(
    ("rows", "category"),
    [
        (999, "n<1K"),
        (1000, "1K<n<10K"),
        (99_999, "10K<n<100K"),
        (100_000, "100K<n<1M"),
        (1_000_000, "1M<n<10M"),
        (10**12, "n>1T"),
    ],
)
def test_size_categories_are_the_hubs(rows, category):
    assert size_category(rows) == category


def test_escaped_text_is_one_line_without_marks():
    assert escaped("a|b\n<i>*c*") == "a\\|b &lt;i&gt;\\*c\\*"


VERDICTS = st.tuples(
    st.integers(1, 4),
    st.sampled_from(["accept", "fix", "reject", "undo"]),
    st.sampled_from(["ana", "ben", "cho"]),
    st.sampled_from(["annotator", "annotator", "adjudicator"]),
)


def scripted(world, script):
    """Decisions written one by one; an undo of nothing is left out."""
    spoken = set()
    for number, (item, verdict, annotator, role) in enumerate(script):
        line = {"item": world.items[item - 1], "decision": verdict, "annotator": annotator, "role": role}
        line["when"] = f"2026-01-01T00:00:{number:02}Z"
        if verdict == "undo" and (item, annotator) not in spoken:
            continue
        spoken = spoken - {(item, annotator)} if verdict == "undo" else spoken | {(item, annotator)}
        extra = {"fix": {"text": f"고친 글 {number}"}, "reject": {"reason": "other"}}.get(verdict, {})
        yield line | extra


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    script=st.lists(VERDICTS, max_size=12),
    flagged=st.sets(st.integers(1, 4)),
    review=st.sampled_from(["all", "risk"]),
    annotators=st.integers(1, 2),
    preview=st.booleans(),
)
def test_rejected_disputed_unread_flagged_and_refused_items_never_leak(script, flagged, review, annotators, preview):
    with tempfile.TemporaryDirectory() as folder:
        run = a_run(review=review, annotators=annotators, max_residual_error=0.8)
        world = drafted(Path(folder), items=4, flagged=flagged, run=run)
        world.store.add([a_problem(run, 5), a_refusal(run, "gsm8k-en-ko-0005", "translate", "refused")])
        if lines := list(scripted(world, script)):
            take(world, *lines)
        found, marked = outcomes(run, world.store), flagged_items(run, world.store)
        within = review == "risk" and residual(run, world.store.all(Queued), found).releasable
        chosen = select(run, world.store, preview=preview)
        for row in chosen.rows:
            if row.review_state == "reviewed":
                assert found[row.id].state == row.decision
            else:
                assert not marked[row.id]
                assert found[row.id].by == () if row.id in found else True
                assert within if row.review_state == "machine-clean" else preview
        settled = {item for item, outcome in found.items() if outcome.state in {"accepted", "fixed"}}
        assert settled <= {row.id for row in chosen.rows}
        assert len(chosen.rows) + chosen.withheld.total() == 5
