"""What an exam page adds to the item: the image of the page, HRM8K's two questions, and the text as it was read.

HRM8K (section 3.2) has people look at two things of each page that a model read: is the content complete, and are the
formulas intact.
"""

from __future__ import annotations

import base64

import streamlit as st

from schemas.review_items import PageView, ReviewItem
from schemas.workspace import Workspace

QUESTIONS = {"complete": "Is the content complete?", "latex": "Are the formulas intact?"}


def picture(workspace: Workspace, page: PageView) -> dict[str, str]:
    """The image as the viewer wants it, within the message: nothing else on this server serves page images."""
    path = workspace.review / page.crop if page.crop else workspace.sources / page.image
    encoded = base64.b64encode(path.read_bytes()).decode()
    kind = "jpeg" if path.suffix.lower() in {".jpg", ".jpeg"} else "png"
    return {"label": _label(page), "url": f"data:image/{kind};base64,{encoded}"}


def _label(page: PageView) -> str:
    parts = [page.exam, page.part, str(page.year or ""), f"no. {page.number}" if page.number else ""]
    if page.error_rate is not None:
        parts.append(f"{page.error_rate:.0%} got it wrong")
    return " · ".join(part for part in parts if part)


def transcription_field(item: ReviewItem, token: str) -> None:
    """The text of the page, to be corrected."""
    label, key = "Correct the text of the page", f"original-{token}"
    st.text_area(label, item.original, key=key, height=100, persist_state="session")


def corrected(item: ReviewItem, token: str) -> str:
    """The corrected text of the page; empty when it was left as it was."""
    typed = str(st.session_state.get(f"original-{token}", item.original)).strip()
    return "" if typed == item.original else typed
