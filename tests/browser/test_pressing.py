"""Keys pressed faster than pages come: nothing lost, nothing doubled, nothing on another item."""

import pytest

from schemas.decisions import read_decisions, verify_chain
from tests.browser.watching import NOTE_KEYS, item_on, keys_noted, name, open_page, settle, verdicts, wait_for_item

TEXT = "새 번역이다."


@pytest.fixture
def noted(page):
    page.add_init_script(NOTE_KEYS)
    return page


def misapplied(page, workspace):
    """Items decided that were not on the screen under any press of that key; and items decided twice."""
    shown = {item for _, item in keys_noted(page, "12345678")}
    decided = [item for item, _ in verdicts(workspace)]
    return sorted(set(decided) - shown), sorted(item for item in decided if decided.count(item) > 1)


@pytest.mark.parametrize("gap", [0, 50, 200])
def test_twelve_rapid_presses_each_decide_the_item_that_was_shown(noted, alike, gap):
    open_page(noted, alike.url)
    for _ in range(12):
        noted.keyboard.press("1")
        noted.wait_for_timeout(gap)
    noted.wait_for_timeout(1500)
    settle(noted)
    decided = verdicts(alike.workspace)
    assert misapplied(noted, alike.workspace) == ([], [])
    # Every item that was on the screen under a press is decided; a second press on it changes nothing.
    assert {item for item, _ in decided} == {item for _, item in keys_noted(noted, "1") if item}
    assert item_on(noted) == name(len(decided) + 1)
    assert verify_chain(alike.workspace.decisions) == len(decided)


def test_a_key_tapped_twice_on_each_item_decides_each_once(noted, alike):
    open_page(noted, alike.url)
    for number in range(1, 7):
        noted.keyboard.press("1")
        noted.keyboard.press("1")
        wait_for_item(noted, name(number + 1))
    assert verdicts(alike.workspace) == [(name(number), "accept") for number in range(1, 7)]


def test_two_different_keys_at_once_are_one_verdict(noted, alike):
    open_page(noted, alike.url)
    noted.keyboard.press("1")
    noted.keyboard.press("3")
    wait_for_item(noted, name(2))
    noted.wait_for_timeout(500)
    assert misapplied(noted, alike.workspace) == ([], [])
    assert (name(1), "accept") in verdicts(alike.workspace)


def test_a_key_held_down_decides_nothing_twice(noted, alike):
    open_page(noted, alike.url)
    for _ in range(30):
        noted.keyboard.down("1")
    noted.keyboard.up("1")
    noted.wait_for_timeout(1500)
    assert misapplied(noted, alike.workspace) == ([], [])


@pytest.mark.parametrize("pause", [0, 30, 100, 300])
def test_f5_after_a_press_loses_nothing_and_resumes(noted, alike, pause):
    open_page(noted, alike.url)
    for number in range(1, 4):
        noted.keyboard.press("1")
        wait_for_item(noted, name(number + 1))
    noted.keyboard.press("1")
    noted.wait_for_timeout(pause)
    noted.reload()
    noted.wait_for_selector(".iso-viewer[data-item]")
    noted.wait_for_timeout(1000)
    decided = verdicts(alike.workspace)
    assert [item for item, _ in decided] == [name(number) for number in range(1, len(decided) + 1)]
    # What the screen says is what the journal says: a press that never left the browser is visibly undecided.
    assert item_on(noted) == name(len(decided) + 1)
    assert len(decided) >= 3


def test_text_typed_and_not_left_is_saved_by_ctrl_enter_on_its_own_item(noted, alike):
    open_page(noted, alike.url)
    for number in range(1, 4):
        noted.locator("textarea:visible").fill("")
        noted.locator("textarea:visible").press_sequentially(f"{TEXT} {number} $x=12$")
        noted.keyboard.press("Control+Enter")
        wait_for_item(noted, name(number + 1))
        assert TEXT not in noted.locator("textarea:visible").input_value()
    assert [(row.item, row.verdict, row.question) for row in read_decisions(alike.workspace.decisions)] == [
        (name(number), "fix", f"{TEXT} {number} $x=12$") for number in range(1, 4)
    ]


def test_digits_and_letters_typed_into_a_field_decide_nothing(noted, alike):
    item = open_page(noted, alike.url)
    noted.locator("textarea:visible").press_sequentially("12345678 sux")
    noted.locator("input[placeholder^='for whoever']:visible").press_sequentially("1 s u x")
    noted.wait_for_timeout(800)
    assert (verdicts(alike.workspace), item_on(noted)) == ([], item)
    assert noted.locator(".iso-viewer[data-item]").get_attribute("data-raw") == "no"


def test_a_note_begun_before_the_changes_of_a_fix_are_shown_keeps_every_key(noted, alike):
    item = open_page(noted, alike.url)
    noted.locator("textarea:visible").press_sequentially(TEXT)
    note = noted.locator("input[placeholder^='for whoever']:visible")
    note.click()
    noted.wait_for_selector(".iso-changes")
    noted.keyboard.type("1 s u x", delay=100)
    noted.wait_for_timeout(800)
    assert note.input_value() == "1 s u x"
    assert (verdicts(alike.workspace), item_on(noted)) == ([], item)


def test_who_types_on_after_their_field_was_taken_away_decides_nothing_until_they_pause(noted, alike):
    item = open_page(noted, alike.url)
    noted.locator("input[placeholder^='for whoever']:visible").click()
    noted.keyboard.type("1 s")
    noted.evaluate("document.activeElement.disabled = true")  # as every field is while the connection is lost
    noted.keyboard.type("1 s u x", delay=100)
    noted.keyboard.press("ArrowRight")
    noted.wait_for_timeout(2300)
    assert (verdicts(alike.workspace), item_on(noted)) == ([], item)
    noted.keyboard.press("1")
    wait_for_item(noted, name(2))
    assert verdicts(alike.workspace) == [(item, "accept")]


def test_a_note_goes_with_the_verdict_and_not_to_the_next_item(noted, alike):
    open_page(noted, alike.url)
    noted.locator("input[placeholder^='for whoever']:visible").press_sequentially("reads well")
    noted.get_by_role("button", name="Accept").click()
    wait_for_item(noted, name(2))
    assert noted.locator("input[placeholder^='for whoever']:visible").input_value() == ""
    noted.get_by_role("button", name="Accept").click()
    wait_for_item(noted, name(3))
    assert [(row.item, row.note) for row in read_decisions(alike.workspace.decisions)] == [
        (name(1), "reads well"), (name(2), ""),
    ]  # fmt: skip


def test_a_fix_and_a_note_that_were_typed_and_not_saved_stay_with_their_item(noted, alike):
    open_page(noted, alike.url)
    noted.locator("textarea:visible").fill(TEXT)
    noted.locator("input[placeholder^='for whoever']:visible").fill("half done")
    noted.get_by_role("button", name="Next").click()
    wait_for_item(noted, name(2))
    assert TEXT not in noted.locator("textarea:visible").input_value()
    noted.keyboard.press("1")
    wait_for_item(noted, name(1))
    assert verdicts(alike.workspace) == [(name(2), "accept")]
    assert noted.locator("textarea:visible").input_value() == TEXT
    assert noted.locator("input[placeholder^='for whoever']:visible").input_value() == "half done"
