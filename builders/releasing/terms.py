"""Under which terms each config stands: its sources' licences, by tag and by right-holder, and those of models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from builders.adversarial.seed_origins import licence_of
from builders.card import sources_of
from builders.release_folder import ReleaseError
from builders.releasing.licence_rules import clash, forbids_derivatives, licences_in
from builders.releasing.stated import Stated, StatedError
from schemas.adversarial_runs import AdversarialRun
from schemas.math_runs import MathRun
from schemas.records import Record
from schemas.run_parameters import Run

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = "unknown"


class SourceTerms(Record):
    """What governs the rows of a config that are of one source."""

    config: str
    source: str
    tagged: str
    """Licence by its uploader's tag, as the draft was told."""
    licence: str
    """The right-holder's where people wrote that down, else the tag."""
    holder: str
    url: str
    rows: int


def source_terms(
    tables: Mapping[tuple[str, str], pa.Table], runs: Mapping[str, Run], stated: Stated
) -> tuple[SourceTerms, ...]:
    """Terms of every config, from the run it holds as it was drafted."""
    found = []
    for config, run in runs.items():
        own = [table for (name, _split), table in tables.items() if name == config]
        found += [_terms(config, stated, *tagged, rows) for tagged, rows in _tagged(run, own).items()]
    known = {one.source for one in found}
    if strange := sorted(stated.terms.keys() - known):
        raise StatedError(
            f"card.toml has [terms.{strange[0]}], and no source is so named: the sources are {', '.join(sorted(known))}"
        )
    return tuple(found)


def model_terms(runs: Iterable[Run], stated: Stated) -> dict[str, str]:
    """Address of the terms of each model's output, `unknown` where nobody gave it; a local one by its bare name."""
    models = sorted({model for run in runs for model in _models(run)})
    return {model: stated.models.get(model) or stated.models.get(model.split("@")[0]) or UNKNOWN for model in models}


def refuse_unpublishable(terms: Sequence[SourceTerms]) -> None:
    """Raise `ReleaseError` where a licence forbids translations, or those of one config cannot be combined."""
    for one in terms:
        if any(map(forbids_derivatives, licences_in(one.licence))):
            raise ReleaseError(
                f"{one.source} is under {one.licence}, which allows no derivatives, and so no translation of its "
                f"{one.rows:,} rows in config {one.config}: leave the source out, or ask its right-holder and write "
                f"the answer as `[terms.{one.source}]` into card.toml"
            )
    for config in dict.fromkeys(one.config for one in terms):
        own = {licence: one.source for one in terms if one.config == config for licence in licences_in(one.licence)}
        if pair := clash(own):
            first, second = (f"{own[licence]} ({licence})" for licence in pair)
            raise ReleaseError(
                f"config {config} joins {first} and {second}, whose licences cannot govern one work: "
                "draft the sources in runs of their own, or ask a right-holder and write the answer into card.toml"
            )


def _models(run: Run) -> list[str]:
    """All that wrote text which is released or judged it; no people, no programs."""
    readers = [run.pages.reader] if isinstance(run, MathRun) and run.pages and run.pages.backend == "vision" else []
    return [model for model in (*run.models, *readers) if model and not model.startswith("human:")]


def _tagged(run: Run, tables: Sequence[pa.Table]) -> Counter[tuple[str, str]]:
    """Rows by source and the licence it came under: a published translation's too, and benchmarks of seeds apart."""
    sources = sources_of([run]) if isinstance(run, MathRun) else [run.source]
    counted = Counter[tuple[str, str]]()
    for table in tables:
        if isinstance(run, AdversarialRun):
            counted.update((source, licence_of(source, run)) for source in table["source"].to_pylist())
        else:
            counted.update({(source.name, source.licence): table.num_rows for source in sources})
    return counted


def _terms(config: str, stated: Stated, source: str, tag: str, rows: int) -> SourceTerms:
    said = stated.terms.get(source)
    return SourceTerms(
        config=config,
        source=source,
        tagged=tag or UNKNOWN,
        licence=said.licence if said else tag or UNKNOWN,
        holder=said.holder if said else "",
        url=said.url if said else "",
        rows=rows,
    )
