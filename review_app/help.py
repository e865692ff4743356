"""The keys: one table for the buttons and for the panel that lists them."""

from __future__ import annotations

import streamlit as st

from review_app.premise_fields import TWIN_KEY
from review_app.showing import RAW_KEY
from schemas.asked import LABEL_REASONS, REASONS
from schemas.inference import LABELS

KEYS = {"accept": "1", "fix": "Ctrl+Enter", "skip": "S", "undo": "U"}
REASON_KEYS = {reason: str(number) for number, reason in enumerate(REASONS, start=2)}
LABEL_KEYS = {label: str(number) for number, label in enumerate(LABELS, start=1)}
LABEL_REASON_KEYS = {reason: str(number) for number, reason in enumerate(LABEL_REASONS, start=4)}


def help_panel(*, labels: bool) -> None:
    """What each key does; `labels` where hypotheses are labelled."""
    verdicts = [
        (KEYS["accept"], "accept"),
        *((key, f"reject: {reason}") for reason, key in REASON_KEYS.items()),
        (KEYS["fix"], "save the fix, also while typing"),
    ]
    labelling = [
        *((key, label) for label, key in LABEL_KEYS.items()),
        *((key, f"reject: {reason}") for reason, key in LABEL_REASON_KEYS.items()),
        (TWIN_KEY.upper(), "a document as it is, or in English"),
    ]
    rows = [
        *(labelling if labels else verdicts),
        (KEYS["skip"], "skip: it comes back at the end"),
        (KEYS["undo"], "undo my last decision"),
        ("← →", "look at the item before or after"),
        (RAW_KEY.upper(), "formulas rendered, or the text as it is"),
    ]
    st.table({"key": [key for key, _ in rows], "does": [does for _, does in rows]}, hide_index=True)
    st.caption("Digits and letters work while no text field has the cursor.")
