"""Draft, decide in the browser, release: the command, the pages, the folder."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl

from schemas.workspace import Workspace
from tests.browser.serving import CHECKOUT, serving
from tests.browser.watching import item_on, open_page
from tests.far_end.process import far_end

PROBLEMS = Path(__file__).parents[2] / "builders" / "samples" / "gsm8k_sample.jsonl"
FIXED = "프로그램을 첫 달에 60번, 둘째 달에 그 3배, 셋째 달에 30% 적게 내려받았다. 모두 몇 번인가?"


def isogloss(*arguments, **environment):
    command = [sys.executable, "-m", "builders", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=os.environ | environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def decide(page, keys):
    """One key an item; returns the items in the order they were shown."""
    shown = []
    for key in keys:
        shown.append(item_on(page))
        page.keyboard.press(key)
        page.wait_for_function(
            "(was) => document.querySelector('.iso-viewer[data-item]')?.dataset.item != was", arg=shown[-1]
        )
    return shown


def test_what_was_decided_in_the_browser_is_what_is_released(page, tmp_path):
    workspace = Workspace(tmp_path / "w")
    with far_end(latency="1ms", bad_share=0) as server:
        isogloss(
            "math", "draft", "--input", PROBLEMS, "--to", "ko", "--model", "m", "--workspace", workspace.root,
            "--fixes-final", OPENAI_BASE_URL=server.url, OPENAI_API_KEY="none", HF_HOME=str(tmp_path / "hf"),
        )  # fmt: skip
    with serving(workspace, "mina") as served:
        open_page(page, served.url)
        accepted = decide(page, "1111")
        rejected = decide(page, "25")
        fixed = item_on(page)
        page.locator("textarea:visible").fill(FIXED)
        page.locator("textarea:visible").press("Control+Enter")
        page.wait_for_function(
            "(was) => document.querySelector('.iso-viewer[data-item]')?.dataset.item != was", arg=fixed
        )
        accepted += decide(page, "11")
        accepted.append(item_on(page))
        page.keyboard.press("1")
        page.get_by_text("Nothing is left for you here.").wait_for()
    isogloss("math", "release", workspace.root, HF_HOME=str(tmp_path / "hf"))
    rows = pl.concat([pl.read_parquet(file) for file in sorted(workspace.release.rglob("*.parquet"))]).to_dicts()
    assert sorted(row["id"] for row in rows) == sorted([*accepted, fixed])
    assert not {row["id"] for row in rows} & set(rejected)
    assert [row["question"] for row in rows if row["id"] == fixed] == [FIXED]
