"""The lead's page: who is at what, how fast, how far they agree, under which guidelines; and an export."""

from __future__ import annotations

import io
import json
import time
from functools import partial

import polars as pl
import streamlit as st

from annotate.adjudication import adjudications
from annotate.pace import by_annotator, by_guideline, frame_of
from review_app.desk import Desk
from review_app.permissions import may_lead
from schemas.decisions import read_decisions
from schemas.leases import leases
from schemas.records import Decision
from schemas.workspace import Workspace


def lead_page(desk: Desk) -> None:
    """Live; nothing of it is for annotators."""
    if not may_lead(desk.person):
        st.error("This page is for the lead.")
        return
    _tables(desk)
    _export(desk)


@st.fragment(run_every="10s")
def _tables(desk: Desk) -> None:
    desk.refresh()
    decisions = desk.standings.all()
    if not decisions:
        st.info("Nobody has decided anything yet.")
        return
    frame = frame_of(decisions)
    st.subheader("Pace", anchor=False)
    st.dataframe(by_annotator(frame), hide_index=True)
    _states(desk)
    for run in desk.runs.values():
        _adjudicated(desk, run.id)
    st.subheader("At work now", anchor=False)
    st.dataframe(_at_work(desk), hide_index=True)
    st.subheader("Guidelines", anchor=False)
    st.dataframe(by_guideline(frame), hide_index=True)


def _states(desk: Desk) -> None:
    """Items by run and state."""
    rows = []
    for name in desk.standings.items():
        if name in desk.catalogue:
            run = desk.catalogue.run_of(name)
            rows.append((run, desk.standings.outcome(name, run).state))
    table = pl.DataFrame(rows, schema=["source", "state"], orient="row")
    st.subheader("Items decided about", anchor=False)
    st.dataframe(table.group_by("source", "state").len("items").sort("source", "state"), hide_index=True)


def _adjudicated(desk: Desk, run: str) -> None:
    """What became of the items that at least two judged."""
    own = {
        name: desk.standings.of(name)
        for name in desk.standings.items()
        if name in desk.catalogue and desk.catalogue.run_of(name) == run
    }
    found = adjudications(own, annotators=desk.runs[run].annotators)
    if not sum(found.items.values()):
        return
    marks = " · ".join(f"{count:,} {mark}" for mark, count in found.items.items())
    changed = f" · adjudication changed {found.changed:,} of {found.labels:,} labels" if found.labels else ""
    second = f" · second adjudicator agreed on {found.second_same:,} of {found.second:,}" if found.second else ""
    st.markdown(f"**{run}**, judged by two or more: {marks}{changed}{second}")


def _at_work(desk: Desk) -> pl.DataFrame:
    now = time.time()
    rows = [
        (lease.annotator, lease.item, lease.revision, round((lease.expires - now) / 60))
        for lease in leases(desk.workspace.leases)
    ]
    return pl.DataFrame(rows, schema=["annotator", "item", "revision", "minutes left"], orient="row")


def _export(desk: Desk) -> None:
    """Every decision, as it stands in the journal; pseudonyms, no names."""
    st.subheader("Take along", anchor=False)
    with st.container(horizontal=True):
        for ending in ("jsonl", "parquet", "csv"):
            st.download_button(
                f"Decisions as {ending}",
                data=partial(_exported_now, desk.workspace, ending),
                file_name=f"decisions.{ending}",
                key=f"export-{ending}",
            )


def _exported_now(workspace: Workspace, ending: str) -> bytes:
    return exported(read_decisions(workspace.decisions), ending)


def exported(decisions: list[Decision], ending: str) -> bytes:
    """The decisions in one of three formats; lists are JSON text in CSV."""
    if ending == "jsonl":
        return "".join(decision.model_dump_json() + "\n" for decision in decisions).encode()
    rows = [decision.model_dump() for decision in decisions]
    target = io.BytesIO()
    if ending == "parquet":
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(target)
    else:
        flat = [
            row | {name: json.dumps(row[name], ensure_ascii=False) for name in ("choices", "ratings")} for row in rows
        ]
        pl.DataFrame(flat, infer_schema_length=None).write_csv(target)
    return target.getvalue()
