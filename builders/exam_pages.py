"""Problems out of page images, as HRM8K's own sets were made: read, joined with their gold, then like any mathematics.

    bring in -> transcribe -> answer -> translate -> check -> (round trip, judge) -> queue

Read `draft` from top to bottom: it is section 3.1 of the paper. What the reader gave is kept raw; only the problem that
is translated has its outer spaces cut and its letters composed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from annotate import ocr, tesseract
from annotate.llm import LLM, NotRecorded, Unanswered, Unfinished
from annotate.local_model import spare_cores
from builders.drafting import Drafted, Progress, answered
from builders.exam_keys import Gold, Keys, number_of, option_letter, read_keys
from builders.intake import problem_of
from builders.parallel_math import through_machines
from crawlers.pages import read_pages
from crawlers.row_files import nfc
from crawlers.rows import Row
from schemas.faults import Fault
from schemas.math_runs import MathRun, PageReading
from schemas.records import PageImage, Problem, Record, Refusal, Transcription
from schemas.store import Store
from schemas.workspace import Workspace


class NoPagesError(Fault):
    """The run is not one of page images."""


async def draft(
    run: MathRun, *, workspace: Workspace, store: Store, llm: LLM, limit: int | None, progress: Progress
) -> Drafted:
    """HRM8K section 3.1: exam pages transcribed and joined with their answers, then translated and queued."""
    pages = take_in(run, workspace=workspace, store=store, limit=limit)
    waiting = await transcribe(pages, run, workspace=workspace, store=store, llm=llm, progress=progress)
    problems = with_gold(pages, run, workspace=workspace, store=store)
    drafted = await through_machines(problems, run, workspace=workspace, store=store, llm=llm, progress=progress)
    drafted.waiting = [*waiting, *drafted.waiting]
    return drafted


def take_in(run: MathRun, *, workspace: Workspace, store: Store, limit: int | None) -> list[PageImage]:
    """The pages that can be read, each image once; the others are refused. All are in the store then."""
    pages: dict[str, PageImage] = {}
    records: list[Record] = []
    for listed in read_pages(workspace.sources / run.file, limit=limit):
        page = PageImage(run=run.id, **listed.model_dump())
        records.append(page)
        if page.fault:
            records.append(_page_refused(page, "unreadable image", page.fault))
        elif (first := pages.get(page.file)) is not None:
            records.append(_page_refused(page, "duplicate page", f"the same image as page {first.row}"))
        else:
            pages[page.file] = page
    store.add(records)
    return list(pages.values())


async def transcribe(
    pages: Sequence[PageImage], run: MathRun, *, workspace: Workspace, store: Store, llm: LLM, progress: Progress
) -> list[str]:
    """Read every page that was not read yet; returns a sentence for each that nobody answered."""
    done = {text.image for text in store.all(Transcription, run=run.id)} | _refused_images(pages, run, store)
    todo = [page for page in pages if page.file not in done]
    waiting: list[str] = []
    records: list[Record] = []
    finished = len(pages) - len(todo)
    # Tesseract computes on this machine, a model elsewhere.
    window = spare_cores() if reading_of(run).backend == "tesseract" else 2 * llm.concurrency
    try:
        work = partial(read_page, run=run, workspace=workspace, llm=llm)
        async for read in answered(todo, work, llm=llm, window=window, waiting=waiting):
            records += read
            finished += 1
            progress(finished, len(pages))
    finally:
        store.add(records)
    return waiting


async def read_page(page: PageImage, *, run: MathRun, workspace: Workspace, llm: LLM) -> list[Record] | str:
    """The problems on a page as they were read, or its refusal; a sentence when nobody answered."""
    try:
        seen = await _see(page, run=run, workspace=workspace, llm=llm)
    except Unfinished as failure:
        return [_page_refused(page, "unreadable", f"{failure.reason}: {failure.text[:500]}")]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    if not seen.problems:
        return [_page_refused(page, "unreadable", "the reader saw no problem on the page")]
    return [_transcription(page, place, problem, run, seen.key) for place, problem in enumerate(seen.problems, start=1)]


def with_gold(pages: Sequence[PageImage], run: MathRun, *, workspace: Workspace, store: Store) -> list[Problem]:
    """What was read, as problems with a typed gold; the others are refused with the reason. Both are in the store then.

    Stops at a page that still waits for its reader: a later problem may turn out to be a double of one on it, and
    which of the two is kept must not depend on who was read first.
    """
    keys = read_keys(workspace.sources / reading_of(run).keys)
    texts: dict[str, list[Transcription]] = {}
    for text in store.all(Transcription, run=run.id):
        if text.revision == 0:
            texts.setdefault(text.image, []).append(text)
    refused = _refused_images(pages, run, store)
    problems: dict[tuple[str, ...], Problem] = {}
    refusals: list[Refusal] = []
    for page in pages:
        if page.file not in texts and page.file not in refused:
            break
        for text in texts.get(page.file, []):
            found = problem_on(page, text, run, keys)
            names = () if isinstance(found, Refusal) else _names(found, keys.name_of(page, text))
            first = next((problems[name] for name in names if name in problems), None)
            if isinstance(found, Refusal):
                refusals.append(found)
            elif first is not None:
                refusals.append(_refused(text, "read", "duplicate question", f"the same as on page {first.row}"))
            else:
                problems |= dict.fromkeys(names, found)
    kept = list({problem.item: problem for problem in problems.values()}.values())
    store.add([*kept, *refusals])
    return kept


def waiting_for_reader(run: MathRun, store: Store) -> set[str]:
    """Pages that nobody has read yet, and problems on later ones that were read and wait for those."""
    if run.pages is None:
        return set()
    texts = store.all(Transcription, run=run.id)
    read = {text.image for text in texts}
    settled = {problem.item for problem in store.all(Problem, run=run.id)}
    settled |= {refusal.item for refusal in store.all(Refusal, run=run.id)}
    pages = {_page_name(page) for page in store.all(PageImage, run=run.id) if page.file not in read}
    return (pages | {text.item for text in texts}) - settled


def problem_on(page: PageImage, text: Transcription, run: MathRun, keys: Keys) -> Problem | Refusal:
    """What was read as a problem with its gold, or why it is none."""
    name = keys.name_of(page, text)
    gold = keys.golds.get(name)
    if text.needs_figure:
        return _refused(text, "read", "needs its figure", "it cannot be solved from its words")
    if not text.complete:
        return _refused(text, "read", "incomplete", "part of it is cut off or cannot be read")
    if gold is None:
        return _refused(text, "answer", "no key", f"no answer for {', '.join(filter(None, name))}")
    if why := _too_easy(gold.error_rate if gold.error_rate is not None else page.error_rate, run):
        return _refused(text, "answer", why, f"wanted {reading_of(run).min_error_rate}")
    return _typed(page, text, run, gold)


def reading_of(run: MathRun) -> PageReading:
    """How a run's pages are read; raises `NoPagesError` for a run of text."""
    if run.pages is None:
        raise NoPagesError(f"{run.id} has no pages: it is a run of `isogloss {run.recipe}`")
    return run.pages


