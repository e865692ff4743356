"""What a reviewer sees: every script, formulas and their source, and corpus text that stays text."""

import pytest

from tests.browser.watching import name, open_page, verdicts, wait_for_item
from tests.checks import real_pairs
from tests.review_batches import BROKEN_KO, HOSTILE, LINKING, MATRIX_KO, POLAR_AR, many_items, write_batch

SIDES = ".iso-viewer[data-item] .iso-text"


def open_item(page, served, item):
    assert open_page(page, f"{served.url}/?item={item}") == item


def raw_text(page):
    """The translation as the raw switch shows it."""
    page.keyboard.press("x")
    page.wait_for_selector(".iso-viewer[data-raw=yes]")
    return page.locator(SIDES).nth(1).evaluate("side => side.textContent")


def test_formulas_render_and_key_x_shows_the_text_as_it_is(page, real):
    open_item(page, real, name(3))
    assert page.locator(f"{SIDES} .katex-display").count() == 2
    assert page.locator(".iso-fault").count() == 0
    assert raw_text(page) == MATRIX_KO
    page.keyboard.press("x")
    page.wait_for_selector(".iso-viewer[data-raw=no]")
    assert page.locator(f"{SIDES} .katex-display").count() == 2


def test_key_x_is_that_key_whatever_letter_the_keyboard_gives_it(page, real):
    open_item(page, real, name(3))
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅌ', code: 'KeyX', keyCode: 88}))")
    page.wait_for_selector(".iso-viewer[data-raw=yes]")


@pytest.mark.parametrize(
    ("item", "text", "faults"),
    [(name(4), BROKEN_KO, [r"$\frac{1$"]), (name(6), LINKING, [LINKING[8:-1]] * 2)],
    ids=["does not parse", "is not allowed"],
)
def test_a_formula_that_does_not_render_is_shown_as_written_and_counted(page, real, item, text, faults):
    open_item(page, real, item)
    assert page.locator(".iso-fault").all_text_contents() == faults
    said = {1: "1 formula does not render", 2: "2 formulas do not render"}[len(faults)]
    assert page.locator(".iso-faults").text_content() == f"{said}: shown as written, in a frame"
    assert raw_text(page) == text


def test_markup_in_a_text_stays_text(page, real):
    open_item(page, real, name(5))
    assert raw_text(page) == HOSTILE
    assert page.locator(".iso-viewer :is(img, script, b, strong, a, h1)").count() == 0
    assert page.title() == "isogloss review"


def test_arabic_runs_from_the_right_and_its_formulas_from_the_left(page, real):
    open_item(page, real, name(1, "ar"))
    direction = "element => getComputedStyle(element).direction"
    assert page.locator(f"{SIDES} .iso-block").nth(1).evaluate(direction) == "rtl"
    assert page.locator(f"{SIDES} .iso-block").nth(0).evaluate(direction) == "ltr"
    assert page.locator(f"{SIDES} .iso-inline").last.evaluate(direction) == "ltr"
    assert page.locator(SIDES).nth(1).get_attribute("lang") == "ar"
    assert page.locator("textarea:visible").evaluate("field => getComputedStyle(field).unicodeBidi") == "plaintext"
    assert raw_text(page) == POLAR_AR


@pytest.mark.parametrize(("language", "text"), [("zh", real_pairs.GLASSES_ZH), ("ja", real_pairs.HOUSE_JA)])
def test_chinese_and_japanese_are_shown_and_named_for_the_font(page, real, language, text):
    open_item(page, real, name(1, language))
    shown = page.locator(SIDES).nth(1)
    assert (shown.text_content(), shown.get_attribute("lang")) == (text, language)


def test_what_a_finding_quotes_is_marked_on_both_sides(page, real):
    open_item(page, real, name(1))
    assert page.locator(".iso-marked").all_text_contents() == ["80,000", "150", "150"]
    assert page.locator(".iso-notices li").all_text_contents() == ["numbers numbers lost: $80,000, 150"]


