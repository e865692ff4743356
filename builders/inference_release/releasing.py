"""`isogloss nli release`: the folder, with a balanced config, an unbalanced one, and the test split in English.

release/README.md                                         the card, with the audits
release/LICENSES.md                                       the terms of each source
release/provenance.json                                   parameters, seed, accounts, audits, digests of the files
release/data/itn/train-00000-of-00001.parquet             labels balanced exactly; `validation` and `test` beside it
release/data/itn-unbalanced/train-00000-of-00001.parquet  all that may be released
release/data/itn-english/test-00000-of-00001.parquet      the balanced test split with English documents
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.agreements import agreements
from builders.card import public
from builders.deciding import project
from builders.inference_accounts import inference_accounts
from builders.inference_release.audits import audit
from builders.inference_release.card_statistics import pair_counts
from builders.inference_release.heat_map import draw_heat_map, picture_path
from builders.inference_release.inference_card import CardFacts, groups_of, inference_card
from builders.inference_release.private_pairs import pair_candidates
from builders.inference_release.rows import Row, table_of
from builders.inference_release.run_release import (
    RunRelease,
    SplitCounts,
    events_of,
    private_release_of,
    releasable,
    release_of,
)
from builders.inference_release.splits import SPLITS, split_events
from builders.release_folder import ReleaseError, config_names, licences
from builders.releasing.completing import complete
from builders.releasing.private_draw import PrivateDraw, draw_private
from builders.releasing.private_folder import HeldOut
from builders.releasing.stated import under_terms
from builders.releasing.versions import Held, held
from schemas.inference_runs import InferenceRun
from schemas.records import Record
from schemas.runs import load_inference_runs
from schemas.store import Store
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa


Configs = dict[tuple[str, str], list[Row]]
"""Rows by config and split."""


class Build(Record):
    """What was asked of the release."""

    preview: bool
    require_both: bool
    """Only items that need both documents."""
    seed: int


class Released(Record):
    """What a release of inference pairs holds."""

    folder: Path
    version: str
    preview: bool
    seed: int
    rows: dict[str, dict[str, int]]
    """Of each split of each config."""
    splits: dict[str, tuple[SplitCounts, ...]]
    """By run."""
    machine_labelled: tuple[str, ...]
    """`<config>/<split>` where no label is people's."""
    held_out: dict[str, int]
    """Rows of each `<config>/<split>` that are in `private/`."""


@dataclass(frozen=True)
class Assembled:
    """All runs, without what is held out, and what is."""

    public: list[RunRelease]
    private: list[RunRelease]
    draw: PrivateDraw


def release(
    workspace: Workspace,
    *,
    preview: bool = False,
    require_both: bool = False,
    seed: int | None = None,
    private_share: float | None = None,
) -> Released:
    """Write what people agreed on as a dataset folder; raises `ReleaseError`, and the release before it stays.

    `preview` adds what nobody read, marked so; `require_both` keeps only items that need both documents by the judges;
    `seed` is the first run's unless given. `private_share` of the test split is held out from this release on; raises
    `PrivateShareError` where it cannot be.
    """
    runs = under_terms(load_inference_runs(workspace.runs), workspace)
    if not runs:
        raise ReleaseError(f"{workspace.root} has no inference pairs: draft some with `isogloss nli draft`")
    about = Build(preview=preview, require_both=require_both, seed=runs[0].seed if seed is None else seed)
    assembled = assemble(workspace, runs, about, private_share=private_share)
    released = assembled.public
    configs = configs_of(released)
    if not configs:
        raise ReleaseError(_why_nothing(released, workspace))
    with ThreadPoolExecutor(1) as beside:  # the audits work in processes of their own, and we meanwhile
        auditing = beside.submit(audit, released, seed=about.seed)
        books = inference_accounts(workspace)
        for book in books:
            book.check()
        agreed = agreements(workspace, seed=about.seed)
        tables = {place: table_of(rows) for place, rows in configs.items()}
        digests = held(tables)
        audits = auditing.result()
    facts = CardFacts(
        released=released,
        books=books,
        counts=_row_counts(configs),
        audits=audits,
        agreements=[one for one in agreed if one.run in {run.id for run in runs}],
        preview=preview,
        require_both=require_both,
    )
    private = {place: table_of(rows) for place, rows in configs_of(assembled.private).items()}
    held_out = HeldOut(assembled.draw, private)
    made = _put_in_place(workspace, tables, digests, facts, about, held_out)
    return Released(
        folder=workspace.release,
        version=made,
        preview=preview,
        seed=about.seed,
        rows=_row_counts(configs),
        splits={each.run.id: each.counts for each in released},
        machine_labelled=machine_labelled(configs),
        held_out=held_out.rows,
    )


