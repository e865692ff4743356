"""Which test rows a release holds out: the same groups as the releases before, and of the new ones the same share.

    first release     10 problems, share 0.2    2 are held out, 8 are public
    second release    5 more                    3 of all 15 are held out: the 2, and 1 of the 5

What was once held out stays so, whatever split or configuration it comes to stand in, and what was once public is never
held out. Groups that were public before a share was chosen count for nothing, so that no more of the new ones is held
out than the share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from builders.releasing.commitment import Stratum
from builders.releasing.siblings import Candidate, siblings
from builders.releasing.stratified_draw import drawn
from builders.releasing.versions import Version, ids_of, private_ids_of, versions
from schemas.private_share import PrivateShare, PrivateShareError, new_share, read_private_share
from schemas.workspace import Workspace

WITHHELD = "in the private part"
"""Why a row is withheld from the public files."""
Groups = Mapping[str, Sequence[Candidate]]
"""Siblings by the first of their names, which no other group has."""


@dataclass(frozen=True)
class PrivateDraw:
    """What a release holds out; nothing where no share was ever asked for."""

    chosen: PrivateShare | None = None
    items: frozenset[str] = frozenset()
    group_of: Mapping[str, str] = field(default_factory=dict)
    """Of every item that is held out."""
    names: tuple[str, ...] = ()
    """Of all groups that are held out now or were before."""
    strata: tuple[Stratum, ...] = ()


@dataclass(frozen=True)
class _Past:
    """What earlier versions settled."""

    public: frozenset[str]
    unshared: frozenset[str]
    """Those of them that were public before a share was chosen."""
    private: frozenset[str]
    names: frozenset[str]
    """Of groups that were held out."""

    def was_private(self, group: Iterable[Candidate]) -> bool:
        return any(one.item in self.private or not self.names.isdisjoint(one.names) for one in group)

    def was_public(self, group: Iterable[Candidate]) -> bool:
        return any(one.item in self.public for one in group)

    def may_count(self, group: Sequence[Candidate]) -> bool:
        """Whether it is one of those of which the share is held out."""
        return all(one.testing and one.item not in self.unshared for one in group)


def draw_private(
    workspace: Workspace, candidates: Iterable[Candidate], *, share: float | None, preview: bool
) -> PrivateDraw:
    """Which of the rows that may be released are held out; `share` is None where none was asked for now.

    Every stratum keeps a public row, but where errata took the last one. Raises `PrivateShareError` for another share
    than before, one that begins with a preview, and one that holds out nothing.
    """
    kept = read_private_share(workspace.private_share)
    chosen = _chosen(kept, share, file=workspace.private_share, preview=preview)
    if chosen is None:
        return PrivateDraw()
    past, groups = _past(versions(workspace)), _named(siblings(candidates))
    before = frozenset(name for name, group in groups.items() if past.was_private(group))
    new = _new(groups, before, past, chosen)
    private = {name: groups[name] for name in [*before, *new]}
    held_out = {one.item: name for name, group in private.items() for one in group if one.item not in past.public}
    strata = _strata(groups, held_out)
    if kept is None and groups and not held_out:
        _refuse_nothing(groups, past, chosen)
    names = past.names | {name for group in private.values() for one in group for name in one.names}
    return PrivateDraw(chosen, frozenset(held_out), held_out, tuple(sorted(names)), strata)


def _chosen(kept: PrivateShare | None, asked: float | None, *, file: Path, preview: bool) -> PrivateShare | None:
    if asked is None or (kept is not None and asked == kept.share):
        return kept
    if kept is not None:
        raise PrivateShareError(
            f"{file} holds out a share of {kept.share:g}, not {asked:g}, and what was held out once stays so: "
            "leave out --private-share"
        )
    if preview:
        raise PrivateShareError(
            "what a preview holds out is not remembered, and the release after it would hold out other rows: "
            "give --private-share without --preview"
        )
    return new_share(asked)


def _past(before: Sequence[Version]) -> _Past:
    return _Past(
        public=frozenset[str]().union(*map(ids_of, before)),
        unshared=frozenset[str]().union(*(ids_of(one) for one in before if one.private is None)),
        private=frozenset[str]().union(*map(private_ids_of, before)),
        names=frozenset(name for one in before if one.private for name in one.private.names),
    )


def _named(grouped: Iterable[Sequence[Candidate]]) -> Groups:
    return {min(name for one in group for name in one.names): group for group in grouped}


def _new(groups: Groups, before: frozenset[str], past: _Past, chosen: PrivateShare) -> frozenset[str]:
    """Groups that are held out from now on."""
    counting = {name: group for name, group in groups.items() if past.may_count(group)}
    sizes = {name: Counter(one.stratum for one in group) for name, group in counting.items()}
    known = {name: name in before for name in counting if name in before or past.was_public(groups[name])}
    return drawn(sizes, known, share=chosen.share, seed=chosen.seed)


def _strata(groups: Groups, held_out: Mapping[str, str]) -> tuple[Stratum, ...]:
    """Rows of the test split, and those held out that stand in another one by now."""
    rows = [one for group in groups.values() for one in group if one.testing or one.item in held_out]
    total, private = Counter(one.stratum for one in rows), Counter(one.stratum for one in rows if one.item in held_out)
    return tuple(
        Stratum(stratum=stratum, public=total[stratum] - private[stratum], private=private[stratum])
        for stratum in sorted(total)
    )


def _refuse_nothing(groups: Groups, past: _Past, chosen: PrivateShare) -> None:
    testing = [group for group in groups.values() if any(one.testing for one in group)]
    rows, public = (sum(map(len, some)) for some in (testing, list(filter(past.was_public, testing))))
    remedy = "decide about more items" if public == rows else "choose a larger one, or decide about more items"
    raise PrivateShareError(
        f"a private share of {chosen.share:g} holds out none of {rows:,} test rows in {len(testing):,} groups; "
        f"{public:,} of them were public before and stay so: {remedy}"
    )