def test_a_fix_shows_its_changes_and_is_checked_at_once(page, real):
    open_item(page, real, name(1))
    page.locator("textarea:visible").fill(real_pairs.HOUSE_KO.replace("150%", "15%"))
    page.locator("textarea:visible").press("Tab")
    page.wait_for_selector(".iso-changes")
    assert page.locator(".iso-changes del").all_text_contents() == ["150"]
    assert page.locator(".iso-changes ins").all_text_contents() == ["15"]
    assert "numbers lost: 150" in page.locator(".iso-notices").last.text_content()


def test_chinese_changes_are_shown_by_the_character(page, real):
    open_item(page, real, name(1, "zh"))
    page.locator("textarea:visible").fill(real_pairs.GLASSES_ZH.replace("公寓", "公园"))
    page.locator("textarea:visible").press("Tab")
    page.wait_for_selector(".iso-changes")
    assert page.locator(".iso-changes del").all_text_contents() == ["寓"]


def test_the_page_needs_no_scrolling_at_1280_by_800(page, real):
    open_item(page, real, name(7))
    overflow = "document.querySelector('[data-testid=stMain]').scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    box = page.get_by_role("button", name="Next").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800


def test_an_unknown_item_is_said_to_be_unknown(page, real):
    page.goto(f"{real.url}/?item=no-such-item")
    page.get_by_text("No item no-such-item is in this workspace.").wait_for()


def test_a_search_without_a_hit_does_not_say_that_all_is_done(page, real):
    page.goto(f"{real.url}/?text=nothing-like-it")
    page.get_by_text("No item matches these filters.").wait_for()


def test_undo_goes_back_to_the_item_and_it_can_be_decided_anew(page, alike):
    open_page(page, alike.url)
    page.keyboard.press("3")
    wait_for_item(page, name(2))
    page.keyboard.press("u")
    wait_for_item(page, name(1))
    page.keyboard.press("1")
    wait_for_item(page, name(2))
    assert verdicts(alike.workspace) == [(name(1), "reject"), (name(1), "undo"), (name(1), "accept")]


def test_a_skipped_item_is_not_the_next_one(page, alike):
    open_page(page, alike.url)
    page.keyboard.press("s")
    wait_for_item(page, name(2))
    page.keyboard.press("1")
    wait_for_item(page, name(3))


def test_a_fix_that_changes_nothing_says_why_it_is_not_saved(page, alike):
    open_page(page, alike.url)
    page.locator("textarea:visible").focus()
    page.keyboard.press("Control+Enter")
    page.get_by_text("not saved: the fix equals revision 0").wait_for()
    assert verdicts(alike.workspace) == []


def test_arrows_move_without_deciding_and_the_address_follows(page, alike):
    open_page(page, alike.url)
    page.keyboard.press("ArrowRight")
    wait_for_item(page, name(2))
    assert f"item={name(2)}" in page.url
    page.reload()
    wait_for_item(page, name(2))
    page.keyboard.press("ArrowLeft")
    wait_for_item(page, name(1))
    assert verdicts(alike.workspace) == []


def test_a_row_of_the_list_opens_its_item(page, alike):
    page.goto(f"{alike.url}/items")
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.wait_for()
    page.wait_for_timeout(1500)
    corner = canvas.bounding_box()
    assert corner
    page.mouse.click(corner["x"] + 16, corner["y"] + 36 + 35 * 4 + 17)  # the box before the fifth row
    wait_for_item(page, name(5))


def test_a_batch_that_is_written_while_the_page_is_open_is_counted_and_comes_up(page, alike):
    open_page(page, f"{alike.url}/?item={name(30)}")
    page.get_by_text("0 of 30 done, 30 to do").wait_for()
    late = [item for item in many_items(33) if item.item > name(30)]
    write_batch(alike.workspace, late, "gsm8k-0002")
    page.get_by_text("0 of 33 done, 33 to do").wait_for()
    page.goto(f"{alike.url}/?item={name(33)}")
    wait_for_item(page, name(33))
