"""All items as a table: search, filter, and jump to one."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from review_app.desk import Desk
from review_app.filters import filters, is_to_do, matching
from review_app.permissions import may_see_verdicts

A_PAGE = 100


def listing_page(desk: Desk, reading: Any) -> None:
    """A page of the items that match; a click on a row opens it on the reading page."""
    with st.sidebar:
        wanted, shown = filters(desk)
    names = list(matching(desk, wanted, shown))
    pages = max(1, -(-len(names) // A_PAGE))
    st.caption(f"{len(names):,} items")
    page = st.pagination(pages, key=f"page-{pages}") if pages > 1 else 1
    here = names[(page - 1) * A_PAGE : page * A_PAGE]
    if not here:
        st.info("No item matches these filters.", icon=":material/search_off:")
        return
    chosen = st.dataframe(
        _rows(desk, here), hide_index=True, on_select="rerun", selection_mode="single-row", height=640,
        key=f"rows-{page}-{hash(tuple(here))}",
    )  # fmt: skip
    if chosen.selection.rows:
        st.switch_page(reading, query_params={"item": here[chosen.selection.rows[0]]})


def _rows(desk: Desk, names: list[str]) -> pl.DataFrame:
    table = desk.catalogue.table(names)
    states = [_state(desk, name) for name in names]
    return table.select(
        "item",
        pl.Series("state", states),
        _checks_of("findings"),
        pl.col("original").str.slice(0, 160).alias("source"),
        pl.col("question").str.slice(0, 160).alias("translation"),
        pl.col("answer").alias("gold"),
    )


def _state(desk: Desk, item: str) -> str:
    """Where an item stands; to an annotator, whether they decided it: what others said is not theirs to see."""
    if is_to_do(desk, item):
        return "to do"
    if may_see_verdicts(desk.person):
        return desk.standings.outcome(item, desk.catalogue.run_of(item)).state
    return "decided" if desk.standings.judged(item, desk.annotator) else "not asked"


def _checks_of(column: str) -> pl.Expr:
    """Names of the checks that noticed something, each once."""
    names = pl.col(column).list.eval(pl.element().struct.field("check"))
    return names.list.unique(maintain_order=True).list.join(", ")
