"""Versions of a dataset: what each release held, and what changed since the one before.

versions/1.1.0.json    {"version": "1.1.0", "rows": {"gsm8k/test": {"gsm8k-en-ko-3fa9...": "b2:..."}}, ...}

    1.0.0 -> 1.0.1     the same rows, another card
    1.0.1 -> 1.1.0     rows were added
    1.1.0 -> 2.0.0     rows were changed or withdrawn: figures are no longer comparable

Rows that are held out count as the others do.

A release that differs in nothing keeps its version, so that publishing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from builders.releasing.row_digests import row_digests
from schemas.faults import Fault
from schemas.records import Record
from schemas.runs import write_once
from schemas.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

FIRST = "1.0.0"
ErratumAction = Literal["withdraw", "correct", "correct gold"]
"""`correct` is of a text or a label."""
Held = dict[str, dict[str, str]]
"""Digest of every row by its id, in each `<config>/<split>`."""


class VersionError(Fault):
    """What an earlier version held cannot be read; the message says which file."""


class Erratum(Record):
    """What was wrong with an item that had been released."""

    item: str
    action: ErratumAction
    reason: str
    version: str = ""
    """The first without the error; empty until there is one."""
    taken_back: str | None = None
    """The first that does not follow it any more, empty until there is one; None while it stands."""


class Change(Record):
    """Ids of rows against the release before, each once, sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class PrivateRows(Record):
    """What a release held out."""

    rows: Held
    names: tuple[str, ...]
    """What siblings of rows that were held out, now or before, are known by."""
    change: Change = Change()


class Version(Record):
    """One release, as far as the next one needs it."""

    version: str
    rows: Held
    prose: str
    """Digest of all that is no row."""
    change: Change
    errata: tuple[Erratum, ...]
    """All so far, in the order in which they came."""
    private: PrivateRows | None = None
    """None where nothing was held out."""


def ids_of(version: Version) -> frozenset[str]:
    """Every row's, once however many configs it stands in."""
    return frozenset(item for rows in version.rows.values() for item in rows)


def private_ids_of(version: Version) -> frozenset[str]:
    """Every row's that was held out."""
    return frozenset(item for rows in _private_rows(version).values() for item in rows)


def versions(workspace: Workspace) -> list[Version]:
    """All that were released, the oldest first; raises `VersionError`."""
    found = []
    for path in workspace.versions.glob("*.json"):
        try:
            found.append(Version.model_validate_json(path.read_bytes()))
        except ValidationError as error:
            raise VersionError(f"{path} is no version that a release wrote: restore it from a copy") from error
    return sorted(found, key=lambda version: _numbers(version.version))


def keep(workspace: Workspace, version: Version) -> None:
    """Remember a version; one that is kept already stays as it is."""
    write_once(workspace.versions / f"{version.version}.json", version.model_dump_json(indent=1))


def held(tables: Mapping[tuple[str, str], pa.Table]) -> Held:
    """What the tables of a release hold."""
    return {f"{config}/{split}": row_digests(table) for (config, split), table in tables.items()}


def next_version(
    before: Sequence[Version], rows: Held, prose: str, errata: Sequence[Erratum], private: PrivateRows | None = None
) -> Version:
    """The version that rows, those held out, and prose make after those before."""
    if not before:
        dated = _dated(errata, FIRST)
        return Version(version=FIRST, rows=rows, prose=prose, change=Change(), errata=dated, private=private)
    last = before[-1]
    change = difference(last.rows, rows)
    unseen = difference(_private_rows(last), private.rows if private else {})
    number = _number(last, (change, unseen), same_prose=last.prose == prose)
    if number == last.version:
        return last
    return Version(
        version=number,
        rows=rows,
        prose=prose,
        change=change,
        errata=_dated(errata, number),
        private=private and private.model_copy(update={"change": unseen}),
    )


def difference(before: Held, after: Held) -> Change:
    """An id that left one split and stands in another was both removed and added."""
    added, removed, changed = set[str](), set[str](), set[str]()
    for place in before.keys() | after.keys():
        old, new = before.get(place, {}), after.get(place, {})
        added |= new.keys() - old.keys()
        removed |= old.keys() - new.keys()
        changed |= {item for item in old.keys() & new.keys() if old[item] != new[item]}
    return Change(added=tuple(sorted(added)), removed=tuple(sorted(removed)), changed=tuple(sorted(changed)))


def _private_rows(version: Version) -> Held:
    return version.private.rows if version.private else {}


def _number(last: Version, changes: Sequence[Change], *, same_prose: bool) -> str:
    """Semantic versioning (semver.org 2.0.0) with rows for an interface."""
    major, minor, patch = _numbers(last.version)
    if any(change.removed or change.changed for change in changes):
        return f"{major + 1}.0.0"
    if any(change.added for change in changes):
        return f"{major}.{minor + 1}.0"
    return last.version if same_prose else f"{major}.{minor}.{patch + 1}"


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def _dated(errata: Sequence[Erratum], version: str) -> tuple[Erratum, ...]:
    """Errata with this version where none had told of them, or of their being taken back."""
    since = [one.model_copy(update={"version": one.version or version}) for one in errata]
    return tuple(one.model_copy(update={"taken_back": version}) if one.taken_back == "" else one for one in since)
