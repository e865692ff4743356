"""A hypothesis judged from one document alone in a browser, by a reader of that language who has not seen the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from schemas.alone_reading import start_alone_reading
from schemas.inference_runs import InferenceRun
from schemas.review_items import Notice
from schemas.runs import start_run
from schemas.workspace import Workspace
from tests.browser.serving import serving
from tests.browser.test_inference import (
    AT_REST,
    RUN,
    TWIN_ES,
    a_document,
    a_hypothesis,
    document,
    invited,
    name,
    ratings,
)
from tests.browser.test_twins import HYPOTHESIS, TWIN_KO
from tests.browser.test_twins import label as press
from tests.browser.walking import PATIENCE_MS
from tests.inference_release.inference_world import a_run
from tests.inference_world import FERRY
from tests.review_batches import write_batch

COPIED = Notice(check="not copied", message="copied from document 1", quotes=(FERRY["es"][:30],))

BUTTON = f'[class*="st-key-entailment--{name(1)}"]'
"""Before the item's own buttons are in sight, a press is swallowed on purpose."""

__all__ = ["invited"]


@pytest.fixture
def served(tmp_path):
    """One hypothesis about a Spanish and a Korean document, for one annotator, drawn to be judged from each alone."""
    workspace = Workspace(tmp_path / "w")
    run: InferenceRun = a_run(annotators=1)
    start_run(workspace.runs, run)
    documents = a_document(FERRY["es"], "es", twin=TWIN_ES), a_document(FERRY["ko"], "ko", twin=TWIN_KO)
    item = a_hypothesis(1, HYPOTHESIS, *documents).model_copy(update={"findings": (COPIED,)})
    write_batch(workspace, [item], f"{RUN}-0001")
    start_alone_reading(workspace.people, share=0.1, seed=0)
    with serving(workspace) as served:
        yield served


def label(walker, key):
    walker.page.locator(BUTTON).filter(visible=True).wait_for(timeout=PATIENCE_MS)
    walker.page.wait_for_selector(AT_REST, state="attached")
    return press(walker, key)


def test_a_reader_of_one_language_sees_that_document_alone_once_the_item_has_its_label(invited, served):
    eva = invited("eva", "annotator", {"ko": "native", "en": "fluent"})
    eva.says("Nothing is left for you here.")
    lea = invited("lea", "lead", {"es": "native", "ko": "reading", "en": "fluent"})
    expect(document(lea.page, 2)).to_have_text(FERRY["ko"], timeout=PATIENCE_MS)
    assert ratings(label(lea, "1")) == {"view": "originals"}

    eva.page.reload()
    expect(document(eva.page, 1)).to_have_text(FERRY["ko"], timeout=PATIENCE_MS)
    eva.says("You see one of two documents.")
    eva.page.keyboard.press("t")
    eva.page.wait_for_timeout(500)
    shown = eva.page.content()
    assert [text for text in (FERRY["es"][:40], TWIN_ES[:40], TWIN_KO[:40], "not copied") if text in shown] == []
    expect(eva.page.locator(".iso-document")).to_have_count(1)
    expect(eva.page.locator(".iso-unit")).to_have_count(0)
    eva.picture("alone")
    alone = label(eva, "2")
    assert (alone.item, alone.annotator, alone.verdict, alone.round) == (name(1), "eva", "neutral", 3)
    assert ratings(alone) == {"view": "d2"}
    eva.page.goto(f"{served.url}/?item={name(1)}")
    expect(document(eva.page, 1)).to_have_text(FERRY["ko"], timeout=PATIENCE_MS)
    assert FERRY["es"][:40] not in eva.page.content()

    dan = invited("dan", "annotator", {"es": "native", "en": "fluent"})
    expect(document(dan.page, 1)).to_have_text(FERRY["es"], timeout=PATIENCE_MS)
    assert ratings(label(dan, "1")) == {"view": "d1"}
    lea.go("Lead")
    lea.says(f"{RUN}, documents needed, by people who read one alone; items drawn: 1")
    lea.picture("needs")
