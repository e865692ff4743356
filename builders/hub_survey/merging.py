"""Whether datasets may be merged into one that is shared, by what their licences are classed as. No legal advice.

It goes by declared identifiers alone: it has read neither the licence's text nor what the card says beside it, and
knows nothing of privacy, of contracts, or of rights in what the data was made from. Datasets that are kept apart, each
under its own licence, are a collection and need no merge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from annotate.dataset_cards.classes import licence_class
from builders.hub_survey.snapshot import table_rows
from crawlers.hub_request import SnapshotError

Verdict = Literal["yes", "no", "unclear"]

_MAY_BECOME = frozenset(
    {
        ("cc-by-sa-3.0", "cc-by-sa-4.0"),
        ("cc-by-sa-4.0", "gpl-3.0"),
        ("cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0"),
        ("cc-by-nc-sa-2.0", "cc-by-nc-sa-4.0"),
        ("cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
        ("lgpl-3.0", "gpl-3.0"),
    }
)
"""What is made of the first may be under the second: later versions (section 4b of the older ones), Creative Commons'
list of compatible licences, and LGPL 3 section 2."""


class Part(NamedTuple):
    """A dataset that is to be merged."""

    dataset: str
    licences: tuple[str, ...]
    """As declared; all of them are taken to apply."""
    licence: str
    """The strictest class."""
    reason: str


class Reason(NamedTuple):
    """Why a merge may not be, is not clear, or what it obliges to."""

    verdict: Verdict
    sentence: str


class Merge(NamedTuple):
    verdict: Verdict
    """The worst of the reasons: `no`, then `unclear`."""
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]


def parts_in(snapshot: Path, datasets: Sequence[str]) -> list[Part]:
    """The named datasets of the snapshot, in the order they are named; raises `SnapshotError` for one it lacks."""
    wanted = dict.fromkeys(datasets)
    licences = {name: tuple(those) for name, those in table_rows(snapshot, "datasets", "dataset", "licences")}
    if missing := [name for name in wanted if name not in licences]:
        raise SnapshotError(f"not in {snapshot}: {', '.join(missing)}; look at the spelling, or crawl their languages")
    return [Part(name, licences[name], *licence_class(licences[name])) for name in wanted]


def merge(parts: Sequence[Part]) -> Merge:
    """What the licences together allow."""
    reasons = tuple(_reasons(parts))
    verdict: Verdict = next((one for one in ("no", "unclear") if any(r.verdict == one for r in reasons)), "yes")
    return Merge(verdict, reasons, tuple(parts))


def _reasons(parts: Sequence[Part]) -> Iterator[Reason]:
    for part in parts:
        yield from _of_one(part)
    yield from _share_alike(parts)
    if restricted := [part.dataset for part in parts if _is_noncommercial(part)]:
        yield Reason("yes", f"the whole is for noncommercial use only, because of {', '.join(restricted)}")
    if credited := [part.dataset for part in parts if part.licence not in {"public domain", "unknown"}]:
        yield Reason("yes", f"credit and licence notices are kept of {', '.join(credited)}")


def _of_one(part: Part) -> Iterator[Reason]:
    if any("-nd" in one.lower() for one in part.licences):
        yield Reason("no", f"{part.dataset} ({_listed(part)}) allows no derivatives, and a merge is one")
    if part.licence == "unknown":
        yield Reason("unclear", f"{part.dataset}: {part.reason}, and without one nothing is allowed; ask its owner")
    if part.licence == "other":
        yield Reason("unclear", f"{part.dataset} ({_listed(part)}) is under terms of its own; read them")


def _share_alike(parts: Sequence[Part]) -> Iterator[Reason]:
    """What is made of a share-alike dataset is under its licence, so all must be able to end under one."""
    bound = {one.lower(): part.dataset for part in parts for one in part.licences if _is_share_alike(one)}
    noncommercial = [part for part in parts if _is_noncommercial(part) and not _same_terms(part)]
    if not bound:
        return
    target = next((one for one in bound if all(_fits(other, one) for other in bound)), None)
    named = ", ".join(f"{dataset} ({licence})" for licence, dataset in bound.items())
    if target is None:
        yield Reason("no", f"each of these wants the whole under its own licence: {named}")
        return
    yield Reason("yes", f"the whole must be under {target}, because of {named}")
    if noncommercial and "-nc" not in target:
        blocked = ", ".join(f"{part.dataset} ({_listed(part)})" for part in noncommercial)
        yield Reason("no", f"{target} allows commercial use of the whole, and these do not: {blocked}")


def _is_share_alike(identifier: str) -> bool:
    return "-sa" in identifier.lower() or licence_class([identifier]).label == "copyleft"


def _is_noncommercial(part: Part) -> bool:
    """The class also holds what allows commercial use and no derivatives."""
    return part.licence == "noncommercial" and any(
        licence_class([one]).label == "noncommercial" and not one.lower().startswith("cc-by-nd")
        for one in part.licences
    )


def _same_terms(part: Part) -> bool:
    """Whether it says itself what the whole must be under."""
    return any(_is_share_alike(one) for one in part.licences)


def _fits(licence: str, target: str) -> bool:
    return licence == target or (licence, target) in _MAY_BECOME


def _listed(part: Part) -> str:
    return ", ".join(part.licences)
