"""`kill -9` of app, draft and projection while somebody decides: what was acknowledged is there, once.

Thirty kills: twenty-four of a process that decides through the pages' own `writing.submit`, each with a draft and a
projection beside it, and six of the server under a real browser.
"""

import json
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from schemas.decisions import read_decisions, verify_chain
from schemas.records import Decision
from schemas.store import Store
from schemas.workspace import Workspace
from tests.browser.serving import CHECKOUT
from tests.browser.watching import item_on, name, open_page, verdicts, wait_for_item
from tests.far_end.process import far_end

pytestmark = pytest.mark.timeout(900)


def start(*command, environment=None):
    return subprocess.Popen(
        [sys.executable, "-m", *map(str, command)], cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip


def killed(process):
    """`kill -9`, and the whole lines it had printed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    printed = process.stdout.read()
    process.wait()
    return printed.splitlines() if printed.endswith("\n") else printed.splitlines()[:-1]


def test_24_kills_of_decider_draft_and_projection_lose_and_double_nothing(tmp_path):
    source = tmp_path / "many.jsonl"
    rows = [{"question": f"Ana has {n} apples and buys one. How many?", "answer": n + 1} for n in range(5000)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    workspace, acknowledged, chance = Workspace(tmp_path / "w"), [], random.Random(7)
    draft = ("builders", "math", "draft", "--input", source, "--from", "en", "--to", "ko", "--model", "m",
             "--workspace", workspace.root, "--round-trip", 0, "--concurrency", 8)  # fmt: skip
    with far_end(latency="300ms", bad_share=0) as slow, far_end(latency="1ms", bad_share=0) as quick:
        own = os.environ | {"OPENAI_API_KEY": "none", "HF_HOME": str(tmp_path / "hf")}
        assert start(*draft, "--limit", 500, environment=own | {"OPENAI_BASE_URL": quick.url}).wait(200) == 0
        running = start(*draft, "--endpoint-moved", environment=own | {"OPENAI_BASE_URL": slow.url})
        for turn in range(24):
            decider = start("tests.browser.deciding", workspace.root, "ana")
            projection = start("builders", "status", workspace.root) if turn % 2 else None
            acknowledged += [decider.stdout.readline().strip() for _ in range(chance.randint(1, 8))]
            acknowledged += killed(decider)
            if projection:
                killed(projection)
            if turn % 4 == 3:
                killed(running)
                running = start(*draft, "--endpoint-moved", environment=own | {"OPENAI_BASE_URL": slow.url})
        killed(running)
    acknowledged = [event for event in acknowledged if event]
    kept = read_decisions(workspace.decisions)
    assert len(acknowledged) >= 24
    assert set(acknowledged) <= {decision.event for decision in kept}
    assert len({(decision.item, decision.annotator) for decision in kept}) == len(kept)
    assert verify_chain(workspace.decisions) == len(kept)
    assert start("builders", "status", workspace.root).wait(200) == 0
    assert start("builders", "status", workspace.root).wait(200) == 0
    assert sorted(Store(workspace.store).all(Decision), key=lambda decision: decision.seq) == kept


def test_six_kills_of_the_server_under_a_browser_lose_nothing_that_was_shown_as_decided(page, alike):
    open_page(page, alike.url)
    seen = 0
    for turn in range(6):
        for _ in range(3):
            here = item_on(page)
            page.keyboard.press("1")
            seen += 1
            wait_for_item(page, name(seen + 1))
            assert here == name(seen)
        page.keyboard.press("1")  # on its way when the server dies: kept or not, and the screen will say which
        page.wait_for_timeout(10 * turn)
        alike.kill()
        decided = verdicts(alike.workspace)
        assert [item for item, _ in decided] == [name(number) for number in range(1, len(decided) + 1)]
        assert len(decided) - seen in {0, 1}
        seen = len(decided)
        alike.start()
        assert open_page(page, page.url) == name(seen + 1)
    assert verify_chain(alike.workspace.decisions) == seen
