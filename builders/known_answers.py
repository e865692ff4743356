"""Make items whose right verdict is known, out of translations that people vouch for, and hide them among the others.

A good one is such a translation as it is; a bad one has a mistake in it that every check passes. They go to people in
batches like any other; which is which stands in `people/known.jsonl` alone.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path

import polars as pl

from annotate.annotator_quality import AnnotatorQuality, quality
from annotate.checks import pair_of
from annotate.seeded_errors import Spoilt, spoil
from builders.review_batches import next_batch, write_batch
from schemas.decisions import read_decisions
from schemas.digest import fraction
from schemas.known_answers import Known, KnownError, add_known, known_items
from schemas.math_runs import MathRun
from schemas.outcomes import by_item, outcome, standing
from schemas.people import signing_secret
from schemas.records import Decision, Record
from schemas.review_items import ReviewItem, batches_of
from schemas.runs import load_math_runs
from schemas.training import FILE as TRAINING_FILE
from schemas.training import Training, TrainingError, is_training, read_training, training_text
from schemas.workspace import Workspace

__all__ = ["Hidden", "annotator_quality", "counted_apart", "hide_known_items", "known_items", "start_training"]


class Hidden(Record):
    """What was hidden in one run."""

    run: str
    good: int
    bad: int
    wanted: int
    """Known items that the run should have in all, earlier ones included."""
    short: int
    """Of those, how many could not be made: too few translations are vouched for."""


@dataclass(frozen=True)
class _Plan:
    run: MathRun
    share: float
    seed: int
    secret: bytes

    def name(self, origin: str) -> str:
        """Like any item's, and nothing that somebody could compute who knows the origin."""
        mac = hmac.digest(self.secret, f"known\n{self.seed}\n{origin}".encode(), "sha256")
        return f"{self.run.id}-{mac.hex()[:12]}"


def hide_known_items(
    workspace: Workspace, *, share: float = 0.04, seed: int = 0, source: Workspace | None = None
) -> list[Hidden]:
    """Bring every run of text up to its share of known items; a second call adds what is missing.

    They are made from what was accepted in `source` (this workspace unless another is given) and from its published
    human translations. Raises `KnownError` when there is nothing to make them from.
    """
    source = source or workspace
    known, secret = known_items(workspace), signing_secret(workspace.people)
    hidden = []
    for run in load_math_runs(workspace.runs):
        ordinary = [item for item in _items(workspace, run) if item.item not in known]
        # A page beside a copy would show whose copy it is: runs of pages have no known items.
        if ordinary and run.pages is None:
            plan = _Plan(run, share, seed, secret)
            own = [row for row in known.values() if row.run == run.id]
            vouched = list(_vouched(source, run, own_copy=source.root == workspace.root))
            hidden.append(_hide(workspace, plan, ordinary, own, vouched))
    if not sum(row.good + row.bad for row in hidden) and any(row.short for row in hidden):
        raise KnownError(
            f"no translation in {source.root} is vouched for yet: have some accepted first, "
            "or take --from a workspace of published human translations"
        )
    return hidden


def annotator_quality(workspace: Workspace) -> list[AnnotatorQuality]:
    """How well each person judged the known items so far, ordered by pseudonym."""
    known = known_items(workspace)
    expected = {item: row.expected for item, row in known.items()}
    return quality(read_decisions(workspace.decisions), expected)


class CountedApart(Record):
    """Decisions of the journal that are about people and not about the dataset."""

    hidden: int
    """Known items in the workspace."""
    known_answers: int
    """Decisions about them."""
    training: int
    """Training verdicts."""


def counted_apart(workspace: Workspace) -> CountedApart:
    """What the accounts pass over, so that whoever counts the journal's rows finds all of them."""
    known, decisions = known_items(workspace), read_decisions(workspace.decisions)
    return CountedApart(
        hidden=len(known),
        known_answers=sum(row.item in known for row in decisions),
        training=sum(is_training(row.item) for row in decisions),
    )


def start_training(workspace: Workspace, file: Path | None, *, pass_mark: float | None) -> Training:
    """Put a training batch into the workspace: from a file, or ours for its directions. Raises `TrainingError`."""
    runs = load_math_runs(workspace.runs)
    directions = {(run.source_language, run.target_language) for run in runs}
    training = read_training(file) if file else _ours(directions)
    if training is None:
        names = ", ".join(sorted(f"{source}-{target}" for source, target in directions))
        raise TrainingError(f"there is no training batch {file}" if file else f"no batch for {names} comes with us")
    if pass_mark is not None:
        training = training.model_copy(update={"pass_mark": pass_mark})
    place = workspace.root / TRAINING_FILE
    partial = place.with_suffix(".partial")
    partial.write_text(training_text(training), encoding="utf-8")
    partial.replace(place)
    return training


