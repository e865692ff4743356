"""English twins of documents, for readers who do not read the original. What was read is kept with each judgment."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from annotate.inference.translate_document import translate_document
from annotate.llm import LLM, NotRecorded, Unanswered, Unfinished
from builders.drafting import Drafted, keep_answered, model_failed
from schemas.inference import Document
from schemas.inference_runs import InferenceRun
from schemas.records import Record, Refusal
from schemas.store import Store

ENGLISH = "en"


async def add_twins(run: InferenceRun, documents: Iterable[Document], store: Store, llm: LLM, drafted: Drafted) -> None:
    """Translate every document that is not English and has no twin yet; without a model for it, nothing."""
    if not run.twins:
        return
    done = set(twins_of(run, store.all(Document, run=run.id)))
    done |= {refusal.item for refusal in store.all(Refusal, run=run.id)}
    todo = {each.document: each for each in documents if each.language.partition("-")[0] != ENGLISH}
    wanted = [document for name, document in todo.items() if name not in done]
    await keep_answered(wanted, partial(_twin, run=run, llm=llm), store=store, llm=llm, waiting=drafted.waiting)


def twins_of(run: InferenceRun, documents: Iterable[Document]) -> dict[str, Document]:
    """The English twins among a run's documents, by the document that each is the twin of."""
    made = (each for each in documents if each.answer_key and each.translator == run.twins)
    return {each.translated_from: each for each in made if each.language == ENGLISH}


async def _twin(document: Document, *, run: InferenceRun, llm: LLM) -> list[Record] | str:
    try:
        return [await translate_document(document, target=ENGLISH, llm=llm, model=run.twins)]
    except Unfinished as failure:
        return [model_failed(run, document.document, "translate", failure)]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
