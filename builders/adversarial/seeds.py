"""Seeds: English multiple-choice questions that can be answered right, and their translations that still can be.

    rows -> Problem, options shuffled where their order gives the gold away     or Refusal, stage read or answer
    Problem, language -> SeedTranslation, its options one to one                or Refusal, stage translate

One set of seeds serves all languages, so that languages are compared on the same questions. What can never be answered
right is refused before a question about it is paid for: 238 of the 6,713 pairs published with the paper are such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotate.adversarial.material import LETTERS
from annotate.checks import Check, Noticed, Pair, check
from annotate.checks.choices_survive import choices_survive
from annotate.checks.latex_survives import latex_survives
from annotate.checks.not_copied import not_copied
from annotate.checks.numbers_survive import numbers_survive
from annotate.checks.refusal import refusal
from annotate.checks.target_language import target_language
from annotate.gold import UnreadableGold, parse_gold
from annotate.llm import LLM, Unfinished
from annotate.option_text import folded, repeated
from annotate.translate import QUESTIONS, TranslationTask, translate
from builders.intake import Intake, bad_row_refused, gold_of, item_of, row_refused
from crawlers.choice_benchmarks import GOLD_IN_FIXED_PLACE
from crawlers.rows import BadRow, Row, read_rows
from schemas.adversarial import SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.digest import fraction
from schemas.records import Problem, Refusal, Translation
from schemas.store import Store
from schemas.workspace import Workspace


def _question_copied(pair: Pair) -> Iterator[Noticed]:
    """Only the question, as options may be names, units or terms that are the same in every language."""
    bare = {"choices": ()}
    yield from not_copied(
        replace(
            pair, problem=pair.problem.model_copy(update=bare), translation=pair.translation.model_copy(update=bare)
        )
    )


SEED_CHECKS: tuple[Check, ...] = (
    Check("refused to translate", refusal),
    Check("not translated", _question_copied),
    Check("another language", target_language),
    Check("LaTeX changed", latex_survives),
    Check("numbers changed", numbers_survive),
    Check("options moved", choices_survive),
)
"""By the reason for which a translation that trips one is refused; the first that trips says it."""


def take_in(run: AdversarialRun, *, workspace: Workspace, store: Store, limit: int | None) -> list[Problem]:
    """The source's rows as seeds; what cannot be one is refused with the reason. Both are in the store then."""
    intake = read_seeds(run, workspace=workspace, limit=limit)
    store.add([*intake.problems, *intake.refusals])
    return intake.problems


def read_seeds(run: AdversarialRun, *, workspace: Workspace, limit: int | None) -> Intake:
    """The source's rows, each as a seed or as its refusal; nothing is written. Raises `BadRowError`."""
    seeds: dict[tuple[str, ...], Problem] = {}
    refusals: list[Refusal] = []
    for row in read_rows(workspace.sources / run.file, columns=run.columns, limit=limit):
        seed = seed_of(row, run)
        if isinstance(seed, Refusal):
            refusals.append(seed)
        elif (first := seeds.setdefault(_asked(seed), seed)) is not seed:
            refusals.append(row_refused(row, run, "read", "duplicate question", f"the same as row {first.row}"))
    return Intake(list(seeds.values()), refusals)


def _asked(seed: Problem) -> tuple[str, ...]:
    """The same for questions that are one, also when their options stand in another order."""
    return (folded(seed.question), *sorted(map(folded, seed.choices)))


def seed_of(row: Row | BadRow, run: AdversarialRun) -> Problem | Refusal:
    """One row as a seed, or why it is none. Raises `BadRowError` for an unreadable one, unless such are skipped."""
    if isinstance(row, BadRow):
        return row_refused(row, run, "read", "empty text", row.detail) if row.empty else bad_row_refused(row, run)
    if len(row.choices) < 2:
        return row_refused(row, run, "read", "fewer than two options", "; ".join(row.choices) or "no option")
    if len(row.choices) > len(LETTERS):
        return row_refused(row, run, "read", f"more than {len(LETTERS)} options", f"{len(row.choices)} options")
    if same := repeated(row.choices):
        return row_refused(row, run, "read", "equal options", "; ".join(same))
    try:
        gold = gold_index(row, run)
    except UnreadableGold as error:
        return row_refused(row, run, "answer", "gold is no option", str(error))
    order = shown_order(row, run)
    choices = tuple(row.choices[place] for place in order)
    return Problem(
        run=run.id,
        item=item_of(run, row.question, choices),
        row=row.number,
        source_id=row.source_id,
        question=row.question,
        choices=choices,
        answer=str(order.index(gold)),
        answer_type="choice",
        solution="",
        language="en",
    )


def gold_index(row: Row, run: AdversarialRun) -> int:
    """0-based place of the right option in the row; raises `UnreadableGold`."""
    if run.answer_style == "text":
        if row.answer not in row.choices:
            raise UnreadableGold(f'"{row.answer}" is the text of no option: {"; ".join(row.choices)}')
        return row.choices.index(row.answer)
    stated = gold_of(row, run.answer_style).gold
    return int(parse_gold(stated, "choice", choices=row.choices).text)


def shown_order(row: Row, run: AdversarialRun) -> list[int]:
    """Places of the options in the row, in the order of the seed: the row's own, or shuffled by the run's seed.

    Only a benchmark that always puts the gold in one place is shuffled: "all of the above" should stay where it is.
    """
    order = list(range(len(row.choices)))
    option_columns = [column.strip() for column in run.columns.get("choices", "").split(",")]
    benchmark = row.source_id.partition("/")[0]
    if benchmark in GOLD_IN_FIXED_PLACE or run.columns["answer"] in option_columns:
        order.sort(key=lambda place: fraction(run.seed, "options", row.question, row.choices[place]))
    return order


async def translate_seed(
    problem: Problem, language: str, *, run: AdversarialRun, llm: LLM
) -> SeedTranslation | Refusal:
    """The seed in a target language, fit to be answered, or why it is not; raises an `LLMError` when nobody answers."""
    task = TranslationTask(
        run.translator, problem.language, language, temperature=0.0, max_tokens=run.max_tokens, system=QUESTIONS
    )
    try:
        translation = await translate(problem, llm=llm, task=task)
    except Unfinished as failure:
        return _refused(problem, language, failure.reason, failure.text[:500])
    if flaw := next(unfit(problem, translation, language), None):
        return _refused(problem, language, *flaw)
    return SeedTranslation(
        run=run.id,
        seed=problem.item,
        language=language,
        question=translation.question,
        choices=translation.choices,
        translator=run.translator,
        answer_key=translation.answer_key,
    )


def unfit(problem: Problem, translation: Translation, language: str) -> Iterator[tuple[str, str]]:
    """Why a translation cannot be answered as its seed can, each reason with its evidence; the gravest first."""
    before, after = len(problem.choices), len(translation.choices)
    if before != after:
        yield "another number of options", f"{before} in English, {after} in the translation"
    elif not all(text.strip() for text in (translation.question, *translation.choices)):
        yield "empty text", "the question or an option is empty in the translation"
    elif same := repeated(translation.choices):
        yield "equal options", "; ".join(same)
    else:
        for finding in check(Pair(problem=problem, translation=translation, target=language), SEED_CHECKS):
            yield finding.check, finding.message


def _refused(problem: Problem, language: str, reason: str, detail: str) -> Refusal:
    return Refusal(run=problem.run, item=f"{problem.item}:{language}", stage="translate", reason=reason, detail=detail)
