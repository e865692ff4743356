"""The pages, and how one gets from one to the other. Started by `isogloss review WORKSPACE`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from review_app.adjudication_page import adjudication_page
from review_app.desk import desk, workspace_here
from review_app.lead_page import lead_page
from review_app.listing_page import listing_page
from review_app.login import NotSignedIn, leave_button, sign_in_page
from review_app.permissions import may_lead, may_see_verdicts
from review_app.reading_page import reading_page
from review_app.training_page import training_page, training_wanted

_VIEWER = Path(__file__).parent / "viewer"


def main() -> None:
    st.set_page_config(page_title="isogloss review", page_icon=_VIEWER / "icon.svg", layout="wide")
    st.html(_VIEWER / "page.css")
    try:
        here = desk()
    except NotSignedIn as nobody:
        door = partial(sign_in_page, workspace_here().people, str(nobody))
        st.navigation([st.Page(door, title="Sign in", url_path="sign-in")], position="hidden").run()
        return
    if training := training_wanted(here):
        learning = st.Page(partial(training_page, here, training), title="Training", url_path="training", default=True)
        st.navigation([learning], position="hidden").run()
        with st.sidebar:
            leave_button(here.workspace.people, here.person)
        return
    reading = st.Page(partial(reading_page, here), title="Review", url_path="review", default=True)
    listing = st.Page(partial(listing_page, here, reading), title="Items", url_path="items")
    pages = [reading, listing]
    if may_see_verdicts(here.person):
        pages.append(st.Page(partial(adjudication_page, here), title="Adjudicate", url_path="adjudicate"))
    if may_lead(here.person):
        pages.append(st.Page(partial(lead_page, here), title="Lead", url_path="lead"))
    st.navigation(pages, position="top").run()
    with st.sidebar:
        leave_button(here.workspace.people, here.person)


main()