def _ours(directions: Collection[tuple[str, str]]) -> Training | None:
    folder = resources.files("review_app") / "training"
    for source, target in sorted(directions):
        with resources.as_file(folder / f"mathematics.{source}-{target}.jsonl") as path:
            if found := read_training(path):
                return found
    return None


def _hide(
    workspace: Workspace, plan: _Plan, ordinary: Sequence[ReviewItem], own: Sequence[Known], vouched: list[ReviewItem]
) -> Hidden:
    wanted = -(-round(1000 * plan.share * len(ordinary)) // round(1000 * (1 - plan.share)))
    used = {row.origin for row in own}
    fresh = [item for item in vouched if item.item not in used]
    fresh.sort(key=lambda item: (fraction(plan.seed, item.item), item.item))
    bad_first = sum(row.expected == "reject" for row in own) <= sum(row.expected == "accept" for row in own)
    made = list(islice(_made(plan, fresh, bad_first=bad_first), max(0, wanted - len(own))))
    # On record first: a batch that held an item nobody knows of would send it into the dataset's own counts.
    add_known(workspace, [row for row, _ in made])
    if made:
        like = next((item for item in ordinary if not item.findings), ordinary[0])
        write_batch(next_batch(workspace.review, plan.run), [_disguised(row, item, like) for row, item in made])
    bad = sum(row.expected == "reject" for row, _ in made)
    return Hidden(
        run=plan.run.id, good=len(made) - bad, bad=bad, wanted=wanted, short=max(0, wanted - len(own) - len(made))
    )


def _made(plan: _Plan, origins: Sequence[ReviewItem], *, bad_first: bool) -> Iterator[tuple[Known, ReviewItem]]:
    """Bad and good ones in turn, one from each origin; an origin that cannot be spoilt unseen makes a good one."""
    bad_next = bad_first
    for origin in origins:
        spoilt = _spoilt(plan, origin) if bad_next else None
        if bad_next and spoilt is None:
            continue
        yield _known(plan, origin, spoilt), _with_text(origin, spoilt)
        bad_next = not bad_next


def _spoilt(plan: _Plan, origin: ReviewItem) -> Spoilt | None:
    chance = random.Random(f"{plan.seed}-{origin.item}")  # noqa: S311 - seeded on purpose
    return spoil(pair_of(origin.problem, origin.translation, plan.run), chance)


def _with_text(origin: ReviewItem, spoilt: Spoilt | None) -> ReviewItem:
    if spoilt is None:
        return origin
    text = spoilt.pair.translation
    return origin.model_copy(update={"question": text.question, "choices": text.choices})


def _known(plan: _Plan, origin: ReviewItem, spoilt: Spoilt | None) -> Known:
    return Known(
        item=plan.name(origin.item),
        run=plan.run.id,
        origin=origin.item,
        expected="reject" if spoilt else "accept",
        kind=spoilt.kind if spoilt else "",
        what=spoilt.what if spoilt else "",
        share=plan.share,
        seed=plan.seed,
    )


def _disguised(row: Known, item: ReviewItem, like: ReviewItem) -> ReviewItem:
    """Under its own name, with the columns of a clean item of the run."""
    return item.model_copy(
        update={
            "item": row.item,
            "run": row.run,
            "because": like.because,
            "inclusion_probability": like.inclusion_probability,
        }
    )


def _vouched(source: Workspace, run: MathRun, *, own_copy: bool) -> Iterator[ReviewItem]:
    """Clean items of the run's direction that all their annotators accepted as they were queued.

    Of another workspace also those that people translated: here they would be met a second time, undecided.
    """
    decisions, known = by_item(read_decisions(source.decisions)), known_items(source)
    for other in load_math_runs(source.runs):
        if (other.source_language, other.target_language) != (run.source_language, run.target_language):
            continue
        published = other.translator.startswith("human:") and not own_copy
        for item in _items(source, other):
            clean = item.item not in known and not item.findings and item.page is None
            if clean and (published or _accepted(other, decisions.get(item.item, []))):
                yield item


def _accepted(run: MathRun, decisions: Sequence[Decision]) -> bool:
    found = outcome(decisions, annotators=run.annotators, fixes_final=run.fixes_final)
    return found.state == "accepted" and all(row.verdict != "reject" for row in standing(decisions))


def _items(workspace: Workspace, run: MathRun) -> list[ReviewItem]:
    """What people are asked about in a run, known items included, in the order of the batches."""
    frames = [pl.read_parquet(path) for path in batches_of(workspace.review, run)]
    return [ReviewItem.model_validate(row) for frame in frames for row in frame.to_dicts()]
