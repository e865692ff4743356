"""The filters of the queue. They live in the address, so F5 keeps them and a link shares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from review_app.catalogue import ORDERS, Wanted
from review_app.desk import Desk
from review_app.permissions import may_see_verdicts

Shown = Literal["to do", "all", "decided by me", "skipped", "disputed"]
SHOWN: tuple[Shown, ...] = ("to do", "all", "decided by me", "skipped", "disputed")
ANY = "any"


def filters(desk: Desk) -> tuple[Wanted, Shown]:
    """The widgets, and what they say."""
    shown: Shown = st.selectbox("Show", shown_to(desk), key="show", bind="query-params")
    text = st.text_input("Search", key="text", bind="query-params", placeholder="in source, translation, identifier")
    order = st.selectbox("Order", ORDERS, key="order", bind="query-params")
    runs = desk.catalogue.runs()
    run = st.selectbox("Source", [ANY, *runs], key="run", bind="query-params") if len(runs) > 1 else ANY
    check = st.selectbox("Finding", [ANY, "of any check", *desk.catalogue.checks()], key="check", bind="query-params")
    wanted = Wanted(
        run="" if run == ANY else run,
        check={ANY: "", "of any check": "any"}.get(check, check),
        text=(text or "").strip(),
        order=order,
        seed=desk.annotator,
    )
    return wanted, shown


def shown_to(desk: Desk) -> tuple[Shown, ...]:
    """What may be chosen: that others disagree is nothing an annotator may know."""
    return SHOWN if may_see_verdicts(desk.person) else tuple(shown for shown in SHOWN if shown != "disputed")


def matching(desk: Desk, wanted: Wanted, shown: Shown) -> Sequence[str]:
    """Names of the items that are shown, in order."""
    listing = desk.catalogue.listing(wanted)
    if shown == "all":
        return listing
    decided = {decision.item for decision in desk.standings.by(desk.annotator)}
    if shown == "to do":
        spoken = desk.standings.spoken_of()
        open_to_all = desk.reads_all  # then nothing is to be asked about an item nobody spoke of: they may be 100,000
        found = [item for item in listing if (open_to_all and item not in spoken) or is_to_do(desk, item)]
        return _still_to_do(desk, found)
    if shown == "decided by me":
        return [item for item in listing if item in decided and not is_to_do(desk, item)]
    if shown == "skipped":
        return [item for item in listing if item in decided and desk.standings.skipped(item, desk.annotator)]
    return [item for item in listing if desk.standings.outcome(item, desk.catalogue.run_of(item)).state == "disputed"]


def in_turn(desk: Desk, wanted: Wanted) -> Sequence[str]:
    """Items in the order in which a person is sent to them: one with a known answer comes when it is due."""
    listing = desk.catalogue.listing(wanted)
    runs = sorted({row.run for row in desk.catalogue.known().values()})
    due = {desk.standings.due(run, desk.annotator) for run in runs}
    return [*(item for item in listing if item in due), *listing] if due - {None} else listing


def _still_to_do(desk: Desk, items: list[str]) -> list[str]:
    """Items with known answers are to do as long as others are; at the end those that nobody will be sent to go."""
    known = desk.catalogue.known()
    if not known or any(item not in known for item in items):
        return items
    return [item for item in items if desk.standings.open(item, desk.catalogue.run_of(item), desk.annotator)]


def is_to_do(desk: Desk, item: str) -> bool:
    """Whether an item still wants this person's verdict."""
    if desk.is_wanted_again(item) or desk.is_wanted_alone(item):
        return True
    return desk.reads(item) and desk.standings.to_do(item, desk.catalogue.run_of(item), desk.annotator)
