"""What a reviewer sees beside a problem that was read from a page: the image, its place on it, the raw text."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from builders.exam_keys import number_of, read_keys
from crawlers.page_images import WHOLE, cut
from schemas.math_runs import MathRun
from schemas.records import PageImage, Transcription
from schemas.review_items import PageView, ReviewItem
from schemas.store import Store
from schemas.workspace import Workspace


def with_pages(items: Sequence[ReviewItem], run: MathRun, store: Store, workspace: Workspace) -> list[ReviewItem]:
    """The items of a review batch, each with its page, and the crops made; a run of text has none."""
    if run.pages is None:
        return list(items)
    pages = {page.file: page for page in reversed(store.all(PageImage, run=run.id))}  # of doubles, the first
    texts = {text.item: text for text in store.all(Transcription, run=run.id) if text.revision == 0}
    golds = read_keys(workspace.sources / run.pages.keys)
    shown = []
    for item in items:
        text = texts[item.item]
        page = pages[text.image]
        rate = golds.golds[golds.name_of(page, text)].error_rate
        view = _view(page, text, page.error_rate if rate is None else rate, crop=_crop(text, workspace))
        shown.append(item.model_copy(update={"page": view}))
    return shown


def _view(page: PageImage, text: Transcription, error_rate: float | None, *, crop: str) -> PageView:
    return PageView(
        image=page.file,
        box=text.box,
        crop=crop,
        exam=page.exam,
        part=page.part,
        year=page.year,
        page=page.page,
        number=number_of(page, text),
        error_rate=error_rate,
        transcription=text.text,
        transcriber=text.transcriber,
    )


def _crop(text: Transcription, workspace: Workspace) -> str:
    """The part of the page that holds the problem, beside the batches: derived, so it may be made again."""
    if text.box == WHOLE:
        return ""
    path = workspace.review / "crops" / f"{text.item}.png"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with Image.open(workspace.sources / text.image) as image:
            cut(image, text.box).save(partial, "PNG")
        partial.replace(path)
    return str(path.relative_to(workspace.review))
