"""The whole of a review by several people: invited, trained, of two minds about two items, adjudicated, released.

item   mina    ben                      eva       released
0      accept  accept                             as it was
1      accept  reject                   accept    as it was
2      fix     accept, then the fix               fixed
3      reject  reject                             no
4      accept  accept                             as it was
5      accept  reject                   reject    no
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import datasets
import polars as pl
import pytest

from schemas.decisions import read_decisions, verify_chain
from schemas.training import is_training
from schemas.workspace import Workspace
from tests.browser.serving import CHECKOUT, serving
from tests.browser.walking import NOTHING_LEFT, enter
from tests.browser.watching import item_on
from tests.far_end.process import far_end

pytestmark = pytest.mark.timeout(900)
PROBLEMS = Path(__file__).parents[2] / "builders" / "samples" / "gsm8k_sample.jsonl"
LANGUAGES = ("--language", "en:fluent", "--language", "ko:native")
FIXED = "제임스는 한 달에 신발을 2켤레 사고, 해마다 신발에 $2640을 쓴다. 신발 한 켤레는 평균 얼마인가?"
ONE_OTHER = """
(was) => {
  const shown = [...document.querySelectorAll(".iso-viewer[data-item]")];
  return shown.length === 1 && shown[0].dataset.item !== was;
}
"""
ACCEPT, REJECT, FIX = "1", "4", ""
PRESSED = ((ACCEPT, ACCEPT), (ACCEPT, REJECT), (FIX, ACCEPT), (REJECT, REJECT), (ACCEPT, ACCEPT), (ACCEPT, REJECT))


@pytest.fixture
def isogloss(tmp_path):
    """The command, run to its end; returns what it printed."""

    def run(*arguments, **environment):
        command = [sys.executable, "-m", "builders", *map(str, arguments)]
        own = os.environ | {"HF_HOME": str(tmp_path / "hf")} | environment
        done = subprocess.run(command, cwd=CHECKOUT, env=own, capture_output=True, text=True, timeout=200, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def workspace(tmp_path, isogloss):
    """Six items that two persons judge, and a training batch before them."""
    made = Workspace(tmp_path / "w")
    with far_end(latency="1ms", bad_share=0) as server:
        isogloss(
            "math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", made.root,
            "--annotators", 2, "--limit", 6, OPENAI_BASE_URL=server.url, OPENAI_API_KEY="none",
        )  # fmt: skip
    assert isogloss("review", "train", made.root) == "training: 8 items, 80% right to pass"
    return made


@pytest.fixture
def invited(browser, workspace, isogloss):
    """Invites by the command, and enters by the link that it prints, with a browser of their own."""
    with serving(workspace) as served:

        def invite(name, role):
            command = ("review", "invite", workspace.root, name, "--role", role, "--url", served.url)
            return enter(browser, served, isogloss(*command, *LANGUAGES))

        yield invite


def judged_by_both(mina, ben):
    """Both read the same items at the same time; returns the items in the order they came."""
    items = []
    for one, other in PRESSED:
        items.append(mina.item())
        assert ben.item() == items[-1]
        mina.decide(one) if one else mina.fix(FIXED)
        ben.decide(other)
        if not one:
            ben.shows(FIXED[:9])  # the same item again, now with mina's text
            ben.decide(ACCEPT)
    for annotator in (mina, ben):
        annotator.says(NOTHING_LEFT)
    return items


def adjudicate(eva, adopted):
    """Adopt the n-th annotator's verdict, by the item that is shown."""
    eva.go("Adjudicate")
    before = ""
    for left in (2, 1):
        eva.says(f"{left} disputed")
        eva.page.wait_for_function(ONE_OTHER, arg=before)
        before = item_on(eva.page)
        adopt = eva.page.locator(f'[class*="st-key-adopt-"][class*="{before}-"] button').nth(adopted[before])
        adopt.wait_for()
        eva.page.get_by_role("radio", name="annotator error").click()
        adopt.click()
    eva.says("Nothing is disputed.")


def downloaded(lea, folder):
    with lea.page.expect_download() as coming:
        lea.button("Decisions as jsonl").click()
    coming.value.save_as(folder / "decisions.jsonl")
    return [json.loads(line) for line in (folder / "decisions.jsonl").read_text().splitlines()]


def standing_of(workspace):
    """Whose verdict on which revision, by item."""
    found = {}
    for row in read_decisions(workspace.decisions):
        if not is_training(row.item):
            found.setdefault(row.item, []).append((row.annotator, row.revision, row.verdict))
    return found


def test_what_several_people_came_to_is_what_is_released(invited, workspace, isogloss, tmp_path):
    mina, ben = invited("mina", "annotator"), invited("ben", "annotator")
    for annotator in (mina, ben):
        annotator.pass_training()
    items = judged_by_both(mina, ben)
    eva = invited("eva", "adjudicator")
    eva.pass_training()
    adjudicate(eva, {items[1]: 0, items[5]: 1})
    assert standing_of(workspace) == {
        items[0]: [("mina", 0, "accept"), ("ben", 0, "accept")],
        items[1]: [("mina", 0, "accept"), ("ben", 0, "reject"), ("eva", 0, "accept")],
        items[2]: [("mina", 0, "fix"), ("ben", 0, "accept"), ("ben", 1, "accept")],
        items[3]: [("mina", 0, "reject"), ("ben", 0, "reject")],
        items[4]: [("mina", 0, "accept"), ("ben", 0, "accept")],
        items[5]: [("mina", 0, "accept"), ("ben", 0, "reject"), ("eva", 0, "reject")],
    }
    lea = invited("lea", "lead")
    lea.go("Lead")
    lea.says("6 items judged by two or more, 0 by one, 3 of 6 pairs of judgments agree")
    lea.says("4 unanimous · 2 adjudicated · 0 unresolved · adjudication changed 2 of 4 labels")
    assert downloaded(lea, tmp_path) == [row.model_dump(mode="json") for row in read_decisions(workspace.decisions)]
    assert verify_chain(workspace.decisions) == 3 * 8 + 13 + 2

    said = isogloss("agreement", workspace.root)
    assert "3 of 6 pairs of judgments; 3 of 6 items unanimous" in said
    isogloss("math", "release", workspace.root)
    before = {row["item"]: row["question"] for row in queued(workspace)}
    assert released(workspace, tmp_path) == {
        items[0]: before[items[0]], items[1]: before[items[1]], items[2]: FIXED, items[4]: before[items[4]]
    }  # fmt: skip


def queued(workspace):
    return [row for file in sorted(workspace.review.glob("*.parquet")) for row in pl.read_parquet(file).to_dicts()]


def released(workspace, folder):
    """The questions of the release by item, as a stranger would load it."""
    rows = datasets.load_dataset(str(workspace.release), split="test", cache_dir=str(folder / "datasets"))
    return {row["id"]: row["question"] for row in rows}
