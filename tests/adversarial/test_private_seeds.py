"""All pairs of a seed are held out of a release of adversarial pairs, or none of them."""

import json
import shutil

import pyarrow.parquet as pq
from click.testing import CliRunner

from builders.cli.adversarial import adversarial
from builders.deciding import decide
from builders.publishing.checking import check
from schemas.workspace import Workspace
from tests.adversarial.drafting import decisions, pairs_of


def rows_of(folder):
    return [row for file in sorted(folder.glob("data/*/*.parquet")) for row in pq.read_table(file).to_pylist()]


def test_pairs_of_a_seed_are_held_out_together_and_the_accounts_still_add_up(searched, tmp_path):
    workspace = Workspace(shutil.copytree(searched, tmp_path / "w"))
    (tmp_path / "d.jsonl").write_text(decisions(*((pair, "ana", "accept", {}) for pair in pairs_of(workspace.root))))
    decide(workspace, tmp_path / "d.jsonl")
    ran = CliRunner().invoke(adversarial, ["release", str(workspace.root), "--private-share", "0.4", "--json"])
    released = json.loads(ran.stdout)
    public, private = rows_of(workspace.release), rows_of(workspace.private)
    assert {row["seed"] for row in public} & {row["seed"] for row in private} == set()
    assert {row["id"] for row in [*public, *private]} == {pair.node for pair in pairs_of(workspace.root)}
    assert sum(released["held_out"].values()) == len(private) > 0
    withheld = [own["withheld"].get("in the private part", 0) for own in released["pairs"]["quiz-adversarial"]]
    assert sum(withheld) == len(private)
    assert check(workspace.release, private=workspace.private).defects == ()
    strata = json.loads((workspace.release / "provenance.json").read_text())["private"]["strata"]
    assert {one["stratum"] for one in strata} == {"quiz-ko", "quiz-zh-Hans"}
    assert all(one["public"] for one in strata)
