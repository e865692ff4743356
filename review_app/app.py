"""The pages, and how one gets from one to the other. Started by `isogloss review WORKSPACE`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from review_app.desk import desk
from review_app.listing_page import listing_page
from review_app.reading_page import reading_page

_VIEWER = Path(__file__).parent / "viewer"


def main() -> None:
    st.set_page_config(page_title="isogloss review", page_icon=_VIEWER / "icon.svg", layout="wide")
    st.html(_VIEWER / "page.css")
    here = desk()
    reading = st.Page(partial(reading_page, here), title="Review", url_path="review", default=True)
    listing = st.Page(partial(listing_page, here, reading), title="Items", url_path="items")
    st.navigation([reading, listing], position="top").run()


main()
