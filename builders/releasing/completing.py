"""The last steps of every release: terms held, files marked, version told, everything read back, and put in its place.

A recipe writes its card, LICENSES.md and provenance.json into a folder, and hands it over with its tables.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.accounts import usage_by_run
from builders.release_folder import file_digests, load_back, swap
from builders.releasing.added_card import Added, errata_text, terms_text, with_added
from builders.releasing.canary import canary, write_marked
from builders.releasing.costs import costs_text
from builders.releasing.dataset_info import with_dataset_info
from builders.releasing.errata import errata
from builders.releasing.private_folder import HeldOut, commitment_of, write_private
from builders.releasing.rights import rights_of
from builders.releasing.stated import stated
from builders.releasing.terms import model_terms, refuse_unpublishable, source_terms
from builders.releasing.versions import Erratum, Held, held, keep, next_version, private_ids_of, versions
from schemas.digest import canonical_json
from schemas.private_share import keep_private_share
from schemas.run_parameters import Run
from schemas.runs import load_runs, run_of
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

PREVIEW_MARK = "-preview"


Tables = Mapping[tuple[str, str], "pa.Table"]
"""By config and split, as the recipe wrote them."""


def complete(
    folder: Path,
    workspace: Workspace,
    tables: Tables,
    *,
    preview: bool,
    held_out: HeldOut,
    digests: Held | None = None,
) -> str:
    """Finish a folder and put it in the place of the release before; returns the version.

    What is held out goes beside it into `private/`, and its share is kept from then on. Raises `ReleaseError` for terms
    that forbid it and for what does not read back, `StatedError` for a bad card.toml. A preview gets the number that a
    release would get, marked, and is not remembered. `digests` are those of the tables, where they are known already.
    """
    digests = held(tables) if digests is None else digests
    added = _added(folder, workspace, tables, digests, held_out, preview=preview)
    write_marked(folder, tables, added.canary)
    _write_texts(folder, added, tables)
    load_back(folder, tables)
    with _beside(workspace) as private:
        write_private(private, held_out, version=added.name, canary=added.canary)
        if held_out.draw.chosen:
            keep_private_share(workspace.private_share, held_out.draw.chosen)
        if not preview:
            keep(workspace, added.history[-1])
        if private.exists():
            swap(private, workspace.private)
    swap(folder, workspace.release)
    return added.name


@contextmanager
def _beside(workspace: Workspace) -> Iterator[Path]:
    """Where what is held out is written before it takes its place."""
    building = workspace.root / ".private.building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _added(
    folder: Path, workspace: Workspace, tables: Tables, digests: Held, held_out: HeldOut, *, preview: bool
) -> Added:
    said, runs = stated(workspace), _runs(workspace, tables)
    terms = source_terms(tables, runs, said)
    refuse_unpublishable(terms)
    rights = rights_of(workspace, runs.values())
    before, found = versions(workspace), errata(workspace)
    prose = _prose(folder, [said.model_dump(), rights, *map(_untold, found)])
    version = next_version(before, digests, prose, found, held_out.remembered)
    history = [*(one for one in before if one.version != version.version), version]
    unseen = frozenset[str]().union(*map(private_ids_of, history))
    return Added(
        history=history,
        name=version.version + PREVIEW_MARK * preview,
        canary=canary(workspace),
        terms=terms,
        models=model_terms(runs.values(), said),
        costs=costs_text(usage_by_run(workspace), dict.fromkeys(run.id for run in runs.values())),
        rights=rights,
        stated=said,
        errata=[one for one in version.errata if one.item not in unseen],
        private=commitment_of(held_out, version, [one for one in version.errata if one.item in unseen]),
    )


def _runs(workspace: Workspace, tables: Tables) -> dict[str, Run]:
    """The run of each config, as it was drafted, by the name of its first row."""
    drafted, found = load_runs(workspace.runs), dict[str, Run]()
    for (config, _split), table in tables.items():
        run = run_of(table["id"][0].as_py(), drafted)
        assert run is not None  # noqa: S101 - rows are named by the run that they are of
        found[config] = run
    return found


def _prose(folder: Path, said: Sequence[Any]) -> str:
    """Digest of all that the version tells beside the rows, as it was before the version was told."""
    found = sha256(canonical_json(said))
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".parquet"):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return f"sha256:{found.hexdigest()}"


def _untold(erratum: Erratum) -> dict[str, str | bool]:
    """An erratum without the versions that tell of it."""
    back = {} if erratum.taken_back is None else {"taken_back": True}
    return erratum.model_dump(exclude={"version", "taken_back"}) | back


def _write_texts(folder: Path, added: Added, tables: Tables) -> None:
    card, licences = folder / "README.md", folder / "LICENSES.md"
    told_of = with_added(card.read_text(encoding="utf-8"), added)
    card.write_text(with_dataset_info(told_of, folder, tables, version=added.history[-1].version), encoding="utf-8")
    with licences.open("a", encoding="utf-8") as file:
        file.write(f"\n# Terms\n\n{terms_text(added)}\n")
    if added.errata:
        (folder / "ERRATA.md").write_text(errata_text(added.errata), encoding="utf-8")
    provenance = folder / "provenance.json"
    told = json.loads(provenance.read_text(encoding="utf-8")) | _told(folder, added)
    provenance.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _told(folder: Path, added: Added) -> dict[str, Any]:
    """What provenance.json says of every release."""
    return {
        "version": added.name,
        "changed": added.history[-1].change.model_dump(mode="json"),
        "errata": [one.model_dump(mode="json", exclude_none=True) for one in added.errata],
        "private": added.private and added.private.model_dump(mode="json"),
        "canary": added.canary,
        "terms": [one.model_dump(mode="json") for one in added.terms],
        "model_terms": dict(added.models),
        "rights": added.rights,
        "unwritten": list(added.stated.unwritten),
        "files": file_digests(folder),
    }
