"""The filters of the queue. They live in the address, so F5 keeps them and a link shares them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from review_app.catalogue import ORDERS, Wanted
from review_app.desk import Desk

Shown = Literal["to do", "all", "decided by me", "skipped", "disputed"]
SHOWN: tuple[Shown, ...] = ("to do", "all", "decided by me", "skipped", "disputed")
ANY = "any"


def filters(desk: Desk) -> tuple[Wanted, Shown]:
    """The widgets, and what they say."""
    shown: Shown = st.selectbox("Show", SHOWN, key="show", bind="query-params")
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


def matching(desk: Desk, wanted: Wanted, shown: Shown) -> Sequence[str]:
    """Names of the items that are shown, in order."""
    listing = desk.catalogue.listing(wanted)
    if shown == "all":
        return listing
    decided = {decision.item for decision in desk.standings.by(desk.annotator)}
    if shown == "to do":
        return [item for item in listing if is_to_do(desk, item)]
    if shown == "decided by me":
        return [item for item in listing if item in decided and not is_to_do(desk, item)]
    if shown == "skipped":
        return [item for item in listing if item in decided and desk.standings.skipped(item, desk.annotator)]
    return [item for item in listing if desk.standings.outcome(item, desk.catalogue.run_of(item)).state == "disputed"]


def is_to_do(desk: Desk, item: str) -> bool:
    """Whether an item still wants this person's verdict."""
    return desk.standings.to_do(item, desk.catalogue.run_of(item), desk.annotator)
