"""Documents translated into languages that their event lacks, so that it has premises in them too.

    event in es and ko, --expand-to es --expand-to ru     one of the two, drawn by the seed, in Russian

CDCL-NLI had English documents translated into 25 languages (section 3.2). Here any document that was published may be
the original; it is drawn by the seed, one for an event and a language. What is made is a document like any other, which
says what it translates and by which model. A premise with it is a translated one, in no figure with native ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from annotate.inference.translate_document import translate_document, translation_name
from annotate.llm import LLM, NotRecorded, Unanswered, Unfinished
from builders.clusters import language_finding, primary_language, read_language
from builders.drafting import Drafted, keep_answered, model_failed
from schemas.digest import fraction
from schemas.inference import Document
from schemas.inference_runs import InferenceRun
from schemas.records import Record, Refusal
from schemas.store import Store


class Expansion(NamedTuple):
    """A translation that is wanted."""

    original: Document
    language: str
    """BCP-47, as the user asked for it."""
    document: str
    """Name of the translation, made or not."""


def expansions(run: InferenceRun, documents: Iterable[Document]) -> list[Expansion]:
    """The translations that a run wants of the documents taken in, by event, then as the languages were named."""
    by_event: dict[str, list[Document]] = defaultdict(list)
    languages: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        if not document.answer_key:
            languages[document.event].add(primary_language(document.language))
        if document.origin == "native":
            by_event[document.event].append(document)
    return [
        _expansion(run, native, language)
        for event, native in sorted(by_event.items())
        for language in run.expand_to
        if primary_language(language) not in languages[event]
    ]


def premise_documents(run: InferenceRun, documents: Sequence[Document]) -> list[Document]:
    """Those that premises are made of: as they were published, and the translations wanted. English twins are not."""
    wanted = {expansion.document for expansion in expansions(run, documents)}
    return [document for document in documents if not document.answer_key or document.document in wanted]


async def expand(run: InferenceRun, store: Store, llm: LLM, drafted: Drafted) -> None:
    """Make the translations that a run wants and does not have; what nobody answered is left `waiting`."""
    documents = store.all(Document, run=run.id)
    done = {document.document for document in documents}
    done |= {refusal.item for refusal in store.all(Refusal, run=run.id) if refusal.stage == "translate"}
    todo = [expansion for expansion in expansions(run, documents) if expansion.document not in done]
    await keep_answered(todo, partial(_translated, run=run, llm=llm), store=store, llm=llm, waiting=drafted.waiting)


def _expansion(run: InferenceRun, native: Sequence[Document], language: str) -> Expansion:
    original = min(native, key=lambda one: fraction(run.seed, "expand", one.document, language))
    return Expansion(original, language, translation_name(original, target=language, model=run.translator))


async def _translated(expansion: Expansion, *, run: InferenceRun, llm: LLM) -> list[Record] | str:
    try:
        made = await translate_document(expansion.original, target=expansion.language, llm=llm, model=run.translator)
    except Unfinished as failure:
        return [model_failed(run, expansion.document, "translate", failure)]
    except (Unanswered, NotRecorded) as failure:
        return str(failure)
    read = read_language(made.text, made.language)
    if not read.is_another:
        return [made, *language_finding(made, read)]
    detail = f"{expansion.original.document} into {expansion.language}, {read.told}: {made.text[:60]}"
    return [Refusal(run=run.id, item=expansion.document, stage="translate", reason="wrong language", detail=detail)]
