"""What a release holds of one run: rows by split, the same balanced, the test split in English, and all the counts.

    releasable -> held out -> balanced -> in English

What is held out is balanced on its own, so that the labels of either part stand equally often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from builders.account_records import AccountsError
from builders.inference_release.balance import Triple, dropped_for_balance
from builders.inference_release.row_building import Library, in_english, library, row_of
from builders.inference_release.rows import Row
from builders.inference_release.selection import Selected, select
from builders.inference_release.splits import SPLITS, Split, shared_name
from builders.releasing.private_draw import WITHHELD
from schemas.inference_runs import InferenceRun
from schemas.records import Record
from schemas.store import Store

Rows = dict[Split, list[Row]]
_EVENTS = "SELECT item, event FROM hypothesis JOIN premise_pair USING (run, pair) WHERE run = ? ORDER BY item"


class SplitCounts(Record):
    """What became of the hypotheses of one split."""

    split: Split
    events: int
    generated: int
    read: int
    """Of those generated, by at least one person."""
    withheld: dict[str, int]
    """By why."""
    released: int
    """In the unbalanced config."""
    reviewed: int
    """Of those released, with a label that people agreed on."""
    dropped: int
    """For balance, with their whole triples."""
    balanced: int

    @property
    def machine_labelled(self) -> bool:
        """No label in it is people's."""
        return self.released > 0 and not self.reviewed

    def check(self) -> None:
        """Raise `AccountsError` when the sums do not add up."""
        withheld = sum(self.withheld.values())
        if self.generated != self.released + withheld or self.released != self.dropped + self.balanced:
            raise AccountsError(
                f"the {self.split} split does not add up ({self.generated} generated, {self.released} released, "
                f"{self.balanced} balanced): run `isogloss rebuild`"
            )


@dataclass(frozen=True)
class Releasable:
    """All of one run that may be released."""

    run: InferenceRun
    selected: Selected
    split_of: Mapping[str, Split]
    """Of every item, whether it may be released or not."""
    rows: Rows
    known: Library


@dataclass(frozen=True)
class RunRelease:
    """The released part of one run, or the part that is held out."""

    run: InferenceRun
    rows: Rows
    balanced: Rows
    english: list[Row]
    """Of the balanced test split; empty when the documents have no English twins."""
    without_twin: int
    """Items of the balanced test split of which a document has no twin, where others have."""
    counts: tuple[SplitCounts, ...]
    """Of every split; none of what is held out, which the public ones count as withheld."""


def events_of(run: InferenceRun, store: Store) -> dict[str, str]:
    """The shared name of every item's event."""
    rows = store.query(_EVENTS, [run.id])
    return {row["item"]: shared_name(row["event"], run.id) for row in rows}


def releasable(
    run: InferenceRun, store: Store, splits: Mapping[str, Split], *, preview: bool, require_both: bool
) -> Releasable:
    """Everything of a run that may be released. Decisions must have been projected before."""
    selected, known = select(run, store, preview=preview, require_both=require_both), library(run, store)
    split_of = {item: splits[event] for item, event in events_of(run, store).items()}
    rows: Rows = {split: [] for split in SPLITS}
    for chosen in selected.chosen:
        rows[split_of[chosen.hypothesis.item]].append(row_of(chosen, known))
    return Releasable(run, selected, split_of, rows, known)


def release_of(found: Releasable, private: Collection[str], *, seed: int) -> RunRelease:
    """Everything that is released of a run, without the items that are held out."""
    rows: Rows = {split: [row for row in own if row.id not in private] for split, own in found.rows.items()}
    held_out = {row.id: WITHHELD for own in found.rows.values() for row in own if row.id in private}
    selected = replace(found.selected, withheld=found.selected.withheld | held_out)
    released = _balanced(found, rows, seed=seed)
    counts = (_counts(split, found.split_of, selected, rows[split], released.balanced[split]) for split in SPLITS)
    return replace(released, counts=tuple(counts))


def private_release_of(found: Releasable, private: Collection[str], *, seed: int) -> RunRelease:
    """What is held out of a run: all of it in the test split, in whatever split its events are by now."""
    rows = [row for own in found.rows.values() for row in own if row.id in private]
    return _balanced(found, {split: rows if split == "test" else [] for split in SPLITS}, seed=seed)


def _balanced(found: Releasable, rows: Rows, *, seed: int) -> RunRelease:
    balanced = {split: balanced_rows(rows[split], seed=seed) for split in SPLITS}
    twins = [in_english(row, found.known) for row in balanced["test"]] if found.known.twins else []
    english = [row for row in twins if row is not None]
    return RunRelease(
        run=found.run, rows=rows, balanced=balanced, english=english, without_twin=len(twins) - len(english), counts=()
    )


def balanced_rows(rows: Sequence[Row], *, seed: int) -> list[Row]:
    """The rows whose labels stand equally often, among native pairs and among translated ones alike."""
    labels: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        labels[row.premise_origin][row.pair].append(row)
    dropped = set[str]()
    for pairs in labels.values():
        triples = [Triple(own[0].event, pair, tuple(row.label for row in own)) for pair, own in pairs.items()]
        dropped |= dropped_for_balance(triples, seed=seed)
    return [row for row in rows if row.pair not in dropped]


def _counts(
    split: Split, place: Mapping[str, Split], selected: Selected, rows: Sequence[Row], balanced: Sequence[Row]
) -> SplitCounts:
    own = {item for item, its_split in place.items() if its_split == split}
    return SplitCounts(
        split=split,
        events=len({row.event for row in rows}),
        generated=len(own),
        read=len(own & selected.read),
        withheld=dict(Counter(why for item, why in selected.withheld.items() if item in own).most_common()),
        released=len(rows),
        reviewed=sum(row.review_state == "reviewed" for row in rows),
        dropped=len(rows) - len(balanced),
        balanced=len(balanced),
    )