def assemble(
    workspace: Workspace, runs: Sequence[InferenceRun], about: Build, *, private_share: float | None
) -> Assembled:
    """What is released of each run; an event that several runs share is in one split, or held out, in all of them."""
    with Store(workspace.store).held() as store:
        project(workspace, store)
        splits = split_events({event for run in runs for event in events_of(run, store).values()}, seed=about.seed)
        found = [releasable(run, store, splits, preview=about.preview, require_both=about.require_both) for run in runs]
    candidates = pair_candidates(found, config_names(runs))
    draw = draw_private(workspace, candidates, share=private_share, preview=about.preview)
    public = [release_of(each, draw.items, seed=about.seed) for each in found]
    for each in public:
        for counts in each.counts:
            counts.check()
    return Assembled(public, [private_release_of(each, draw.items, seed=about.seed) for each in found], draw)


def configs_of(released: Sequence[RunRelease]) -> Configs:
    """Rows of every split of every config that has any. Two runs of one source bear the names of the runs."""
    names = config_names([each.run for each in released])
    found: Configs = {}
    for each in released:
        name = names[each.run.id]
        found |= {(name, split): each.balanced[split] for split in SPLITS}
        found |= {(f"{name}-unbalanced", split): each.rows[split] for split in SPLITS}
        found[f"{name}-english", "test"] = each.english
    return {place: rows for place, rows in found.items() if rows}


def machine_labelled(configs: Configs) -> tuple[str, ...]:
    """`<config>/<split>` of those in which no label is people's."""
    return tuple(
        f"{config}/{split}"
        for (config, split), rows in configs.items()
        if not any(row.review_state == "reviewed" for row in rows)
    )


def _put_in_place(
    workspace: Workspace,
    tables: Mapping[tuple[str, str], pa.Table],
    digests: Held,
    facts: CardFacts,
    about: Build,
    held_out: HeldOut,
) -> str:
    """Returns the version."""
    building = workspace.root / ".release.building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir()
        _write_prose(building, facts, about)
        return complete(building, workspace, tables, preview=about.preview, held_out=held_out, digests=digests)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write_prose(folder: Path, facts: CardFacts, about: Build) -> None:
    (folder / "README.md").write_text(inference_card(facts), encoding="utf-8")
    (folder / "LICENSES.md").write_text(licences(facts.sources), encoding="utf-8")
    for (run, origin), rows in groups_of(facts.released).items():
        draw_heat_map(pair_counts(rows), folder / picture_path(run, origin))
    provenance = json.dumps(_provenance(facts, about), ensure_ascii=False, indent=1)
    (folder / "provenance.json").write_text(provenance + "\n", encoding="utf-8")


def _provenance(facts: CardFacts, about: Build) -> dict[str, Any]:
    parameters = [each.run.model_dump(mode="json") for each in facts.released]
    for run in parameters:
        run["source"]["location"] = public(run["source"]["location"])
    return {
        **about.model_dump(mode="json"),
        "versions": {name: version(name) for name in ("isogloss", "datasets", "duckdb", "polars", "scikit-learn")},
        "runs": parameters,
        "accounts": [book.model_dump(mode="json") for book in facts.books],
        "splits": {each.run.id: [counts.model_dump(mode="json") for counts in each.counts] for each in facts.released},
        "audits": facts.audits.model_dump(mode="json"),
    }


def _row_counts(configs: Configs) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for (config, split), rows in configs.items():
        counts.setdefault(config, {})[split] = len(rows)
    return counts


def _why_nothing(released: Sequence[RunRelease], workspace: Workspace) -> str:
    total = Counter[str]()
    for each in released:
        for counts in each.counts:
            total.update(counts.withheld)
    if not total:
        return f"nothing to release, as nothing was written: `isogloss status {workspace.root}` says why"
    withheld = ", ".join(f"{count:,} {why}" for why, count in total.most_common())
    return f"nothing to release ({withheld}): decide about more with `isogloss review`"
