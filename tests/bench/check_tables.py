"""How often the checks are wrong: false alarms on human translations, misses on seeded errors.

    python -m tests.bench.check_tables DATA_FOLDER        or ISOGLOSS_DATA=... python -m tests.bench.check_tables

DATA_FOLDER holds `mgsm/mgsm_XX.tsv.gz` (MGSM), `math500/*.jsonl.gz` (MATH-500, with a column `problem`),
`mmlu/test/*mathematics*.csv.gz` and `gsm8k/test.jsonl.gz`. Prints the two Markdown tables of `docs/checks.md`.
`--read` prints every false alarm too, `--read-misses NAME` the seeded errors of that name that all checks missed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.checks import MATH_CHECKS, Check, Pair, check
from annotate.gold import gsm8k_gold, parse_gold
from schemas.records import Problem, Translation
from tests.bench.seeded_errors import IN_CHOICES, IN_LATEX, IN_PROSE, SeededError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NOTATION = tuple(one for one in MATH_CHECKS if one.name in {"latex", "dollars", "numbers", "choices"})
"""For texts that are copied, not translated: the copy checks would find those whatever else is wrong."""
LANGUAGES = ("es", "fr", "de", "ru", "zh", "ja", "th", "sw", "bn", "te")


@dataclass(frozen=True)
class Corpus:
    """Human translations of one set of problems, row by row."""

    english: list[tuple[str, str]]
    translations: dict[str, list[tuple[str, str]]]
    solutions: dict[str, str]

    def pairs(self, language: str, *, into_english: bool = False) -> Iterator[Pair]:
        for row, (english, other) in enumerate(zip(self.english, self.translations[language], strict=True), start=1):
            sides = ((english[0], "en"), (other[0], language))
            (question, source), (translated, target) = reversed(sides) if into_english else sides
            solution = self.solutions.get(english[0], "")
            answer = parse_gold(english[1], "numeric").text
            yield pair(question, translated, answer, languages=(source, target), row=row, solution=solution)


def pair(
    question: str,
    translated: str,
    answer: str,
    *,
    languages: tuple[str, str],
    row: int,
    solution: str = "",
    choices: tuple[str, ...] = (),
) -> Pair:
    item = f"bench-{languages[0]}-{languages[1]}-{row}"
    problem = Problem(
        run="bench", item=item, row=row, source_id="", question=question, choices=choices, answer=answer,
        answer_type="choice" if choices else "numeric", solution=solution, language=languages[0],
    )  # fmt: skip
    translation = Translation(
        run="bench", item=item, revision=0, question=translated, choices=choices, translator="human:bench",
        answer_key="",
    )  # fmt: skip
    return Pair(problem, translation, languages[1])


def mgsm(folder: Path) -> Corpus:
    with gzip.open(folder / "gsm8k/test.jsonl.gz", "rt", encoding="utf-8") as lines:
        solved = [json.loads(line) for line in lines]
    return Corpus(
        english=_tsv(folder, "en"),
        translations={language: _tsv(folder, language) for language in LANGUAGES},
        solutions={row["question"]: gsm8k_gold(row["answer"]).solution for row in solved},
    )


def _tsv(folder: Path, language: str) -> list[tuple[str, str]]:
    with gzip.open(folder / f"mgsm/mgsm_{language}.tsv.gz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").rsplit("\t", 1) for line in lines if line.strip()]
    return [(question, answer) for question, answer in rows]


def latex(folder: Path) -> Iterator[Pair]:
    """MATH-500 copied: what a translation must keep of a formula is all that these pairs are for."""
    with gzip.open(next((folder / "math500").glob("*omnirule*")), "rt", encoding="utf-8") as lines:
        for row, line in enumerate(lines, start=1):
            problem = json.loads(line)["problem"]
            yield pair(problem, problem, "0", languages=("en", "en"), row=row)


def options(folder: Path) -> Iterator[Pair]:
    """MMLU's mathematics with its options copied: numbers and formulas are the same in every language."""
    for path in sorted((folder / "mmlu/test").glob("*mathematics*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row, (question, *rest) in enumerate(list(csv.reader(file))[1:], start=1):
                yield pair(question, question, "0", languages=("en", "en"), row=row, choices=tuple(rest[:4]))


def false_alarms(corpus: Corpus, *, into_english: bool, read: bool) -> dict[str, Counter[str]]:
    """Per language, how many of its pairs each check calls wrong; `any` counts pairs."""
    alarms: dict[str, Counter[str]] = defaultdict(Counter)
    for language in LANGUAGES:
        for one in corpus.pairs(language, into_english=into_english):
            findings = check(one)
            alarms[language].update({finding.check for finding in findings} | ({"any"} if findings else set()))
            if read and findings:
                print(f"{one.problem.item}\n  {one.source}\n  {one.text}", file=sys.stderr)  # noqa: T201
                print(*(f"  {finding.check}: {finding.message}" for finding in findings), sep="\n", file=sys.stderr)  # noqa: T201
    return alarms


@dataclass
class Misses:
    """Of so many seeded errors, those that the check meant for them missed, and those that every check missed."""

    seeded: int = 0
    by_its_check: int = 0
    by_all: int = 0


def misses(
    pairs: Iterable[Pair], errors: Iterable[SeededError], *, checks: tuple[Check, ...] = MATH_CHECKS, read: str = ""
) -> dict[str, Misses]:
    counted: dict[str, Misses] = defaultdict(Misses)
    pairs = list(pairs)
    for error in errors:
        for number, one in enumerate(pairs):
            spoilt = error.seed(one, number, pairs)
            if spoilt is None:
                continue
            new = {finding.check for finding in check(spoilt, checks)}
            tally = counted[error.name]
            tally.seeded += 1
            tally.by_its_check += error.check not in new
            tally.by_all += not new
            if read == error.name and not new:
                print(f"{one.problem.item}\n  {spoilt.source}\n  {one.text}\n  {spoilt.text}", file=sys.stderr)  # noqa: T201
    return counted


def alarm_table(alarms: dict[str, Counter[str]], pairs: int) -> str:
    rows = [["check", *LANGUAGES, "all"]]
    for name in [*(one.name for one in MATH_CHECKS), "any"]:
        counts = [alarms[language][name] for language in LANGUAGES]
        total = sum(counts) / pairs / len(LANGUAGES)
        rows.append([name, *(f"{count / pairs:.1%}" for count in counts), f"{total:.2%}"])
    return _markdown(rows)


def miss_table(counted: dict[str, dict[str, Misses]], errors: Iterable[SeededError]) -> str:
    """A row an error: missed by its own check in each language, over all, and by all checks together."""
    languages = list(counted)
    rows = [["seeded error", "check", "seeded", *languages, "missed by its check", "missed by all"]]
    for error in errors:
        cells = [counted[language].get(error.name, Misses()) for language in languages]
        seeded = sum(cell.seeded for cell in cells)
        shares = [f"{cell.by_its_check / cell.seeded:.1%}" if cell.seeded else "-" for cell in cells]
        totals = [sum(cell.by_its_check for cell in cells), sum(cell.by_all for cell in cells)]
        over_all = (f"{total / max(seeded, 1):.2%}" for total in totals)
        rows.append([error.name, error.check, str(seeded), *shares, *over_all])
    return _markdown(rows)


def _markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=os.environ.get("ISOGLOSS_DATA"), help="default: $ISOGLOSS_DATA")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--read-misses", default="", metavar="NAME")
    arguments = parser.parse_args()
    if not arguments.folder:
        parser.error("name the data folder, or set ISOGLOSS_DATA")
    folder = Path(arguments.folder)
    corpus = mgsm(folder)
    for into_english in (False, True):
        alarms = false_alarms(corpus, into_english=into_english, read=arguments.read)
        direction = "into" if into_english else "from"
        print(f"\nFalse alarms, {direction} English\n\n{alarm_table(alarms, len(corpus.english))}")  # noqa: T201
    prose = {language: misses(corpus.pairs(language), IN_PROSE, read=arguments.read_misses) for language in LANGUAGES}
    print(f"\nMisses\n\n{miss_table(prose, IN_PROSE)}")  # noqa: T201
    formulas = {"MATH-500": misses(latex(folder), IN_LATEX, checks=NOTATION, read=arguments.read_misses)}
    print(f"\n{miss_table(formulas, IN_LATEX)}")  # noqa: T201
    swapped = {"MMLU": misses(options(folder), IN_CHOICES, checks=NOTATION, read=arguments.read_misses)}
    print(f"\n{miss_table(swapped, IN_CHOICES)}")  # noqa: T201


if __name__ == "__main__":
    main()
