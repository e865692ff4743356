"""The page on which a new annotator learns: judge an item, see at once what is right and why, pass at the end.

    /?item=training-3fa9c1d2e4b5      the explanation of that item, when it was judged in this attempt
    /?item=training-result            how the attempt ended

Where the person is follows from the journal and the address: F5 resumes, and a second press changes nothing.
"""

from __future__ import annotations

import time

import streamlit as st

from review_app.desk import Desk
from review_app.help import KEYS, reason_keys
from review_app.permissions import NotPermitted
from review_app.showing import show_complaint, show_pair
from review_app.trainees import answer, is_trained, training_of
from schemas.asked import APPROVAL
from schemas.journal import JournalError
from schemas.training import Attempt, Training, TrainingItem, attempt, is_training

RESULT = "training-result"
LONGEST_LOOK_MS = 5 * 60 * 1000
"""Time on an item beyond this counts as a pause."""


def training_wanted(desk: Desk) -> Training | None:
    """The batch that this person must pass, or still reads about; None when the way is free."""
    read = st.query_params.get("item", "")
    if is_trained(desk.workspace, desk.person, desk.standings.training(desk.annotator)) and not (
        is_training(read) or read == RESULT
    ):
        return None
    return training_of(desk.workspace, desk.person)


def training_page(desk: Desk, training: Training) -> None:
    """One item after another, each explained once it is judged, then the result."""
    with st.sidebar:
        st.markdown(desk.guidelines.text)
        st.caption(f"version {desk.guidelines.version}")
    now, read = attempt(training, desk.standings.training(desk.annotator)), st.query_params.get("item")
    explained = next((item for item in training.items if item.item == read and item.item in now.verdicts), None)
    if explained:
        _explanation(explained, now)
    elif now.complete and (now.passed or read == RESULT):
        _result(now)
    else:
        now = now.next if now.complete else now
        _question(desk, next(item for item in training.items if item.item not in now.verdicts), now)


def _question(desk: Desk, item: TrainingItem, now: Attempt) -> None:
    st.session_state.setdefault(f"opened-{item.item}-{now.number}", time.monotonic())
    st.caption(f"training · item {len(now.verdicts) + 1} of {now.asked} · nothing here enters the dataset")
    show_complaint(f"{item.item}-{now.number}")
    _show(item, now)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        _button(desk, item, now, "")
        st.markdown("or reject:", width="content")
        for reason in reason_keys(APPROVAL):
            _button(desk, item, now, reason)


def _show(item: TrainingItem, now: Attempt) -> None:
    show_pair(item.review_item, item.review_item.translation, (), key=f"pair-{item.item}-{now.number}")


def _button(desk: Desk, item: TrainingItem, now: Attempt, reason: str) -> None:
    st.button(
        reason or "Accept",
        key=f"training-{reason}-{item.item}-{now.number}",
        shortcut=reason_keys(APPROVAL)[reason] if reason else KEYS["accept"],
        type="secondary" if reason else "primary",
        on_click=_press,
        args=(desk, item, now.number, reason),
    )


def _press(desk: Desk, item: TrainingItem, number: int, reason: str) -> None:
    opened = st.session_state.get(f"opened-{item.item}-{number}", time.monotonic())
    looked = min(int(1000 * (time.monotonic() - opened)), LONGEST_LOOK_MS)
    guideline = desk.guidelines.version
    try:
        answer(desk.workspace, desk.person, item, attempt=number, reason=reason, guideline=guideline, active_ms=looked)
    except (NotPermitted, JournalError) as fault:
        st.session_state[f"complaint-{item.item}-{number}"] = str(fault)
        return
    st.query_params["item"] = item.item


def _explanation(item: TrainingItem, now: Attempt) -> None:
    st.caption(f"training · item {len(now.verdicts)} of {now.asked} · {now.right} right so far")
    _show(item, now)
    wanted = "accept it" if item.verdict == "accept" else f"reject it, or mend it ({item.reason})"
    if now.verdicts[item.item]:
        st.success(f"Right: {wanted}.", icon=":material/check:")
    else:
        st.error(f"Not so: {wanted}.", icon=":material/close:")
    st.markdown(item.explanation)
    label, goes_to = ("Result", RESULT) if now.complete else ("Next item", "")
    st.button(label, key=f"after-{item.item}-{now.number}", shortcut="N", type="primary", on_click=_go, args=(goes_to,))


def _result(now: Attempt) -> None:
    score = f"{now.right} of {now.asked} right, and {now.pass_mark:.0%} are needed"
    if now.passed:
        st.success(f"Passed: {score}.", icon=":material/check:")
    else:
        st.warning(f"Not passed: {score}. Read the guidelines at the side once more, then take it again.")
    st.button(
        "Start" if now.passed else "Take it again",
        key=f"from-result-{now.number}",
        shortcut="N",
        type="primary",
        on_click=_go,
        args=("",),
    )


def _go(item: str) -> None:
    if item:
        st.query_params["item"] = item
    else:
        st.query_params.pop("item", None)
