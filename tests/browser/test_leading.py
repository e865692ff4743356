"""The lead's page in a browser: what three annotators said of fifty items, with intervals."""

import random

from annotate.agreement.verdicts import VERDICTS
from schemas.decisions import write_decisions
from tests.browser.serving import serving
from tests.browser.walking import PATIENCE_MS, Walker
from tests.browser.watching import name
from tests.review_batches import a_workspace, many_items
from tests.review_world import a_decision

ITEMS = 50
ANNOTATORS = ("ana", "ben", "cem")


def what_they_said():
    """Mostly the same; ben is quick."""
    chance = random.Random(3)
    rows = []
    for number in range(1, ITEMS + 1):
        [usual] = chance.choices(VERDICTS, (70, 12, 18))
        for who in ANNOTATORS:
            [verdict] = chance.choices((usual, *VERDICTS), (85, 5, 5, 5))
            took = chance.randrange(1_000, 9_000) if who == "ben" else chance.randrange(9_000, 70_000)
            seq = len(rows) + 1
            made_at = f"2026-01-{1 + number // 4:02}T10:{seq % 60:02}:11+00:00"
            changes = {"active_ms": took, "guideline": "b2:3f9c01ad", "made_at": made_at}
            rows.append(a_decision(seq, verdict, who, item=name(number), **changes))
    return rows


def test_agreement_stands_with_its_intervals_and_what_they_draw_anew(page, tmp_path):
    page.set_viewport_size({"width": 1280, "height": 1240})
    workspace = a_workspace(tmp_path / "w", many_items(ITEMS + 10), annotators=len(ANNOTATORS))
    write_decisions(workspace.decisions, what_they_said())
    with serving(workspace) as served:
        lea = Walker(served, page)
        page.goto(f"{served.url}/lead")
        lea.says(f"{ITEMS} items judged by two or more, 0 by one, ")
        lea.says(f"n = {ITEMS} items. In brackets 95 % intervals: the {ITEMS} items are drawn anew")
        page.get_by_text("By pair of annotators").wait_for(timeout=PATIENCE_MS)
        lea.picture("lead")
