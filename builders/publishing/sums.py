"""Do the accounts of the provenance add up, within themselves and to the rows that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from builders.account_records import AccountsError, RunAccounts
from builders.adversarial.accounts import AdversarialAccounts
from builders.adversarial.release.run_release import ReleasedPairs
from builders.figures import count_of
from builders.inference_release.run_release import SplitCounts
from builders.publishing.records import PROVENANCE, Defect
from builders.publishing.release_files import Books, Opened
from builders.releasing.private_draw import WITHHELD
from schemas.inference_runs import InferenceRun
from schemas.run_parameters import Run

UNBALANCED, ENGLISH = "-unbalanced", "-english"
"""Endings of the names of configs of inference pairs beside the balanced one."""


def sum_defects(opened: Opened) -> Iterator[Defect]:
    """One for every sum that is wrong, with both sides."""
    for sentence in _sentences(opened):
        yield Defect(file=PROVENANCE, sentence=sentence)


def _sentences(opened: Opened) -> Iterator[str]:
    for run in opened.runs:
        book = opened.books.get(run.id)
        if book is None:
            yield f"{run.id} has no accounts: build the release again"
            continue
        yield from _within(book)
        if isinstance(book, RunAccounts):
            yield from _math_rows(opened, run, book)
        elif isinstance(run, InferenceRun):
            yield from _inference_rows(opened, run)
        elif isinstance(book, AdversarialAccounts):
            yield from _adversarial_rows(opened, run, book)


def _within(book: Books | SplitCounts | ReleasedPairs) -> Iterator[str]:
    try:
        book.check()
    except AccountsError as error:
        yield str(error)


def states(opened: Opened, run: Run, column: str, *, config_ends: str = "", split: str = "") -> Counter[str]:
    """How many of a run's rows say what in a column; only of the configs so named, and of one split when given."""
    found = Counter[str]()
    for (config, own_split), table in opened.tables.items():
        if not config.endswith(config_ends) or (split and own_split != split) or column not in table.columns:
            continue
        named = table.select("id", column).iter_rows()
        found.update(value for item, value in named if opened.run_of(item) == run)
    return found


def configs_of(opened: Opened, run: Run) -> frozenset[str]:
    """The configs that hold rows of a run."""
    held = ((config, table["id"]) for (config, _split), table in opened.tables.items() if "id" in table.columns)
    return frozenset(config for config, items in held if items.len() and opened.run_of(items[0]) == run)


def held_out(opened: Opened, configs: Iterable[str]) -> Counter[str]:
    """How many rows of some configs are held out by the provenance, by what people decided."""
    private, named, found = opened.provenance.private, frozenset(configs), Counter[str]()
    for part in private.parts if private else ():
        if part.config in named:
            found.update(part.states)
    return found


def _math_rows(opened: Opened, run: Run, book: RunAccounts) -> Iterator[str]:
    """Accepted and fixed items are all released or held out; clean ones that nobody read may be."""
    decisions = states(opened, run, "decision") + held_out(opened, configs_of(opened, run))
    accepted, fixed = book.clean.accepted + book.flagged.accepted, book.clean.fixed + book.flagged.fixed
    sums = {"accepted": (accepted, decisions["accepted"]), "fixed": (fixed, decisions["fixed"])}
    for what, (counted, rows) in sums.items():
        if counted != rows:
            differ = f"{count_of(counted, 'item')} {what} and {count_of(rows, 'such row')}"
            yield f"{run.id}: {differ}: build the release again"
    if decisions["none"] > book.clean.waiting:
        yield (
            f"{run.id}: nobody read {decisions['none']:,} rows, and only {book.clean.waiting:,} unread items are "
            "clean: the others were flagged; build the release again"
        )


def _inference_rows(opened: Opened, run: InferenceRun) -> Iterator[str]:
    splits = opened.provenance.splits.get(run.id, ())
    if not splits:
        yield f"{run.id}: nothing is said of its splits: build the release again"
    private = held_out(opened, (own for own in configs_of(opened, run) if own.endswith(UNBALANCED))).total()
    if private != (counted := sum(counts.withheld.get(WITHHELD, 0) for counts in splits)):
        yield f"{run.id}: {counted:,} withheld {WITHHELD} and {private:,} such rows: build the release again"
    for counts in splits:
        yield from _within(counts)
        released = states(opened, run, "review_state", config_ends=UNBALANCED, split=counts.split)
        everywhere = states(opened, run, "review_state", split=counts.split)
        english = states(opened, run, "review_state", config_ends=ENGLISH, split=counts.split)
        sums = {
            "released": (counts.released, released.total()),
            "reviewed": (counts.reviewed, released["reviewed"]),
            "balanced": (counts.balanced, everywhere.total() - released.total() - english.total()),
        }
        for what, (counted, rows) in sums.items():
            if counted != rows:
                yield f"{run.id}, {counts.split}: {counted:,} {what} and {rows:,} such rows: build the release again"


def _adversarial_rows(opened: Opened, run: Run, book: AdversarialAccounts) -> Iterator[str]:
    """Accepted pairs are all released, and what else is released was read by nobody."""
    accepted, reviewed = {own.language: own.pairs.accepted for own in book.languages}, Counter[str]()
    pairs = opened.provenance.pairs.get(run.id, ())
    if {counts.language for counts in pairs} != accepted.keys():
        yield f"{run.id}: its pairs are not of the languages of its accounts: build the release again"
    for counts in pairs:
        yield from _within(counts)
        table = opened.tables.get((counts.config, "test"))
        found = Counter[str]() if table is None else Counter(table["review_state"])
        private = held_out(opened, [counts.config])
        sums = {
            "released": (counts.released, found.total()),
            "reviewed": (counts.reviewed, found["reviewed"]),
            f"withheld {WITHHELD}": (counts.withheld.get(WITHHELD, 0), private.total()),
        }
        for what, (counted, rows) in sums.items():
            if counted != rows:
                yield f"{counts.config}: {counted:,} {what} and {rows:,} such rows: build the release again"
        reviewed[counts.language] += found["reviewed"] + private["reviewed"]
    for language, counted in accepted.items():
        if counted != reviewed[language]:
            such = f"{counted:,} accepted and {reviewed[language]:,} such rows"
            yield f"{run.id}, {language}: {such}: build the release again"
