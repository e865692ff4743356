"""`isogloss adversarial release`: the folder, with one config a run and language, or several by their licences.

release/README.md                                    the card, with the evidence and its controls
release/LICENSES.md                                  the terms of each source
release/provenance.json                              parameters, accounts, evidence, digests of the files
release/images/arc-adversarial-affinity.png          which languages fail the same questions, if any were compared
release/data/arc-ko/test-00000-of-00001.parquet      the accepted pairs of English and Korean

There is no split but `test`: pairs of one seed resemble each other, in all languages, and none may be trained on that
another is tested with.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.adversarial.accounts import adversarial_accounts
from builders.adversarial.evidence.affinity_picture import draw_affinities
from builders.adversarial.release.card import CardFacts, adversarial_card, picture_path
from builders.adversarial.release.private_pairs import adversarial_candidates, private_rows, public_part
from builders.adversarial.release.rows import table_of
from builders.adversarial.release.run_release import ReleasedPairs, RunRelease, release_of
from builders.adversarial.report import report
from builders.agreements import agreements
from builders.card import public
from builders.release_folder import ReleaseError, licences
from builders.releasing.completing import complete
from builders.releasing.private_draw import draw_private
from builders.releasing.private_folder import HeldOut
from builders.releasing.stated import stated, under_terms
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Record
from schemas.runs import load_adversarial_runs
from schemas.store import Store
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

SPLIT = "test"


class Released(Record):
    """What a release of adversarial pairs holds."""

    folder: Path
    version: str
    preview: bool
    rows: dict[str, int]
    """Of each config."""
    pairs: dict[str, tuple[ReleasedPairs, ...]]
    """By run, a language after the other."""
    held_out: dict[str, int]
    """Rows of each `<config>/<split>` that are in `private/`."""


def release(workspace: Workspace, *, preview: bool = False, private_share: float | None = None) -> Released:
    """Write what people accepted as a dataset folder; raises `ReleaseError`, and the release before it stays.

    `preview` adds what nobody read, marked so. `private_share` of the pairs is held out from this release on; raises
    `PrivateShareError` where it cannot be.
    """
    runs = under_terms(load_adversarial_runs(workspace.runs), workspace)
    if not runs:
        raise ReleaseError(f"{workspace.root} has no adversarial pairs: find some with `isogloss adversarial draft`")
    every = _facts(workspace, runs, preview=preview)
    candidates = adversarial_candidates(every.released)
    draw = draw_private(workspace, candidates, share=private_share, preview=preview)
    facts = replace(every, released=[public_part(each, draw) for each in every.released])
    tables = {config: table_of(rows) for each in facts.released for config, rows in each.rows.items() if rows}
    if not tables:
        raise ReleaseError(f"nothing to release ({_withheld(facts)}): decide about more with `isogloss review`")
    private = {(config, SPLIT): table_of(rows) for config, rows in private_rows(every.released, draw).items()}
    held_out = HeldOut(draw, private)
    made = _put_in_place(workspace, tables, facts, held_out)
    return Released(
        folder=workspace.release,
        version=made,
        preview=preview,
        rows={config: table.num_rows for config, table in tables.items()},
        pairs={each.run.id: each.counts for each in facts.released},
        held_out=held_out.rows,
    )


def _facts(workspace: Workspace, runs: Sequence[AdversarialRun], *, preview: bool) -> CardFacts:
    books = adversarial_accounts(workspace)
    for book in books:
        book.check()
    evidence, terms = report(workspace), stated(workspace).terms
    with Store(workspace.store).held() as store:
        released = [
            release_of(run, store, found, terms, preview=preview) for run, found in zip(runs, evidence, strict=True)
        ]
    for each in released:
        for counts in each.counts:
            counts.check()
    _require_own_configs(released)
    own = {run.id for run in runs}
    agreed = [one for one in agreements(workspace, seed=runs[0].seed) if one.run in own]
    return CardFacts(released=released, books=books, agreements=agreed, preview=preview)


def _require_own_configs(released: Sequence[RunRelease]) -> None:
    """Raise `ReleaseError` where the rows of one run would take the place of another's."""
    runs: dict[str, str] = {}
    for each in released:
        for config in each.rows:
            if (first := runs.setdefault(config, each.run.id)) != each.run.id:
                raise ReleaseError(
                    f"{first} and {each.run.id} would both be config {config}: draft one of them into another "
                    "--workspace, or with another --name"
                )


def _put_in_place(workspace: Workspace, tables: Mapping[str, pa.Table], facts: CardFacts, held_out: HeldOut) -> str:
    """Returns the version."""
    building = workspace.root / ".release.building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        building.mkdir()
        _write_prose(building, facts)
        read_back = {(config, SPLIT): table for config, table in tables.items()}
        return complete(building, workspace, read_back, preview=facts.preview, held_out=held_out)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write_prose(folder: Path, facts: CardFacts) -> None:
    (folder / "README.md").write_text(adversarial_card(facts), encoding="utf-8")
    (folder / "LICENSES.md").write_text(licences(facts.sources), encoding="utf-8")
    for each in facts.released:
        if each.evidence.affinities:
            draw_affinities(each.evidence.affinities, folder / picture_path(each.run))
    provenance = json.dumps(_provenance(facts), ensure_ascii=False, indent=1)
    (folder / "provenance.json").write_text(provenance + "\n", encoding="utf-8")


def _provenance(facts: CardFacts) -> dict[str, Any]:
    return {
        "preview": facts.preview,
        "versions": {name: version(name) for name in ("isogloss", "datasets", "duckdb", "polars", "scipy")},
        "runs": [_parameters(each) for each in facts.released],
        "accounts": [book.model_dump(mode="json") for book in facts.books],
        "pairs": {each.run.id: [counts.model_dump(mode="json") for counts in each.counts] for each in facts.released},
        "evidence": {each.run.id: each.evidence.model_dump(mode="json") for each in facts.released},
    }


def _parameters(each: RunRelease) -> dict[str, Any]:
    parameters = each.run.model_dump(mode="json")
    parameters["source"]["location"] = public(parameters["source"]["location"])
    return parameters


def _withheld(facts: CardFacts) -> str:
    total = Counter[str]()
    for each in facts.released:
        for counts in each.counts:
            total.update(counts.withheld)
    return ", ".join(f"{count:,} {why}" for why, count in total.most_common()) or "no pair was found"
