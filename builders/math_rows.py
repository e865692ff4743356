"""What a reviewer sees of a translated problem."""

from __future__ import annotations

from collections.abc import Sequence

from builders.page_views import with_pages
from schemas.math_runs import MathRun
from schemas.records import Finding, Problem, Queued, Translation
from schemas.review_items import Notice, ReviewItem
from schemas.store import Store
from schemas.workspace import Workspace


def math_rows(run: MathRun, store: Store, workspace: Workspace, queue: Sequence[Queued]) -> list[ReviewItem]:
    """The queued items with all that their page shows, in the order of the source."""
    problems = {problem.item: problem for problem in store.all(Problem, run=run.id)}
    newest = {translation.item: translation for translation in store.all(Translation, run=run.id)}
    findings: dict[tuple[str, int], list[Finding]] = {}
    for finding in store.all(Finding, run=run.id):
        findings.setdefault((finding.item, finding.revision), []).append(finding)
    rows = [
        _review_item(run, queued, problems[queued.item], text, findings.get((queued.item, text.revision), ()))
        for queued in sorted(queue, key=lambda queued: (problems[queued.item].row, queued.item))
        for text in [newest[queued.item]]
    ]
    return with_pages(rows, run, store, workspace)


def _review_item(
    run: MathRun, queued: Queued, problem: Problem, translation: Translation, findings: Sequence[Finding]
) -> ReviewItem:
    return ReviewItem(
        item=queued.item,
        run=run.id,
        revision=translation.revision,
        source_language=run.source_language,
        target_language=run.target_language,
        question=translation.question,
        choices=translation.choices,
        original=problem.question,
        original_choices=problem.choices,
        answer=problem.answer,
        answer_type=problem.answer_type,
        solution=problem.solution,
        findings=tuple(Notice(check=f.check, message=f.message, quotes=f.quotes) for f in findings),
        because=queued.because,
        inclusion_probability=queued.inclusion_probability,
        page=None,
    )
