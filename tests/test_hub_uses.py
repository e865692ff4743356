"""What else a snapshot is good for: may datasets be merged, which may be one, and the snapshot as a dataset."""

import json
import subprocess
import sys

import polars as pl
import pytest

from annotate.dataset_cards.classes import licence_class
from annotate.dataset_cards.lint import lint_card
from builders.hub_survey.duplicates import FEWEST_BYTES, duplicates
from builders.hub_survey.merging import Part, merge
from tests.hub_snapshots import write_snapshot


def judged(*licences):
    """A dataset a licence, named by it; several licences of one are joined by `+`."""
    declared = {one: tuple(one.split("+")) if one else () for one in licences}
    return merge([Part(name or "none", those, *licence_class(those)) for name, those in declared.items()])


@pytest.mark.parametrize(
    ("licences", "verdict"),
    [
        (("cc0-1.0", "mit", "cc-by-4.0"), "yes"),
        (("cc-by-sa-4.0", "mit"), "yes"),
        (("cc-by-sa-3.0", "cc-by-sa-4.0"), "yes"),
        (("cc-by-sa-4.0", "gpl-3.0"), "yes"),
        (("cc-by-sa-4.0", "odbl"), "no"),
        (("cc-by-sa-4.0", "cc-by-nc-4.0"), "no"),
        (("cc-by-sa-4.0", "cc-by-nc-sa-4.0"), "no"),
        (("cc-by-nc-sa-4.0", "cc-by-nc-4.0", "mit"), "yes"),
        (("cc-by-nc-4.0", "mit"), "yes"),
        (("cc-by-nd-4.0", "mit"), "no"),
        (("mit+cc-by-nc-nd-4.0",), "no"),
        (("mit", ""), "unclear"),
        (("mit", "openrail"), "unclear"),
        (("cc-by-nd-4.0", ""), "no"),
    ],
)
def test_a_merge_is_judged_by_its_strictest_pair(licences, verdict):
    assert judged(*licences).verdict == verdict


def test_a_merge_says_what_it_obliges_to():
    assert [one.sentence for one in judged("cc-by-sa-3.0", "cc-by-sa-4.0", "mit", "cc0-1.0").reasons] == [
        "the whole must be under cc-by-sa-4.0, because of cc-by-sa-3.0 (cc-by-sa-3.0), cc-by-sa-4.0 (cc-by-sa-4.0)",
        "credit and licence notices are kept of cc-by-sa-3.0, cc-by-sa-4.0, mit",
    ]
    assert judged("cc0-1.0").reasons == ()


def test_no_derivatives_is_not_taken_for_noncommercial():
    assert [one.sentence for one in judged("cc-by-nd-4.0", "cc-by-sa-4.0").reasons if one.verdict == "no"] == [
        "cc-by-nd-4.0 (cc-by-nd-4.0) allows no derivatives, and a merge is one"
    ]


def run(*arguments):
    command = [sys.executable, "-m", "builders", "hub", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


CARD = "# {name}\n\n" + "Sentences of Korean news, collected for {name} from three papers with their leave. " * 5


@pytest.fixture
def snapshot(tmp_path):
    rows = {
        "a/kobest": {"card": CARD.format(name="a/kobest"), "downloads": 5, "tags": ["language:ko", "license:mit"]},
        "b/copy": {"card": CARD.format(name="b/copy").replace(" ", "\n"), "downloads": 9, "tags": ["language:ko"]},
        "c/other": {"card": CARD.format(name="other") + "And poems.", "main_bytes": FEWEST_BYTES},
        "d/same-size": {"main_bytes": FEWEST_BYTES, "kind": "user"},
        "e/small": {"card": "Soon.", "main_bytes": 7},
        "f/small": {"card": "Soon.", "main_bytes": 7},
        "g/private": {"private": True},
    }
    return write_snapshot(tmp_path / "snapshot", {"ko": list(rows)}, rows)


def test_the_same_card_under_another_name_and_the_same_size_are_found_and_small_ones_are_not(snapshot):
    assert duplicates(snapshot).select("evidence", "group", "dataset").rows() == [
        ("same card", 1, "b/copy"), ("same card", 1, "a/kobest"),
        ("same bytes", 2, "c/other"), ("same bytes", 2, "d/same-size"),
    ]  # fmt: skip
    assert run("duplicates", snapshot).stdout == (
        "2 groups, 4 datasets\n\nsame card\n  b/copy\n  a/kobest\n\nsame bytes\n  c/other\n  d/same-size\n"
    )


def test_the_command_says_what_may_be_merged_and_what_it_is_not(snapshot):
    said = run("merge", snapshot, "a/kobest", "b/copy").stdout
    assert said == (
        "a/kobest  permissive    mit\n"
        "b/copy    unknown       no licence is declared\n\n"
        "may they be merged and shared? not clear\n"
        "  unclear  b/copy: no licence is declared, and without one nothing is allowed; ask its owner\n"
        "  yes      credit and licence notices are kept of a/kobest\n\n"
        "By declared licence classes alone; this is no legal advice.\n"
    )
    assert json.loads(run("merge", snapshot, "a/kobest", "--json").stdout)["verdict"] == "yes"
    missing = run("merge", snapshot, "a/kobest", "x/gone")
    assert missing.stderr.strip() == (
        f"isogloss: not in {snapshot}: x/gone; look at the spelling, or crawl their languages"
    )


def test_an_export_loads_as_a_dataset_has_a_full_card_and_leaves_people_out(snapshot, tmp_path):
    done = run("export", snapshot, "--to", tmp_path / "dataset", "--json")
    assert json.loads(done.stdout) == {"datasets": 6, "listings": 6, "cards": 6, "sizes": 6, "owners": 6, "classes": 6}
    report = lint_card((tmp_path / "dataset" / "README.md").read_text())
    assert (report.score, report.gaps) == (100, ())
    loading = (
        "import datasets, json, sys; names = datasets.get_dataset_config_names(sys.argv[1]);"
        "print(json.dumps({n: datasets.load_dataset(sys.argv[1], n, split='train').column_names for n in names}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", loading, str(tmp_path / "dataset")],
        env={"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "HOME": str(tmp_path)},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    columns = json.loads(loaded.stdout.splitlines()[-1])
    assert sorted(columns) == ["cards", "classes", "datasets", "listings", "owners", "sizes"]
    assert set(columns["owners"]) & {"full_name", "details", "record"} == set()
    names = pl.read_parquet(tmp_path / "dataset" / "data" / "classes.parquet")["dataset"].to_list()
    assert "g/private" not in names
    again = run("export", snapshot, "--to", tmp_path / "dataset")
    assert again.stderr.strip() == (f"isogloss: {tmp_path / 'dataset'} is not empty: name a new folder with --to")
