r"""The viewer: the one place through which corpus text reaches a page.

`st.markdown` would rewrite it: it strips the backslashes of `\(`, pairs `$5 and $x$` wrongly, fetches remote images
and knows no right-to-left text. The viewer sets text as text and gives formulas to KaTeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from annotate.language_names import language_name
from annotate.textdiff import diff
from review_app.perturbed_fields import added_texts, answers_table, letter, unperturbed
from review_app.segments import segments
from schemas.adversarial import Side
from schemas.records import Finding, Translation
from schemas.review_items import Notice, PerturbedView, ReviewItem

RAW_KEY = "x"
_FOLDER = Path(__file__).parent / "viewer"


@st.cache_resource
def _viewer() -> Any:
    return st.components.v2.component(
        "isogloss_viewer",
        html='<div class="iso-root"></div>',
        css=(_FOLDER / "viewer.css").read_text(encoding="utf-8"),
        js=(_FOLDER / "viewer.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )


def show_pair(
    item: ReviewItem,
    text: Translation,
    notices: Sequence[Notice | Finding],
    *,
    key: str,
    image: Mapping[str, str] | None = None,
    widgets: tuple[str, str] | None = None,
) -> None:
    """Source and translation side by side, with what the checks noticed and where; a page's image beside them.

    `widgets` are the keys of the first and the last button of the item: it is shown when both are there, and no key
    counts before.
    """
    quotes = [quote for notice in notices for quote in notice.quotes]
    shown = {"item": item.item, "notices": _said(notices), "raw_key": RAW_KEY, "image": image, "widgets": widgets}
    if item.perturbed:
        shown |= _perturbed(item, item.perturbed)
    elif item.premise:
        shown["sides"] = [_side("hypothesis", item.premise.hypothesis_language, (text.question,), quotes)]
    else:
        shown["sides"] = [
            _side("source", item.source_language, (item.original, *item.original_choices), quotes),
            _side("translation", item.target_language, (text.question, *text.choices), quotes),
        ]
    _viewer()(key=key, data=shown)


def _perturbed(item: ReviewItem, view: PerturbedView) -> dict[str, Any]:
    """The perturbed question in both languages with the additions marked, and below it the question as it was."""
    texts: list[tuple[Side, str, str, Sequence[str]]] = [
        ("english", item.source_language, item.original, item.original_choices),
        ("target", item.target_language, item.question, item.choices),
    ]
    perturbed = [
        _lettered(_side("perturbed", language, (question, *choices), added_texts(view, side)))
        for side, language, question, choices in texts
    ]
    before = [_side("as it was", language, (question,), ()) for language, question in unperturbed(item, view)]
    return {"sides": [*perturbed, *before], "table": answers_table(item, view)}


def show_changes(before: str, after: str, language: str, notices: Sequence[Notice | Finding], *, key: str) -> None:
    """What a fix changes, and what the checks say of it."""
    changes = [change._asdict() for change in diff(before, after, language=language)]
    _viewer()(key=key, data={"changes": changes, "notices": _said(notices)})


def show_complaint(token: str) -> None:
    """Why a press was not saved.

    Its place is there also when it is empty, so that what follows stays where it is: a block that moves is made anew by
    the browser, and whoever types in a field of it would be pressing shortcuts.
    """
    with st.container():
        if complaint := st.session_state.get(f"complaint-{token}"):
            st.error(complaint)


def _side(what: str, language: str, texts: Iterable[str], quotes: Sequence[str]) -> dict[str, Any]:
    return {
        "label": f"{language_name(language)} · {what}",
        "lang": language,
        "blocks": [segments(text, quotes) for text in texts],
    }


def _lettered(side: dict[str, Any]) -> dict[str, Any]:
    """With the options' letters before them, apart, so that an option's own script gives its direction."""
    question, *choices = side["blocks"]
    options = [[{"raw": f"{letter(number)}. ", "apart": True}, *text] for number, text in enumerate(choices)]
    return side | {"blocks": [question, *options]}


def _said(notices: Sequence[Notice | Finding]) -> list[dict[str, str]]:
    return [{"check": notice.check, "message": notice.message} for notice in notices]
