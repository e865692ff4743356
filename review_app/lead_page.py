"""The lead's page: who is at what, how fast, how far they agree, under which guidelines; and an export."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from functools import partial

import polars as pl
import streamlit as st

from annotate.adjudication import Adjudications
from annotate.agreement import AgreementReport
from annotate.agreement.picked import PickedAgreement
from annotate.annotator_quality import quality
from annotate.pace import by_annotator, by_guideline
from review_app import evidence_tables, flip_tables, needs_table
from review_app.agreement_tables import headline, intervals, label_counts, missing, pairs, scopes
from review_app.desk import Desk
from review_app.permissions import may_lead
from schemas.decisions import read_decisions
from schemas.inference import PremiseOrigin
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
    figures = desk.figures
    figures.refresh()
    if figures.decisions.is_empty():
        st.info("Nobody has decided anything yet.")
        return
    st.subheader("Pace", anchor=False)
    shares = {name: st.column_config.NumberColumn(format="percent") for name in ("accepted", "fixed", "rejected")}
    st.dataframe(_headed(by_annotator(figures.decisions)), hide_index=True, column_config=shares)
    st.subheader("Items decided about", anchor=False)
    rows = [(run, state, count) for (run, state), count in figures.states().items()]
    st.dataframe(pl.DataFrame(rows, schema=["source", "state", "items"], orient="row"), hide_index=True)
    st.subheader("Agreement", anchor=False)
    for run in desk.runs:
        _agreement(run, figures.agreement(run))
        _evidence(run, figures.evidence(run))
        _flips(run, figures.flips(run))
        _needs(desk, run, figures.needs(run))
        _adjudicated(run, figures.adjudications(run))
    _known_answers(desk)
    st.subheader("At work now", anchor=False)
    at_work = _at_work(desk)
    if at_work.is_empty():
        st.caption("Nobody has an item open.")
    else:
        st.dataframe(at_work, hide_index=True)
    st.subheader("Guidelines", anchor=False)
    st.dataframe(_headed(by_guideline(figures.decisions)), hide_index=True)


def _agreement(run: str, report: AgreementReport) -> None:
    """Over all, by label and by pair; below 20 source problems counts only."""
    st.markdown(f"**{run}**: {headline(report)}")
    if not report.counts.units:
        return
    if table := scopes(report):
        st.dataframe(table, hide_index=True)
        st.caption(intervals(report))
        with st.expander("By pair of annotators"):
            st.dataframe(pairs(report), hide_index=True)
    else:
        st.caption(label_counts(report))
    for why in missing(report):
        st.caption(why)


def _evidence(run: str, found: Mapping[PremiseOrigin | None, PickedAgreement]) -> None:
    """Native and translated premises apart."""
    for origin, picked in found.items():
        st.markdown(f"**{run}**, evidence, {evidence_tables.headline(picked, origin)}")
        if not picked.report.comparisons:
            continue
        if table := evidence_tables.rows(picked):
            st.dataframe(table, hide_index=True)
            with st.expander("Evidence by pair of annotators", key=f"evidence-{run}-{origin}"):
                st.dataframe(evidence_tables.pairs(picked), hide_index=True)
        st.caption(evidence_tables.basis(picked))
    if len(found) > 1:
        st.caption("The labels above are of all premises: `isogloss agreement` keeps native and translated ones apart.")


def _flips(run: str, found: flip_tables.Flips) -> None:
    """What was judged on English twins and again on the originals."""
    for origin, flips in found.items():
        st.markdown(f"**{run}**, labels on English twins against the originals, {origin or 'all'} premises")
        st.dataframe(flip_tables.rows(flips), hide_index=True)
        st.caption("Items judged again by a reader of both languages, blind. In brackets Wilson's 95 % interval.")


def _needs(desk: Desk, run: str, found: needs_table.NeedsByOrigin) -> None:
    """What was judged from one document alone, of what was drawn for it."""
    if desk.alone is None and not found:
        return
    drawn = desk.alone_sample.drawn(desk.alone) if desk.alone else frozenset[str]()
    own = sum(desk.catalogue.run_of(item) == run for item in drawn)
    st.markdown(f"**{run}**, documents needed, by people who read one alone; items drawn: {own:,}")
    if found:
        st.dataframe(needs_table.rows(found), hide_index=True)
        st.caption("Items with a label that stands. Beside what the judges say: `isogloss agreement`.")


def _headed(table: pl.DataFrame) -> pl.DataFrame:
    """With headings in words, and moments to the minute."""
    moments = [name for name in ("first", "last") if name in table.columns]
    to_the_minute = table.with_columns(pl.col(moments).str.slice(0, 16).str.replace("T", " "))
    return to_the_minute.rename(lambda name: f"{name}, UTC" if name in moments else name.replace("_", " "))


def _adjudicated(run: str, found: Adjudications) -> None:
    """What became of the items that at least two judged."""
    if not sum(found.items.values()):
        return
    marks = " · ".join(f"{count:,} {mark}" for mark, count in found.items.items())
    changed = f" · adjudication changed {found.changed:,} of {found.labels:,} labels" if found.labels else ""
    second = f" · second adjudicator agreed on {found.second_same:,} of {found.second:,}" if found.second else ""
    st.markdown(f"**{run}**, judged by two or more: {marks}{changed}{second}")


def _known_answers(desk: Desk) -> None:
    """How well each annotator judged the hidden items whose right verdict is known."""
    expected = {item: known.expected for item, known in desk.catalogue.known().items()}
    if not expected:
        return
    st.subheader("Known answers", anchor=False)
    decisions = [decision for item in expected for decision in desk.standings.of(item)]
    rows = [
        {"annotator": one.annotator, "sensitivity": str(one.sensitivity), "specificity": str(one.specificity)}
        for one in quality(decisions, expected)
    ]
    st.dataframe(rows, hide_index=True)


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
