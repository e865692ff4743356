"""What a hypothesis adds to the page: its two documents, whose discourse units are picked as evidence.

CDCL-NLI (section 3.4) has people choose the smallest set of units that settles a hypothesis, from both documents when
both are needed. Who reads the English twins alone picks none: units are pieces of the originals. Nor does who reads one
document alone: what is asked there is the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from annotate.language_names import language_name
from schemas.alone_reading import DOCUMENTS
from schemas.review_items import DocumentView, PremiseView
from schemas.twin_reading import ENGLISH, ORIGINALS, TWINS, is_english

DocumentsShown = Literal["switch", "originals", "twins", "d1", "d2"]
"""Both documents as they are, with their English twins on a switch or without; or the twins and nothing else; or one
document and nothing else."""
TWIN_KEY = "t"
KEY = "premise"
_FOLDER = Path(__file__).parent / "viewer"


@st.cache_resource
def _viewer() -> Any:
    return st.components.v2.component(
        "isogloss_premise",
        html='<div class="iso-root"></div>',
        css=(_FOLDER / "viewer.css").read_text(encoding="utf-8"),
        js=(_FOLDER / "premise.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def show_premise(premise: PremiseView, token: str, which: DocumentsShown = "switch") -> None:
    """Both documents, in their own languages; T shows the English twins, where there are any and they may be shown."""
    if which in DOCUMENTS:
        st.info("You see one of two documents. Label by it alone: what it leaves open is neutral.")
    shown = [_document(number, document, which) for number, document in _read(premise, which)]
    # One viewer for all items: what was picked carries the item's token, and counts for that item alone.
    _viewer()(
        key=KEY,
        data={"token": _token(token, which), "documents": shown, "twin_key": TWIN_KEY},
        on_reading_change=lambda: None,
    )


def _read(premise: PremiseView, which: DocumentsShown) -> list[tuple[int, DocumentView]]:
    """The documents that reach the browser, by number."""
    numbered = list(enumerate(premise.documents, start=1))
    return [numbered[DOCUMENTS.index(which)]] if which in DOCUMENTS else numbered


def _token(token: str, which: DocumentsShown) -> str:
    """A premise is drawn anew, with nothing picked, when other texts of it are shown."""
    return token if which == "switch" else f"{token}-{which}"


def _document(number: int, document: DocumentView, which: DocumentsShown) -> dict[str, Any]:
    if which == "twins":
        return _twin(number, document)
    if which in DOCUMENTS:
        return _alone(number, document)
    if which == "originals":
        document = document.model_copy(update={"twin": ""})
    about = [f"Document {number}", language_name(document.language), document.date]
    about += ["T: English"] if document.twin else []
    return {
        "label": " · ".join(part for part in about if part),
        "lang": document.language,
        "pieces": list(pieces(document)),
        "twin": document.twin,
    }


def _twin(number: int, document: DocumentView) -> dict[str, Any]:
    """The document in English, in one piece that cannot be picked; the original does not reach the browser."""
    language = language_name(document.language)
    told = language if is_english(document.language) else f"{language}, in English translation"
    return _whole((f"Document {number}", told, document.date), ENGLISH, document.twin or document.text)


def _alone(number: int, document: DocumentView) -> dict[str, Any]:
    about = (f"Document {number} alone", language_name(document.language), document.date)
    return _whole(about, document.language, document.text)


def _whole(about: Iterable[str], language: str, text: str) -> dict[str, Any]:
    """A text in one piece that cannot be picked."""
    label = " · ".join(part for part in about if part)
    return {"label": label, "lang": language, "pieces": [{"raw": text, "unit": None}], "twin": ""}


def pieces(document: DocumentView) -> Iterator[dict[str, Any]]:
    """The text cut at its units: `raw` joined is the text; what lies between units has none.

    Cut here, so that no offset crosses the wire: JavaScript counts UTF-16 units and Python code points.
    """
    end = 0
    for number, (start, stop) in enumerate(document.units):
        if start > end:
            yield {"raw": document.text[end:start], "unit": None}
        yield {"raw": document.text[start:stop], "unit": number}
        end = stop
    if end < len(document.text):
        yield {"raw": document.text[end:], "unit": None}


def reading(premise: PremiseView, token: str, which: DocumentsShown = "switch") -> dict[str, str]:
    """The units picked in each document and the view they were read in, as a decision keeps them."""
    if which == "twins":
        return {"view": TWINS}
    if which in DOCUMENTS:
        return {"view": which}
    state = st.session_state.get(KEY)
    given = state.get("reading") if state else None
    given = given if isinstance(given, dict) and given.get("token") == _token(token, which) else {}
    picked = given.get("picked") or {}
    told = {
        f"evidence {number}": _numbers(picked.get(str(number)), len(document.units))
        for number, document in enumerate(premise.documents, start=1)
    }
    return {name: units for name, units in told.items() if units} | {
        "view": "both" if given.get("view") == "both" and which == "switch" else ORIGINALS
    }


def _numbers(given: Any, units: int) -> str:
    """What the browser sent, as far as it names units of the document."""
    numbers = {one for one in given if isinstance(one, int) and 0 <= one < units} if isinstance(given, list) else set()
    return ",".join(map(str, sorted(numbers)))
