"""Keys pressed at the adjudicator's page faster than items come: each decides what was on the screen, or nothing."""

import pytest

from schemas.decisions import read_decisions, write_decisions
from tests.browser.serving import serving
from tests.browser.walking import Walker
from tests.browser.watching import NOTE_KEYS, item_on, keys_noted, name
from tests.checks import real_pairs as real
from tests.review_batches import a_workspace, many_items, real_items
from tests.review_world import a_decision

DISPUTED = 12
SLOW_TO_DRAW = """
const draw = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (then) => draw((at) => setTimeout(() => then(at), 200));
"""
"""A busy machine: buttons are there long before the item that they are about is shown."""


@pytest.fixture
def disputed(tmp_path):
    """Items that two annotators disagree about, before somebody with every right."""
    workspace = a_workspace(tmp_path / "disputed", many_items(DISPUTED), annotators=2)
    said = [
        (item, who, verdict)
        for item in range(1, DISPUTED + 1)
        for who, verdict in (("ana", "accept"), ("ben", "reject"))
    ]
    rows = [a_decision(seq, verdict, who, item=name(item)) for seq, (item, who, verdict) in enumerate(said, start=1)]
    write_decisions(workspace.decisions, rows)
    with serving(workspace) as served:
        yield served


def adjudicated(served):
    return [row.item for row in read_decisions(served.workspace.decisions) if row.role == "adjudicator"]


def item_after(page, before):
    """The next item, as soon as it is shown."""
    page.wait_for_function(
        "(was) => ![was, undefined].includes(document.querySelector('.iso-viewer')?.dataset.item)", arg=before
    )
    return item_on(page)


def open_slowly(page, served):
    page.add_init_script(NOTE_KEYS)
    page.add_init_script(SLOW_TO_DRAW)
    page.goto(f"{served.url}/adjudicate")
    return item_after(page, None)


@pytest.mark.parametrize("gap", [0, 60, 250])
def test_a_press_between_two_items_does_not_land_on_the_next(page, disputed, gap):
    open_slowly(page, disputed)
    for _ in range(10):
        page.keyboard.press("1")
        page.wait_for_timeout(gap)
    page.wait_for_timeout(2000)
    decided = adjudicated(disputed)
    assert decided
    assert len(decided) == len(set(decided))
    assert set(decided) <= {item for _, item in keys_noted(page, "1")}
    assert item_on(page) not in decided


def test_a_key_tapped_twice_decides_the_item_shown_once_and_the_next_not_at_all(page, disputed):
    shown = [open_slowly(page, disputed)]
    for _ in range(6):
        page.keyboard.press("1")
        page.keyboard.press("1")
        shown.append(item_after(page, shown[-1]))
    rows = [row for row in read_decisions(disputed.workspace.decisions) if row.role == "adjudicator"]
    assert [(row.item, row.verdict) for row in rows] == [(item, "accept") for item in shown[:-1]]


def test_what_each_annotator_said_stands_below_the_item_without_names(page, tmp_path):
    workspace = a_workspace(tmp_path / "real", real_items(), annotators=3)
    page.set_viewport_size({"width": 1280, "height": 920})
    fix = real.HOUSE_KO.replace("8만 달러", "80,000달러")
    said = [("ana", "accept", {"active_ms": 1400}), ("ben", "fix", {"active_ms": 48_000, "question": fix}),
            ("cem", "reject", {"active_ms": 21_000, "note": "80,000 is to stay in digits."})]  # fmt: skip
    rows = [
        a_decision(seq, verdict, who, item=name(1), **more) for seq, (who, verdict, more) in enumerate(said, start=1)
    ]
    write_decisions(
        workspace.decisions, [*rows, a_decision(4, "reject", "ana", item=name(1), revision=1, active_ms=9000)]
    )
    with serving(workspace) as served:
        page.goto(f"{served.url}/adjudicate")
        assert item_after(page, None) == name(1)
        page.get_by_role("radio", name="guideline gap").click()
        page.get_by_text("Annotator 1: accept · 1 s ⚠ hardly read").wait_for()
        page.get_by_text("Annotator 2: fix · 48 s").wait_for()
        page.get_by_text("Annotator 3: reject number · 21 s").wait_for()
        page.get_by_text("Annotator 1: reject number on revision 1 · 9 s").wait_for()
        assert not any(who in page.locator("body").inner_text() for who in ("ana", "ben", "cem"))
        Walker(served, page).picture("adjudicate")
