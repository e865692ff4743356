"""Errors of adversarial pairs that were released: a pair can be withdrawn, and nothing of it can be corrected."""

import json
import shutil

import pyarrow.parquet as pq
import pytest

from builders.adversarial.release.releasing import release
from builders.deciding import DecideError
from builders.publishing.checking import check
from builders.releasing.errata import take_errata
from schemas.decisions import verify_chain
from schemas.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(several, tmp_path_factory):
    made = Workspace(shutil.copytree(several, tmp_path_factory.mktemp("errata") / "w"))
    release(made)
    return made


@pytest.fixture
def copy(workspace, tmp_path):
    return Workspace(shutil.copytree(workspace.root, tmp_path / "w"))


def rows_of(workspace):
    tables = [pq.read_table(file) for file in sorted(workspace.release.glob("data/*/*.parquet"))]
    return {row["id"]: row for table in tables for row in table.to_pylist()}


def take(workspace, **line):
    file = workspace.root / "errata.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return take_errata(workspace, file)


def test_a_withdrawn_pair_is_gone_from_the_next_version_which_says_so(copy):
    before = rows_of(copy)
    gone = next(iter(before))
    assert take(copy, item=gone, action="withdraw", reason="it asks something else").withdrawn == 1
    released = release(copy)
    assert rows_of(copy) == {item: row for item, row in before.items() if item != gone}
    told = json.loads((copy.release / "provenance.json").read_text())
    assert (released.version, told["changed"]) == ("2.0.0", {"added": [], "removed": [gone], "changed": []})
    assert told["errata"] == [
        {"item": gone, "action": "withdraw", "reason": "it asks something else", "version": "2.0.0"}
    ]
    line = f"| {gone} | withdrawn | 2.0.0 | it asks something else |"
    assert all(line in (copy.release / name).read_text().splitlines() for name in ("README.md", "ERRATA.md"))
    withheld = [counts.withheld for counts in released.pairs["seeds-adversarial"]]
    assert withheld == [{"rejected: other": 1}, {}]
    assert check(copy.release).defects == ()


@pytest.mark.parametrize("correction", [{"text": "고친 글"}, {"answer": "B"}, {"label": "neutral"}])
def test_a_correction_is_refused_in_one_sentence_and_nothing_is_written(correction, workspace):
    item, decided = next(iter(rows_of(workspace))), verify_chain(workspace.decisions)
    with pytest.raises(DecideError) as refused:
        take(workspace, item=item, action="correct", reason="x", **correction)
    assert str(refused.value) == (
        f"{workspace.root / 'errata.jsonl'}:1: {item} is a perturbed question, and models were tested with it as it "
        "is: withdraw it; nothing was written"
    )
    assert verify_chain(workspace.decisions) == decided
