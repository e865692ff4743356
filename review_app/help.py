"""The keys: one table for the buttons and for the panel that lists them."""

from __future__ import annotations

import streamlit as st

from review_app.showing import RAW_KEY
from schemas.decision_lines import REASONS

KEYS = {"accept": "1", "fix": "Ctrl+Enter", "skip": "S", "undo": "U"}
REASON_KEYS = {reason: str(number) for number, reason in enumerate(REASONS, start=2)}


def help_panel() -> None:
    """What each key does."""
    rows = [
        (KEYS["accept"], "accept"),
        *((key, f"reject: {reason}") for reason, key in REASON_KEYS.items()),
        (KEYS["fix"], "save the fix, also while typing"),
        (KEYS["skip"], "skip: it comes back at the end"),
        (KEYS["undo"], "undo my last decision"),
        ("← →", "look at the item before or after"),
        (RAW_KEY.upper(), "formulas rendered, or the text as it is"),
    ]
    st.table({"key": [key for key, _ in rows], "does": [does for _, does in rows]}, hide_index=True)
    st.caption("Digits and letters work while no text field has the cursor.")