def _typed(page: PageImage, text: Transcription, run: MathRun, gold: Gold) -> Problem | Refusal:
    answer_type = gold.answer_type or run.answer_type
    if answer_type == "choice" and not text.choices:
        return _refused(text, "read", "options not read", "its answer is an option, and the reader told none apart")
    row = Row(
        number=page.row,
        source_id="/".join(filter(None, (page.exam, page.part, str(number_of(page, text) or "")))),
        question=nfc(text.text).strip(),
        choices=tuple(nfc(choice).strip() for choice in text.choices),
        answer=option_letter(gold.answer) if answer_type == "choice" else gold.answer,
        solution="",
        normalised=False,
    )
    typed = run.model_copy(update={"answer_type": answer_type, "numeric_only": answer_type == "numeric"})
    return problem_of(row, typed).model_copy(update={"item": text.item})


def _too_easy(error_rate: float | None, run: MathRun) -> str:
    wanted = reading_of(run).min_error_rate
    if wanted is None or (error_rate is not None and error_rate >= wanted):
        return ""
    return "error rate unknown" if error_rate is None else "error rate too low"


def _names(problem: Problem, key: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """What makes two problems the same: one key, or one text."""
    return ("key", *key), ("text", problem.question, *problem.choices)


async def _see(page: PageImage, *, run: MathRun, workspace: Workspace, llm: LLM) -> ocr.Seen:
    reading, image = reading_of(run), workspace.sources / page.file
    if reading.backend == "tesseract":
        return await tesseract.see(
            image,
            journal=llm.journal,
            reader=reading.reader,
            language=run.source_language,
            run=run.id,
            replay=llm.endpoint is None,
        )
    return await ocr.see(image.read_bytes(), image.suffix, llm=llm, model=reading.reader, max_tokens=reading.max_tokens)


def _transcription(page: PageImage, place: int, seen: ocr.SeenProblem, run: MathRun, key: str) -> Transcription:
    return Transcription(
        run=run.id,
        item=f"{run.id}-{page.file[:12]}-{place:02}",
        image=page.file,
        revision=0,
        place=place,
        number=seen.number,
        text=seen.text,
        choices=tuple(seen.choices),
        box=(seen.box.left, seen.box.top, seen.box.right, seen.box.bottom),
        needs_figure=seen.needs_figure,
        complete=seen.complete and bool(seen.text.strip()),
        transcriber=reading_of(run).reader,
        answer_key=key,
    )


def _refused_images(pages: Sequence[PageImage], run: MathRun, store: Store) -> set[str]:
    refused = {refusal.item for refusal in store.all(Refusal, run=run.id)}
    return {page.file for page in pages if _page_name(page) in refused}


def _page_name(page: PageImage) -> str:
    return f"{page.run}-row-{page.row}"


def _page_refused(page: PageImage, reason: str, detail: str) -> Refusal:
    return Refusal(run=page.run, item=_page_name(page), stage="read", reason=reason, detail=detail)


def _refused(text: Transcription, stage: str, reason: str, detail: str) -> Refusal:
    return Refusal.model_validate(
        {"run": text.run, "item": text.item, "stage": stage, "reason": reason, "detail": detail}
    )
