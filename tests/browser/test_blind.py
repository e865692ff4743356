"""What one annotator's browser receives of another's verdicts: every frame of every socket is searched."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from schemas.decisions import read_decisions
from schemas.invitations import sign
from schemas.people import Private, invite
from tests.browser.serving import serving
from tests.browser.watching import name, wait_for_item
from tests.review_batches import a_workspace, many_items

expect.set_options(timeout=60_000)  # a first page under load
FIX, NOTE, WHY = "고쳐 쓴 문장 하나", "zwei Wörter fehlten", "falsch gerechnet"
DONE = '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
EVERYWHERE = [
    "/",
    "/items",
    "/items?show=all",
    "/?show=all",
    "/?show=disputed",
    "/items?show=disputed",
    *(f"/?item={name(number)}&after=0" for number in (1, 2, 3, 4)),
]


class Reviewer:
    """A person with a browser of their own, and all that it received."""

    def __init__(self, browser, served, pseudonym, role="annotator"):
        self.url, self.journal = served.url, served.workspace.decisions
        self.received = b""
        context = browser.new_context()
        context.set_default_timeout(60_000)
        self.page = context.new_page()
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._keep))
        folder = served.workspace.people
        person = invite(folder, pseudonym, role=role, languages={}, private=Private())
        token = sign(folder, person, "link", expires=int(time.time()) + 3600)
        self.page.goto(f"{served.url}/enter/{token}")

    def _keep(self, frame):
        self.received += frame if isinstance(frame, bytes) else frame.encode()

    def at(self, number):
        self.page.goto(f"{self.url}/?item={name(number)}&after={len(read_decisions(self.journal))}")
        wait_for_item(self.page, name(number))

    def decide(self, button):
        number = len(read_decisions(self.journal)) + 1
        self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_text(f"saved #{number}:")).to_be_visible()

    def look_everywhere(self):
        for address in EVERYWHERE:
            self.page.goto(self.url + address)
            self.page.wait_for_selector(DONE, state="attached")
            self.page.wait_for_timeout(500)

    def holds(self, *words):
        return [word for word in words if word.encode() in self.received]


@pytest.fixture
def served(tmp_path):
    with serving(a_workspace(tmp_path, many_items(4), annotators=2)) as served:
        yield served


def test_nothing_of_another_annotator_comes_before_ones_own_decision(browser, served):
    ben = Reviewer(browser, served, "ben-benson")
    ana = Reviewer(browser, served, "ana-anders")
    ana.at(1)
    ana.page.get_by_label("Fix the translation").fill(FIX)
    ana.page.get_by_label("Note").fill(NOTE)
    ana.decide("Save fix")
    ana.at(2)
    ana.page.get_by_label("Note").fill(WHY)
    ana.decide("mistranslation")
    ana.at(3)
    ana.decide("Accept")
    rows = read_decisions(served.workspace.decisions)
    assert [(row.annotator, row.verdict) for row in rows] == [
        ("ana-anders", verdict) for verdict in ("fix", "reject", "accept")
    ]

    ben.look_everywhere()
    marks = ["ana-anders", FIX, NOTE, WHY, *(row.event for row in rows), *(row.made_at for row in rows)]
    assert ben.holds(*marks, "you said", "revision 1") == []
    assert ben.holds(name(1), name(2), name(3)) == [name(1), name(2), name(3)]
    ana.at(1)
    assert ana.holds(FIX, "you said fix") == [FIX, "you said fix"]


def test_an_item_that_others_decided_shows_an_annotator_nothing_of_how(browser, served):
    ana, eva = (Reviewer(browser, served, pseudonym) for pseudonym in ("ana-anders", "eva-evers"))
    ana.at(1)
    ana.page.get_by_label("Fix the translation").fill(FIX)
    ana.decide("Save fix")
    eva.at(1)
    eva.decide("number")
    ben = Reviewer(browser, served, "ben-benson")
    ben.look_everywhere()
    states = ["disputed", "waiting", "fixed", "rejected"]
    assert ben.holds("ana-anders", "eva-evers", "not asked") == []
    assert ben.holds(*states) == []
    lead = Reviewer(browser, served, "lea", role="lead")
    lead.look_everywhere()
    assert lead.holds("disputed") == ["disputed"]
