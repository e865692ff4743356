"""The page on which an adjudicator decides where annotators disagree: the least agreed first.

What each said stands side by side, with the time it took; a click adopts it. Names are hidden until asked for.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from annotate.adjudication import agreement_within
from annotate.pace import TOO_QUICK_MS
from review_app import exam_fields
from review_app.desk import Desk
from review_app.fix_fields import translation_fields, typed_translation
from review_app.permissions import NotSaved, may_adjudicate
from review_app.premise_fields import reading, show_premise
from review_app.showing import show_changes, show_complaint, show_pair
from review_app.writing import Press, Said, adjudicate
from schemas.assignment import JUDGED
from schemas.digest import fraction
from schemas.journal import JournalError
from schemas.outcomes import AGAIN, ALONE, revisions, standing
from schemas.records import Decision, Translation, Verdict
from schemas.review_items import ReviewItem
from schemas.twin_reading import TWINS, view_of

SECOND_SHARE = 0.1
"""Share of the adjudicated items that a second adjudicator is shown, blind."""
ADJUDICATION = "adjudication"
"""What was not saved is told above the next item, too, since the page goes on where somebody else was first."""
ERRORS = ("ambiguous text", "guideline gap", "annotator error", "edge case")


class Dispute(NamedTuple):
    item: ReviewItem
    verdicts: list[Decision]
    """The annotators' standing verdicts, in order."""
    texts: list[Translation]
    press: Press
    second: bool
    """Whether somebody adjudicated it already, and this person is asked for an independent opinion."""

    @property
    def token(self) -> str:
        return f"{self.item.item}-{self.press.count}-adjudication"


def adjudication_page(desk: Desk) -> None:
    """What is disputed, and the first of it."""
    with st.sidebar:
        st.toggle("Show names", key="names", value=False)
    _pane(desk)


@st.fragment
def _pane(desk: Desk) -> None:
    desk.refresh()
    first, second = disputed(desk), second_opinions(desk)
    st.caption(f"{len(first):,} disputed · {len(second):,} for a second opinion")
    show_complaint(ADJUDICATION)
    if not first and not second:
        st.success("Nothing is disputed.", icon=":material/check:")
        return
    name = _place([*first, *second])
    dispute = _open(desk, name, second=name not in first)
    st.session_state.setdefault(f"opened-{dispute.token}", time.monotonic())
    st.caption(f"`{dispute.item.item}`" + (" · second opinion: the first is not shown" if dispute.second else ""))
    widgets = (f"error-{dispute.token}", f"otherwise-{dispute.token}")
    if dispute.item.premise:
        show_premise(dispute.item.premise, dispute.token)
    item = dispute.item
    image = exam_fields.picture(desk.workspace, item.page) if item.page else None
    show_pair(item, item.translation, item.findings, key="pair", image=image, widgets=widgets)
    _error_type(dispute)
    for number, decision in enumerate(dispute.verdicts, start=1):
        _verdict(desk, dispute, decision, number)
    _own(desk, dispute)


def _place(open_to_them: Sequence[str]) -> str:
    """The item that is shown: that of the address as long as it is open, whatever more pressing came in meanwhile."""
    wanted = st.query_params.get("item", "")
    name = wanted if wanted in open_to_them else open_to_them[0]
    if name != wanted:
        st.query_params["item"] = name
    return name


def disputed(desk: Desk) -> list[str]:
    """Items that wait for an adjudicator, lowest agreement first."""
    found = [name for name in desk.decided() if _is_disputed(desk, name)]
    return sorted(found, key=lambda name: (agreement_within(desk.standings.of(name)), fraction("dispute", name)))


def _is_disputed(desk: Desk, name: str) -> bool:
    readable = may_adjudicate(desk.person, desk.catalogue.languages_of(name))
    return readable and desk.standings.outcome(name, desk.catalogue.run_of(name)).state == "disputed"


def second_opinions(desk: Desk) -> list[str]:
    """A seeded sample of what others adjudicated and this person has not seen."""
    found = []
    for name in desk.decided():
        readable = may_adjudicate(desk.person, desk.catalogue.languages_of(name))
        if fraction("second adjudicator", name) >= SECOND_SHARE or not readable:
            continue
        speakers = {d.annotator: d.round for d in standing(desk.standings.of(name)) if d.role == "adjudicator"}
        if speakers and desk.annotator not in speakers and 2 not in speakers.values():
            found.append(name)
    return found


def _open(desk: Desk, name: str, *, second: bool) -> Dispute:
    item = desk.catalogue.item(name)
    assert item is not None  # noqa: S101 - `disputed` names items of the catalogue
    decisions = desk.standings.of(name)
    texts = [item.translation, *revisions(decisions, run=item.run)]
    count = sum(decision.annotator == desk.annotator for decision in decisions)
    verdicts = [d for d in standing(decisions) if d.role == "annotator" and d.verdict in JUDGED and d.round != ALONE]
    press = Press(item, 0, count, desk.person, desk.guidelines.version)
    return Dispute(item, verdicts, texts, press, second)


def _error_type(dispute: Dispute) -> None:
    st.segmented_control("Why they differ", ERRORS, key=f"error-{dispute.token}", persist_state="session")


