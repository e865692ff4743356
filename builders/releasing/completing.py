"""The last steps of every release: terms held, files marked, version told, everything read back, and put in its place.

A recipe writes its Parquet files, its card, LICENSES.md and provenance.json into a folder, and hands it over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders.release_folder import file_digests, load_back, swap
from builders.releasing.added_card import Added, errata_text, terms_text, with_added
from builders.releasing.canary import canary, mark
from builders.releasing.errata import errata
from builders.releasing.rights import rights_of
from builders.releasing.stated import stated
from builders.releasing.terms import model_terms, refuse_unpublishable, source_terms
from builders.releasing.versions import Erratum, held, keep, next_version, versions
from schemas.digest import canonical_json
from schemas.run_parameters import Run
from schemas.runs import load_runs
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

PREVIEW_MARK = "-preview"


Tables = Mapping[tuple[str, str], "pa.Table"]
"""By config and split, as the recipe wrote them."""


def complete(folder: Path, workspace: Workspace, tables: Tables, *, preview: bool) -> str:
    """Finish a folder and put it in the place of the release before; returns the version.

    Raises `ReleaseError` for terms that forbid it and for what does not read back, `StatedError` for a bad card.toml.
    A preview gets the number that a release would get, marked, and is not remembered.
    """
    added = _added(folder, workspace, tables, preview=preview)
    for file in folder.glob("data/*/*.parquet"):
        mark(file, added.canary)
    _write_texts(folder, added)
    load_back(folder, tables)
    if not preview:
        keep(workspace, added.history[-1])
    swap(folder, workspace.release)
    return added.name


def _added(folder: Path, workspace: Workspace, tables: Tables, *, preview: bool) -> Added:
    said, runs = stated(workspace), _runs(workspace, tables)
    terms = source_terms(tables, runs, said)
    refuse_unpublishable(terms)
    rights = rights_of(workspace, runs.values())
    before, found = versions(workspace), errata(workspace)
    prose = _prose(folder, [said.model_dump(), rights, *map(_untold, found)])
    version = next_version(before, held(tables), prose, found)
    return Added(
        history=[*(one for one in before if one.version != version.version), version],
        name=version.version + PREVIEW_MARK * preview,
        canary=canary(workspace),
        terms=terms,
        models=model_terms(runs.values(), said),
        rights=rights,
        stated=said,
    )


def _runs(workspace: Workspace, tables: Tables) -> dict[str, Run]:
    """The run of each config, as it was drafted: the longest name that its first row's begins with."""
    drafted = load_runs(workspace.runs)
    return {
        config: max((run for run in drafted if table["id"][0].as_py().startswith(f"{run.id}-")), key=_length)
        for (config, _split), table in tables.items()
    }


def _length(run: Run) -> int:
    return len(run.id)


def _prose(folder: Path, said: Sequence[Any]) -> str:
    """Digest of all that the version tells beside the rows, as it was before the version was told."""
    found = sha256(canonical_json(said))
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".parquet"):
        found.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return f"sha256:{found.hexdigest()}"


def _untold(erratum: Erratum) -> dict[str, str]:
    return erratum.model_dump(exclude={"version"})


def _write_texts(folder: Path, added: Added) -> None:
    card, licences = folder / "README.md", folder / "LICENSES.md"
    card.write_text(with_added(card.read_text(encoding="utf-8"), added), encoding="utf-8")
    with licences.open("a", encoding="utf-8") as file:
        file.write(f"\n# Terms\n\n{terms_text(added)}\n")
    if found := added.history[-1].errata:
        (folder / "ERRATA.md").write_text(errata_text(found), encoding="utf-8")
    provenance = folder / "provenance.json"
    told = json.loads(provenance.read_text(encoding="utf-8")) | _told(folder, added)
    provenance.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _told(folder: Path, added: Added) -> dict[str, Any]:
    """What provenance.json says of every release."""
    version = added.history[-1]
    return {
        "version": added.name,
        "changed": version.change.model_dump(mode="json"),
        "errata": [one.model_dump(mode="json") for one in version.errata],
        "canary": added.canary,
        "terms": [one.model_dump(mode="json") for one in added.terms],
        "model_terms": dict(added.models),
        "rights": added.rights,
        "unwritten": list(added.stated.unwritten),
        "files": file_digests(folder),
    }
