"""Questions with yes and no that a page asks beside the verdict; the answers are the decision's ratings."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def ask_beside(questions: Mapping[str, str], token: str) -> None:
    """The questions, by the name that their answer is kept under."""
    with st.container(horizontal=True, gap="medium"):
        for name, wording in questions.items():
            st.segmented_control(wording, ["yes", "no"], key=f"{name}-{token}", persist_state="session")


def answered_beside(questions: Mapping[str, str], token: str) -> dict[str, str]:
    """The answers given so far."""
    answers = {name: st.session_state.get(f"{name}-{token}") for name in questions}
    return {name: answer for name, answer in answers.items() if answer}