def _verdict(desk: Desk, dispute: Dispute, decision: Decision, number: int) -> None:
    """One annotator's verdict, and the button that adopts it."""
    persons = list(dict.fromkeys(one.annotator for one in dispute.verdicts))
    hidden = f"Annotator {persons.index(decision.annotator) + 1}"
    who = decision.annotator if st.session_state.get("names") else hidden
    seconds = f" · {decision.active_ms / 1000:.0f} s" if decision.active_ms else ""
    hasty = " ⚠ hardly read" if 0 < decision.active_ms < TOO_QUICK_MS else ""
    reason = f" {decision.reason}" if decision.reason else ""
    on = f" on revision {decision.revision}" if decision.revision else ""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{who}**: {decision.verdict}{reason}{on}{_read(decision)}{_picked(decision)}{seconds}{hasty}",
                width="stretch",
            )
            st.button(
                "Adopt",
                key=f"adopt-{decision.event}-{dispute.token}",
                shortcut=str(number) if number < 10 else None,
                on_click=_adopt,
                args=(desk, dispute, decision),
            )
        if decision.verdict == "fix":
            read = dispute.texts[decision.revision]
            before, after = (read.question, *read.choices), (decision.question, *decision.choices)
            language = dispute.item.target_language
            show_changes("\n".join(before), "\n".join(after), language, (), key=f"fix-{decision.event}")
        if decision.note:
            show_changes(decision.note, decision.note, "en", (), key=f"note-{decision.event}")


def _read(decision: Decision) -> str:
    """What was read, where it was not what everybody reads."""
    if decision.round == AGAIN:
        return " · asked again, on the originals"
    return " · on the English twins" if view_of(decision) == TWINS else ""


def _picked(decision: Decision) -> str:
    """The evidence that was picked for a label: units by number, from 1."""
    picked = {rating.question: rating.answer for rating in decision.ratings if rating.question.startswith("evidence")}
    told = [
        f"{question.removeprefix('evidence ')}: {', '.join(str(int(unit) + 1) for unit in units.split(','))}"
        for question, units in sorted(picked.items())
    ]
    return f" · units in document {'; in '.join(told)}" if told else ""


def _own(desk: Desk, dispute: Dispute) -> None:
    """The adjudicator's own label, fix or rejection."""
    token, current = dispute.token, dispute.item.translation
    asked = dispute.item.asked
    if "fix" not in asked.verdicts:
        with st.expander("Decide otherwise", key=f"otherwise-{token}"), st.container(horizontal=True):
            for verdict in asked.verdicts:
                st.button(verdict, key=f"own-{verdict}-{token}", on_click=_own_verdict, args=(desk, dispute, verdict))
            for reason in asked.reasons:
                st.button(reason, key=f"own-{reason}-{token}", on_click=_own_reject, args=(desk, dispute, reason))
        return
    with st.expander("Decide otherwise", key=f"otherwise-{token}"):
        translation_fields(current, token)
        with st.container(horizontal=True):
            st.button("Save fix", key=f"own-fix-{token}", on_click=_own_fix, args=(desk, dispute))
            for reason in asked.reasons:
                st.button(reason, key=f"own-{reason}-{token}", on_click=_own_reject, args=(desk, dispute, reason))


def _adopt(desk: Desk, dispute: Dispute, decision: Decision) -> None:
    if decision.verdict == "reject":
        _write(desk, dispute, Said("reject", reason=decision.reason), revision=decision.revision)
    elif decision.verdict == "fix":
        _write(desk, dispute, Said("accept"), revision=_made_by(decision, desk.standings.of(dispute.item.item)))
    else:
        kept = {one.question: one.answer for one in decision.ratings if one.question.startswith("evidence")}
        _write(desk, dispute, Said(decision.verdict, ratings=kept), revision=decision.revision)


def _own_verdict(desk: Desk, dispute: Dispute, verdict: Verdict) -> None:
    premise = dispute.item.premise
    _write(desk, dispute, Said(verdict, ratings=reading(premise, dispute.token) if premise else {}), revision=0)


def _own_fix(desk: Desk, dispute: Dispute) -> None:
    typed = typed_translation(dispute.item.translation, dispute.token)
    _write(desk, dispute, Said("fix", question=typed.question, choices=typed.choices), revision=0)


def _own_reject(desk: Desk, dispute: Dispute, reason: str) -> None:
    _write(desk, dispute, Said("reject", reason=reason), revision=0)


def _write(desk: Desk, dispute: Dispute, said: Said, *, revision: int) -> None:
    state, token = st.session_state, dispute.token
    looked = time.monotonic() - state.get(f"opened-{token}", time.monotonic())
    error = state.get(f"error-{token}")
    whole = Said(
        said.verdict,
        reason=said.reason,
        question=said.question,
        choices=said.choices,
        ratings={**said.ratings, **({"error": error} if error else {})},
        active_ms=int(1000 * looked),
    )
    press = Press(dispute.item, revision, dispute.press.count, desk.person, dispute.press.guideline)
    try:
        adjudicate(desk.workspace, desk.standings, press, whole, second=dispute.second)
        state.pop(f"complaint-{ADJUDICATION}", None)
    except (NotSaved, JournalError) as fault:
        state[f"complaint-{ADJUDICATION}"] = str(fault)


def _made_by(fix: Decision, decisions: Sequence[Decision]) -> int:
    """The revision that a fix made."""
    fixes = [decision.event for decision in decisions if decision.verdict == "fix"]
    return fixes.index(fix.event) + 1
