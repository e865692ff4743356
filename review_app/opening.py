"""Which item a person finds on the reading page, in which revision, and with which press their verdict is kept."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from annotate.checks import check, pair_of
from review_app.catalogue import Wanted
from review_app.desk import Desk
from review_app.filters import Shown, in_turn, matching
from review_app.position import Position, position, to_claim
from review_app.premise_fields import DocumentsShown
from review_app.writing import Press
from schemas.alone_reading import DOCUMENTS
from schemas.leases import claim
from schemas.math_runs import MathRun
from schemas.outcomes import AGAIN, ALONE, original_at, revisions
from schemas.records import Finding, Translation
from schemas.review_items import Notice, ReviewItem


class Opened(NamedTuple):
    """An item as this person finds it."""

    item: ReviewItem
    text: Translation
    """The revision that this person judges."""
    press: Press
    shown: DocumentsShown
    """What of a hypothesis' documents."""

    @property
    def token(self) -> str:
        """Part of every widget's key: what was typed for one item can never land on another."""
        return f"{self.item.item}-{self.press.revision}-{self.press.count}"


def where_they_are(desk: Desk) -> Position:
    """By the address and the journal."""
    after = st.query_params.get("after", "")
    return position(
        desk.standings.by(desk.annotator),
        st.query_params.get("item"),
        int(after) if after.isdecimal() and len(after) < 16 else None,
        highest=desk.standings.seq,
    )


def remember(item: str, after: int) -> None:
    """Put the place into the address."""
    if st.query_params.get("item") != item or st.query_params.get("after") != str(after):
        st.query_params["item"], st.query_params["after"] = item, str(after)


def next_name(desk: Desk, wanted: Wanted, shown: Shown) -> str | None:
    """What comes next; an item to judge is leased, so that nobody else is sent to it meanwhile."""
    if shown != "to do":
        return next(iter(matching(desk, wanted, shown)), None)
    candidates = to_claim(
        in_turn(desk, wanted),
        desk.open,
        lambda item: desk.standings.skipped(item, desk.annotator),
    )
    found = claim(desk.workspace.leases, desk.annotator, candidates)
    return found.item if found else None


def open_item(desk: Desk, name: str) -> Opened | None:
    """The item in the revision that is wanted of this person; None when no batch holds it."""
    item = desk.catalogue.item(name)
    if item is None:
        return None
    decisions = desk.standings.of(name)
    texts = [item.translation, *revisions(decisions, run=item.run)]
    wanted = desk.standings.wanted(name, item.run, desk.annotator)
    unasked = len(texts) - 1 if desk.sees_fixes(name) else 0
    revision = unasked if wanted is None else wanted
    count = sum(decision.annotator == desk.annotator for decision in decisions)
    source = original_at(decisions, revision, item.original)
    item = item.model_copy(update={"original": source})
    asked_in = desk.round_of(name)
    press = Press(item, revision, count, desk.person, desk.guidelines.version, desk.turns, asked_in)
    return Opened(item, texts[revision], press, _documents_shown(desk, name, asked_in))


def _documents_shown(desk: Desk, name: str, asked_in: int) -> DocumentsShown:
    if asked_in == ALONE and (view := desk.view_alone(name)):
        return view
    if asked_in == AGAIN:
        return "originals"
    return "twins" if desk.reads_twins(name) else "switch"


def notices_of(desk: Desk, opened: Opened) -> tuple[Notice | Finding, ...]:
    """What the checks noticed about the revision that is shown."""
    if opened.shown in DOCUMENTS:  # a finding may quote the other document
        return ()
    if opened.press.revision == opened.item.revision:
        return opened.item.findings
    return checked(desk, opened.item, opened.text)


def checked(desk: Desk, item: ReviewItem, text: Translation) -> tuple[Finding, ...]:
    """What the checks notice about a text that a person wrote."""
    run = desk.runs[item.run]
    return check(pair_of(item.problem, text, run)) if isinstance(run, MathRun) else ()
