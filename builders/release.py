"""A release: the folder that `publish` uploads, built beside the old one, loaded back, and only then put in its place.

release/README.md                                  the card
release/LICENSES.md                                the terms of each source
release/provenance.json                            every parameter of every run
release/data/gsm8k/test-00000-of-00001.parquet     one folder a config
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.accounts import RunAccounts, accounts
from builders.card import card, public, sources_of
from builders.math_composition import PICTURE, composition, draw_fates
from builders.private_problems import private_part, problem_candidates, public_part
from builders.release_folder import (
    ReleaseError,
    config_names,
    licences,
)
from builders.release_rows import Row, Selected, select
from builders.releasing.completing import complete
from builders.releasing.private_draw import draw_private
from builders.releasing.private_folder import HeldOut
from builders.releasing.stated import under_terms
from schemas.math_runs import MathRun
from schemas.records import Record
from schemas.runs import load_math_runs
from schemas.store import Store
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

SPLIT = "test"

__all__ = ["ReleaseError", "Released", "release"]


class Released(Record):
    """What a release holds."""

    folder: Path
    version: str
    preview: bool
    rows: dict[str, int]
    """Of each config."""
    withheld: dict[str, int]
    """Items that were kept back, by why."""
    held_out: dict[str, int]
    """Rows of each `<config>/<split>` that are in `private/`."""


def release(workspace: Workspace, *, preview: bool = False, private_share: float | None = None) -> Released:
    """Write what people accepted as a dataset folder; `preview` adds clean pairs that nobody read, marked so.

    `private_share` of the rows is held out from this release on; raises `PrivateShareError` where it cannot be.
    """
    books = accounts(workspace)
    for book in books:
        book.check()
    runs = under_terms(load_math_runs(workspace.runs), workspace)
    with Store(workspace.store).held() as store:
        every = {run.id: select(run, store, preview=preview) for run in runs}
    draw = draw_private(workspace, problem_candidates(every, config_names(runs)), share=private_share, preview=preview)
    selected = {run: public_part(chosen, draw) for run, chosen in every.items()}
    private = {run: private_part(chosen, draw) for run, chosen in every.items()}
    withheld = sum((chosen.withheld for chosen in selected.values()), Counter[str]())
    configs = _configs(runs, selected)
    if not configs:
        counts = ", ".join(f"{count} {reason}" for reason, count in withheld.most_common()) or "nothing was drafted"
        raise ReleaseError(f"nothing to release ({counts}): decide about more items with `isogloss decide`")
    building = workspace.root / ".release.building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        _write(building, configs, _released(runs, selected), books, preview=preview)
        held_out = HeldOut(draw, _tables(_configs(runs, private)))
        made = complete(building, workspace, _tables(configs), preview=preview, held_out=held_out)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Released(
        folder=workspace.release,
        version=made,
        preview=preview,
        rows={config: len(rows) for config, rows in configs.items()},
        withheld=dict(withheld.most_common()),
        held_out=held_out.rows,
    )


def _released(runs: Sequence[MathRun], selected: Mapping[str, Selected]) -> list[MathRun]:
    return [run for run in runs if selected[run.id].rows]


def _configs(runs: Sequence[MathRun], selected: Mapping[str, Selected]) -> dict[str, list[Row]]:
    """Rows of each config that has any."""
    named = config_names(runs)
    return {named[run.id]: selected[run.id].rows for run in _released(runs, selected)}


def _tables(configs: Mapping[str, Sequence[Row]]) -> dict[tuple[str, str], pa.Table]:
    return {(config, SPLIT): _table(rows) for config, rows in configs.items()}


def _write(
    folder: Path,
    configs: Mapping[str, list[Row]],
    runs: Sequence[MathRun],
    books: Sequence[RunAccounts],
    *,
    preview: bool,
) -> None:
    folder.mkdir()
    counts = {config: len(rows) for config, rows in configs.items()}
    own = {run.id for run in runs}
    corrected = sum(row.answer != row.source_answer for rows in configs.values() for row in rows)
    own_books = [book for book in books if book.run in own]
    text = card(
        runs,
        own_books,
        counts,
        composition=composition(configs),
        picture=PICTURE,
        corrected=corrected,
        preview=preview,
        version=version("isogloss"),
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
    draw_fates(own_books, folder / PICTURE)
    (folder / "LICENSES.md").write_text(licences(sources_of(runs)), encoding="utf-8")
    provenance = json.dumps(_provenance(runs, books, preview=preview), ensure_ascii=False, indent=1)
    (folder / "provenance.json").write_text(provenance + "\n", encoding="utf-8")


def _table(rows: Sequence[Row]) -> pa.Table:
    import pyarrow as pa

    kinds = {"choices": pa.list_(pa.string()), "original_choices": pa.list_(pa.string())}
    kinds["inclusion_probability"] = pa.float64()
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in Row.model_fields])
    return pa.Table.from_pylist([row.model_dump(mode="json") for row in rows], schema=schema)


def _provenance(runs: Sequence[MathRun], books: Sequence[RunAccounts], *, preview: bool) -> dict[str, Any]:
    parameters = [run.model_dump(mode="json") for run in runs]
    for run in parameters:
        for taken in (run, run["translation"]):
            if taken:
                taken["source"]["location"] = public(taken["source"]["location"])
    return {
        "preview": preview,
        "versions": {name: version(name) for name in ("isogloss", "datasets", "duckdb", "polars")},
        "runs": parameters,
        "accounts": [book.model_dump(mode="json") for book in books],
    }
