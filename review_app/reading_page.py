"""The page on which one person reads one item after another and decides.

A callback reads what was typed, makes ONE write that may safely be repeated, and nothing else: a script run can be cut
off at any line, also inside a callback. Where the person is follows from the journal and the address (`position`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from review_app import exam_fields, perturbed_fields
from review_app.catalogue import Wanted
from review_app.desk import Desk
from review_app.filters import Shown, filters, matching
from review_app.fix_fields import translation_fields, typed_translation
from review_app.help import KEYS, help_panel, reason_keys, verdict_keys
from review_app.opening import Opened, checked, next_name, notices_of, open_item, remember, where_they_are
from review_app.permissions import NotSaved
from review_app.perturbed_fields import letter
from review_app.position import neighbour
from review_app.premise_fields import reading, show_premise
from review_app.showing import show_changes, show_complaint, show_pair
from review_app.side_questions import answered_beside, ask_beside
from review_app.writing import Said, submit, undo
from schemas.assignment import NoPlaceLeftError
from schemas.journal import JournalError
from schemas.leases import heartbeat
from schemas.records import Decision
from schemas.review_items import ReviewItem

LONGEST_LOOK_MS = 5 * 60 * 1000
"""Time on an item beyond this counts as a pause."""


def reading_page(desk: Desk) -> None:
    """Filters at the side, the item in the middle."""
    with st.sidebar:
        queue, guidelines, keys = st.tabs(["Queue", "Guidelines", "Keys"])
        with queue:
            wanted, shown = filters(desk)
            place_for_progress = st.empty()
        with guidelines:
            st.markdown(desk.guidelines.text)
            st.caption(f"version {desk.guidelines.version}")
        with keys:
            help_panel(desk.runs.values())
    _pane(desk, wanted, shown)
    with place_for_progress:
        _progress(desk, wanted)


@st.fragment
def _pane(desk: Desk, wanted: Wanted, shown: Shown) -> None:
    desk.refresh()
    where = where_they_are(desk)
    name = where.item or next_name(desk, wanted, shown)
    if name is None:
        _nothing_left(desk, wanted, shown)
        return
    opened = open_item(desk, name)
    if opened is None:
        st.info(f"No item {name} is in this workspace. It may come with the next batch.", icon=":material/search_off:")
        st.button("Next item", on_click=_go, args=(None, desk.standings.seq), shortcut="N")
        return
    remember(name, where.after)
    heartbeat(desk.workspace.leases, desk.annotator, name)
    _item(desk, opened, wanted, shown)


def _item(desk: Desk, opened: Opened, wanted: Wanted, shown: Shown) -> None:
    st.session_state.setdefault(f"opened-{opened.token}", time.monotonic())
    _headline(desk, opened)
    show_complaint(opened.token)
    page = opened.item.page
    image = exam_fields.picture(desk.workspace, page) if page else None
    # One viewer for all items, since to start one takes as long as all the rest. It holds nothing that a person typed.
    widgets = (f"{opened.item.asked.verdicts[0]}--{opened.token}", f"Next-{opened.token}")
    if opened.item.premise:
        show_premise(opened.item.premise, opened.token, opened.shown)
    show_pair(opened.item, opened.text, notices_of(desk, opened), key="pair", image=image, widgets=widgets)
    ask_beside(_questions(opened.item), opened.token)
    _verdicts(desk, opened)
    if "fix" in opened.item.asked.verdicts:
        _fix(desk, opened)
    else:
        _note(opened.token)
    _moves(desk, opened, wanted, shown)


def _questions(item: ReviewItem) -> Mapping[str, str]:
    """What is asked beside the verdict."""
    if item.page:
        return exam_fields.QUESTIONS
    return perturbed_fields.QUESTIONS if item.perturbed else {}


def _headline(desk: Desk, opened: Opened) -> None:
    own = [decision for decision in desk.standings.of(opened.item.item) if decision.annotator == desk.annotator]
    last = desk.standings.last_of(desk.annotator)
    said = f" · you said {own[-1].verdict}" if own else ""
    saved = f" · saved #{last.seq}: {last.verdict}" if last else ""
    revision = f" · revision {opened.press.revision}" if opened.press.revision else ""
    gold = f" · gold **{_plain(_gold(opened.item))}**" if opened.item.answer else ""
    st.caption(f"`{opened.item.item}`{gold}{revision}{said}{saved}")


def _gold(item: ReviewItem) -> str:
    """A right option by its letter, as options are shown."""
    return letter(int(item.answer)) if item.perturbed else item.answer


def _plain(text: str) -> str:
    """A gold answer inside our own Markdown: its signs are escaped, its length bounded."""
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]()<>#+-!|$:~" else letter for letter in text[:60])


def _verdicts(desk: Desk, opened: Opened) -> None:
    """A button for each verdict, and for each reason to reject."""
    asked = opened.item.asked
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        for verdict, key in verdict_keys(asked).items():
            label = "Accept" if verdict == "accept" else verdict
            _button(label, key, desk, opened, verdict, kind="primary")
        st.markdown("or reject:", width="content")
        for reason, key in reason_keys(asked).items():
            _button(reason, key, desk, opened, "reject", reason)


def _note(token: str) -> None:
    hint = "for whoever reads this next"
    st.text_input("Note", key=f"note-{token}", placeholder=hint, width=420, persist_state="session")


def _button(
    label: str, key: str, desk: Desk, opened: Opened, verdict: str, reason: str = "", *, kind: str = "secondary"
) -> None:
    st.button(
        label,
        key=f"{verdict}-{reason}-{opened.token}",
        shortcut=key,
        type=kind,  # type: ignore[arg-type]
        on_click=_press,
        args=(desk, opened, verdict, reason),
    )


def _fix(desk: Desk, opened: Opened) -> None:
    language, token, current = opened.item.target_language, opened.token, opened.text
    if opened.item.page:
        exam_fields.transcription_field(opened.item, token)
    translation_fields(current, token)
    fixed = typed_translation(current, token)
    with st.container():  # a place also for no changes: see `show_complaint`
        if (fixed.question, fixed.choices) != (current.question, current.choices):
            before, after = "\n".join((current.question, *current.choices)), "\n".join((fixed.question, *fixed.choices))
            noticed = checked(desk, opened.item, fixed)
            show_changes(before, after, language, noticed, key=f"changes-{token}")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _note(token)
        _button("Save fix", KEYS["fix"], desk, opened, "fix")


def _moves(desk: Desk, opened: Opened, wanted: Wanted, shown: Shown) -> None:
    listing = matching(desk, wanted, shown)
    before, after = (neighbour(listing, opened.item.item, step) for step in (-1, 1))
    with st.container(horizontal=True, gap="xsmall"):
        _button("Skip", KEYS["skip"], desk, opened, "skip", kind="tertiary")
        last = desk.standings.last_of(desk.annotator)
        st.button(
            "Undo",
            key=f"undo-{opened.token}-{last.event if last else ''}",
            shortcut=KEYS["undo"],
            type="tertiary",
            disabled=last is None,
            on_click=_take_back,
            args=(desk, opened, last),
        )
        for label, key, item in (("Previous", "ArrowLeft", before), ("Next", "ArrowRight", after)):
            st.button(
                label,
                key=f"{label}-{opened.token}",
                shortcut=key,
                type="tertiary",
                disabled=item is None,
                on_click=_go,
                args=(item, desk.standings.seq),
            )


def _press(desk: Desk, opened: Opened, verdict: str, reason: str) -> None:
    state, token = st.session_state, opened.token
    typed = typed_translation(opened.text, token) if verdict == "fix" else None
    looked = time.monotonic() - state.get(f"opened-{token}", time.monotonic())
    said = Said(
        verdict,  # type: ignore[arg-type]
        reason=reason,
        question=typed.question if typed else None,
        choices=typed.choices if typed else None,
        original=exam_fields.corrected(opened.item, token) if verdict == "fix" else "",
        note=state.get(f"note-{token}", ""),
        ratings=reading(opened.item.premise, token, opened.shown)
        if opened.item.premise
        else answered_beside(_questions(opened.item), token),
        active_ms=min(int(1000 * looked), LONGEST_LOOK_MS),
    )
    try:
        submit(desk.workspace, desk.standings, opened.press, said)
    except (NotSaved, NoPlaceLeftError, JournalError) as fault:
        state[f"complaint-{token}"] = str(fault)


def _take_back(desk: Desk, opened: Opened, last: Decision) -> None:
    try:
        if item := desk.catalogue.item(last.item):
            undo(desk.workspace, desk.standings, item, last.event, desk.person)
    except (NotSaved, JournalError) as fault:
        st.session_state[f"complaint-{opened.token}"] = str(fault)


def _go(item: str | None, after: int) -> None:
    if item is None:
        st.query_params.pop("item", None)
    else:
        st.query_params["item"] = item
    st.query_params["after"] = str(after)


def _nothing_left(desk: Desk, wanted: Wanted, shown: Shown) -> None:
    if not len(desk.catalogue):
        st.info("No review batch is here yet: it comes with the first 500 drafted items, or at the end of the draft.")
    elif shown == "to do" and desk.catalogue.listing(wanted):
        st.success("Nothing is left for you here.", icon=":material/check:")
    else:
        st.info("No item matches these filters.", icon=":material/search_off:")


@st.fragment(run_every="5s")
def _progress(desk: Desk, wanted: Wanted) -> None:
    desk.refresh()
    listing = desk.catalogue.listing(wanted)
    left = len(matching(desk, wanted, "to do"))
    done = len(listing) - left
    st.progress(done / len(listing) if listing else 0.0, text=f"{done:,} of {len(listing):,} done, {left:,} to do")
