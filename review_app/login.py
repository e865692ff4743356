"""Who this session belongs to: asked at every script run, because a link may have ended meanwhile.

Three ways, and a workspace has exactly one of them: an identity provider, personal links, or, when nobody was ever
invited, the one person who runs the command.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import streamlit as st

from schemas.faults import Fault
from schemas.invitations import NotInvited, cookie_name, recognise
from schemas.people import Person, find_by_email, load_people, local_person

ANNOTATOR_VARIABLE = "ISOGLOSS_REVIEW_ANNOTATOR"
PROVIDER_VARIABLE = "ISOGLOSS_REVIEW_PROVIDER"
Way = Literal["provider", "link", "local"]


class NotSignedIn(Fault):
    """Nobody, or nobody we know; the message is all that they are told."""


def way_in(folder: Path) -> Way:
    """How people sign in to the workspace whose `people/` this is."""
    if os.environ.get(PROVIDER_VARIABLE):
        return "provider"
    return "link" if load_people(folder) else "local"


def signed_in(folder: Path) -> Person:
    """The person of this session, as they are on record now; raises `NotSignedIn`."""
    way = way_in(folder)
    if way == "local":
        return local_person(os.environ[ANNOTATOR_VARIABLE])
    return _by_email(folder) if way == "provider" else _by_cookie(folder)


def sign_in_page(folder: Path, sentence: str) -> None:
    """All that somebody sees whom we do not know."""
    st.info(sentence, icon=":material/lock:")
    if way_in(folder) != "provider":
        return
    if st.user.is_logged_in:
        st.button("Use another account", on_click=st.logout)
    else:
        st.button("Sign in", on_click=st.login, type="primary")


def leave_button(folder: Path, person: Person) -> None:
    """Who is sitting here, and a way out; nothing for the one person of a local workspace."""
    way = way_in(folder)
    if way == "local":
        return
    st.caption(f"{person.pseudonym}, {person.role}")
    if way == "provider":
        st.button("Sign out", on_click=st.logout, type="tertiary", key="sign-out")
    else:
        st.html('<a href="/leave" target="_self" style="color: inherit">Sign out</a>')


def _by_cookie(folder: Path) -> Person:
    cookie = st.context.cookies.get(cookie_name(folder))
    if cookie is None:
        raise NotSignedIn("Open your personal link: the lead of this project sends it to you.")
    try:
        return recognise(folder, cookie, "cookie")
    except NotInvited as fault:
        raise NotSignedIn(str(fault)) from None


def _by_email(folder: Path) -> Person:
    if not st.user.is_logged_in:
        raise NotSignedIn("Sign in to review.")
    email = st.user.get("email")
    # An address that the provider itself does not vouch for could be anybody's.
    if not isinstance(email, str) or st.user.get("email_verified") is False:
        raise NotSignedIn("Your account has no verified e-mail address: ask the lead of this project.")
    person = find_by_email(folder, email)
    if person is None:
        raise NotSignedIn(f"Nobody was invited as {email}: ask the lead of this project.")
    return person
