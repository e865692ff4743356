"""The fields in which a translation is mended, question and options, for annotators and adjudicators alike."""

from __future__ import annotations

import streamlit as st

from review_app.perturbed_fields import letter
from schemas.records import Translation


def translation_fields(current: Translation, token: str) -> None:
    """What is typed is still there after a look at another item, or at another page."""
    st.text_area("Fix the translation", current.question, key=f"text-{token}", height=100, persist_state="session")
    for number, choice in enumerate(current.choices):
        st.text_input(f"Option {letter(number)}", choice, key=f"choice-{number}-{token}", persist_state="session")


def typed_translation(current: Translation, token: str) -> Translation:
    """The text as it stands in the fields."""
    state = st.session_state
    choices = [state.get(f"choice-{n}-{token}", choice) for n, choice in enumerate(current.choices)]
    question = state.get(f"text-{token}", current.question)
    return current.model_copy(update={"question": question, "choices": tuple(choices)})
