"""Hypotheses judged on English twins in a browser, and again on the originals by somebody who reads both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from schemas.decisions import read_decisions
from schemas.inference_runs import InferenceRun
from schemas.runs import start_run
from schemas.twin_reading import start_twin_reading
from schemas.workspace import Workspace
from tests.browser.serving import serving
from tests.browser.test_inference import RUN, TWIN_ES, a_document, a_hypothesis, document, invited, name, ratings
from tests.browser.walking import PATIENCE_MS
from tests.inference_release.inference_world import a_run
from tests.inference_world import FERRY
from tests.review_batches import write_batch

TWIN_KO = "The coast guard said that four tonnes of oil had leaked from the ship."
HYPOTHESIS = "The Aurora lost four tonnes of oil, and prosecutors opened an inquiry."

__all__ = ["invited"]


@pytest.fixture
def served(tmp_path):
    """One hypothesis about a Spanish and a Korean document, both with English twins, for one annotator."""
    workspace = Workspace(tmp_path / "w")
    run: InferenceRun = a_run(annotators=1, twins="m2m")
    start_run(workspace.runs, run)
    documents = a_document(FERRY["es"], "es", twin=TWIN_ES), a_document(FERRY["ko"], "ko", twin=TWIN_KO)
    write_batch(workspace, [a_hypothesis(1, HYPOTHESIS, *documents)], f"{RUN}-0001")
    start_twin_reading(workspace.people, share=0.1, seed=0)
    with serving(workspace) as served:
        yield served


def label(walker, key):
    """Press a label's key; returns the decision, once it is kept and nothing is left to do."""
    walker.page.keyboard.press(key)
    walker.says("Nothing is left for you here.")
    return read_decisions(walker.served.workspace.decisions)[-1]


def test_a_reader_of_english_alone_sees_the_twins_only_and_a_reader_of_both_flips_the_label(invited):
    ana = invited("ana", "annotator", {"en": "fluent"})
    expect(document(ana.page, 1)).to_have_text(TWIN_ES, timeout=PATIENCE_MS)
    expect(document(ana.page, 2)).to_have_text(TWIN_KO)
    ana.page.keyboard.press("t")
    ana.page.wait_for_timeout(500)
    assert FERRY["es"][:40] not in ana.page.content()
    ana.picture("twins")
    on_twins = label(ana, "1")
    assert (on_twins.annotator, on_twins.verdict, on_twins.round) == ("ana", "entailment", 1)
    assert ratings(on_twins) == {"view": "twins"}

    lea = invited("lea", "lead", {"es": "native", "ko": "reading", "en": "fluent"})
    expect(document(lea.page, 1)).to_have_text(FERRY["es"], timeout=PATIENCE_MS)
    lea.page.keyboard.press("t")
    lea.page.wait_for_timeout(500)
    expect(document(lea.page, 1)).to_have_text(FERRY["es"])
    again = label(lea, "2")
    assert (again.item, again.annotator, again.verdict, again.round) == (name(1), "lea", "neutral", 2)
    assert ratings(again) == {"view": "originals"}
    lea.go("Adjudicate")
    lea.says("1 disputed")
    lea.says("Annotator 1: entailment · on the English twins")
    lea.says("Annotator 2: neutral · asked again, on the originals")
    lea.go("Lead")
    lea.picture("flips")
    lea.says(f"{RUN}, labels on English twins against the originals")
