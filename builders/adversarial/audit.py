"""What is wrong with adversarial pairs that somebody published, counted by language and over all.

A pair whose right answer is not among its options can never be answered, and then counts as a weakness of the model.
Many pairs from one seed are one observation and not many. Added text that holds an option gives a hint, or an excuse.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotate.option_text import folded, repeated
from builders.adversarial.foreign_pairs import ForeignPair, UnreadablePair, read_pairs
from builders.adversarial.option_mentions import option_in
from crawlers.row_files import InputError
from schemas.records import Record


class PairCounts(Record):
    """One language's pairs, or all; each count is of pairs unless it says otherwise."""

    language: str
    """As the file or its column names it; `all` for all of them."""
    pairs: int
    seeds: int
    """English questions that the pairs were made from."""
    most_from_one_seed: int
    effective_seeds: float
    """Kish's effective number of seeds: (sum n)² / sum n², n pairs from each."""
    unanswerable: int
    """The right answer is not among the options in the target language."""
    option_counts_differ: int
    """More or fewer options in the target language than in English."""
    repeated_options: int
    """Two options in the target language say the same."""
    holds_wrong_option: int
    """The added English text holds a wrong option as whole words."""
    holds_right_option: int
    glued: int
    """Added English text touches the question without a space between."""
    gold_last: int
    """The right answer is the last option in English; about one in as many as there are options, if left to chance."""
    unreadable: int
    """Rows that hold no pair; in no other count."""


class SourceCounts(Record):
    """The pairs whose seeds are of one benchmark."""

    source: str
    pairs: int
    seeds: int
    gold_last: int


class Audit(Record):
    """The whole finding."""

    languages: tuple[PairCounts, ...]
    """In the order of the alphabet."""
    overall: PairCounts
    sources: tuple[SourceCounts, ...]
    """The largest first."""
    seeds_in_one_language: int
    """Of the seeds over all: languages that share few are compared on different questions."""
    unreadable: tuple[str, ...]
    """Why the rows that hold no pair do not."""


def audit(files: Sequence[Path]) -> Audit:
    """Count over all rows of all files; raises `InputError`."""
    rows = [row for file in files for row in read_pairs(file)]
    pairs = _pairs(rows)
    unreadable = tuple(f"{row.language}, {row.detail}" for row in rows if isinstance(row, UnreadablePair))
    if not pairs:
        raise InputError(f"no pair can be read in {', '.join(map(str, files))}: {'; '.join(unreadable[:1]) or 'empty'}")
    by_language: defaultdict[str, list[ForeignPair | UnreadablePair]] = defaultdict(list)
    for row in rows:
        by_language[row.language].append(row)
    return Audit(
        languages=tuple(_counts(language, by_language[language]) for language in sorted(by_language)),
        overall=_counts("all", rows),
        sources=_sources(pairs),
        seeds_in_one_language=_seeds_in_one_language(pairs),
        unreadable=unreadable,
    )


def _pairs(rows: Iterable[ForeignPair | UnreadablePair]) -> list[ForeignPair]:
    return [row for row in rows if isinstance(row, ForeignPair)]


def _counts(language: str, rows: Sequence[ForeignPair | UnreadablePair]) -> PairCounts:
    pairs = _pairs(rows)
    of_seed = Counter(pair.seed for pair in pairs)
    return PairCounts(
        language=language,
        pairs=len(pairs),
        seeds=len(of_seed),
        most_from_one_seed=max(of_seed.values(), default=0),
        effective_seeds=effective_number(of_seed.values()),
        unanswerable=sum(map(unanswerable, pairs)),
        option_counts_differ=sum(len(pair.choices) != len(pair.target_choices) for pair in pairs),
        repeated_options=sum(bool(repeated(pair.target_choices)) for pair in pairs),
        holds_wrong_option=sum(map(holds_wrong_option, pairs)),
        holds_right_option=sum(map(holds_right_option, pairs)),
        glued=sum(map(glued, pairs)),
        gold_last=sum(map(gold_last, pairs)),
        unreadable=len(rows) - len(pairs),
    )


def _seeds_in_one_language(pairs: Iterable[ForeignPair]) -> int:
    languages = Counter(seed for seed, _language in {(pair.seed, pair.language) for pair in pairs})
    return sum(count == 1 for count in languages.values())


def _sources(pairs: Sequence[ForeignPair]) -> tuple[SourceCounts, ...]:
    of_source = Counter(pair.source for pair in pairs)
    seeds = Counter(source for source, _seed in {(pair.source, pair.seed) for pair in pairs})
    last = Counter(pair.source for pair in pairs if gold_last(pair))
    return tuple(
        SourceCounts(source=source, pairs=count, seeds=seeds[source], gold_last=last[source])
        for source, count in sorted(of_source.items(), key=lambda item: (-item[1], item[0]))
    )


def effective_number(sizes: Iterable[int]) -> float:
    """How many equally large clusters would say as much as these (Kish 1965, section 8.2); 0 for none."""
    known = tuple(sizes)
    return sum(known) ** 2 / sum(size * size for size in known) if known else 0.0


def unanswerable(pair: ForeignPair) -> bool:
    """Whether the right answer is no option of the target language, also when width, case and spaces are set aside."""
    return folded(pair.target_answer) not in map(folded, pair.target_choices)


def holds_wrong_option(pair: ForeignPair) -> bool:
    wrong = [option for option in pair.choices if folded(option) != folded(pair.answer)]
    return any(option_in(text, wrong) is not None for text in pair.added)


def holds_right_option(pair: ForeignPair) -> bool:
    return any(option_in(text, (pair.answer,)) is not None for text in pair.added)


def glued(pair: ForeignPair) -> bool:
    """Whether a space is missing where the added text meets the question, on either side."""
    before, after = pair.added
    seams = [before[-1:] + pair.seed[0]] * bool(before) + [pair.seed[-1] + after[:1]] * bool(after)
    return any(not any(map(str.isspace, seam)) for seam in seams)


def gold_last(pair: ForeignPair) -> bool:
    return any(folded(option) == folded(pair.answer) for option in pair.choices[-1:])
