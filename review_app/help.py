"""The keys: one table for the buttons and for the panel that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from review_app.premise_fields import TWIN_KEY
from review_app.showing import RAW_KEY
from schemas.asked import APPROVAL, LABELLING, Asked, asked_of
from schemas.run_parameters import Run

KEYS = {"accept": "1", "fix": "Ctrl+Enter", "skip": "S", "undo": "U"}


def verdict_keys(asked: Asked) -> dict[str, str]:
    """A digit for each verdict that a key gives, from 1; a fix is saved otherwise."""
    return {verdict: str(number) for number, verdict in enumerate(_by_digit(asked), start=1)}


def reason_keys(asked: Asked) -> dict[str, str]:
    """A digit for each reason to reject, after those of the verdicts."""
    return {reason: str(number) for number, reason in enumerate(asked.reasons, start=1 + len(_by_digit(asked)))}


def _by_digit(asked: Asked) -> list[str]:
    return [verdict for verdict in asked.verdicts if verdict != "fix"]


def help_panel(runs: Iterable[Run]) -> None:
    """What each key does in a workspace with these runs."""
    kinds = list(dict.fromkeys(asked_of(run) for run in runs)) or [APPROVAL]
    rows = [
        *(row for kind in kinds for row in _of_kind(kind)),
        (KEYS["skip"], "skip: it comes back at the end"),
        (KEYS["undo"], "undo my last decision"),
        ("← →", "look at the item before or after"),
        (RAW_KEY.upper(), "formulas rendered, or the text as it is"),
    ]
    st.table({"key": [key for key, _ in rows], "does": [does for _, does in rows]}, hide_index=True)
    st.caption("Digits and letters work while no text field has the cursor.")


def _of_kind(asked: Asked) -> Iterator[tuple[str, str]]:
    yield from ((key, verdict) for verdict, key in verdict_keys(asked).items())
    yield from ((key, f"reject: {reason}") for reason, key in reason_keys(asked).items())
    if "fix" in asked.verdicts:
        yield KEYS["fix"], "save the fix, also while typing"
    if asked == LABELLING:
        yield TWIN_KEY.upper(), "a document as it is, or in English"
