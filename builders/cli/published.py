"""What `--translation` and its companions say, or a benchmark that comes with a translation by people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from builders.cli.options import Translator, UsageFault, endpoint_from_environment
from builders.sources import Named
from crawlers.benchmarks import translation_of

FIELDS = ("id", "question", "answer", "choices")


def named_translation(options: dict[str, Any]) -> Named | None:
    """Take the options about a published translation out of `options`; None when a model is to translate."""
    file, columns, name, licence, revision = (
        options.pop(option)
        for option in (
            "translation", "translation_columns", "translation_name", "translation_licence", "translation_revision"
        )
    )  # fmt: skip
    benchmark = translation_of(options["benchmark"], options["target"]) if options["benchmark"] else None
    if file is None and benchmark is None:
        if columns or name or licence or revision:
            raise UsageFault("--translation-... describes a published translation: name its file with --translation")
        return None
    return Named(
        files=(file,) if file else (),
        benchmark=None if file else benchmark,
        revision=revision,
        columns=_columns(columns),
        column_option="--translation-columns {}=COLUMN",
        name=name,
        licence=licence,
    )


def people(judge: str | None, model: str | None) -> Translator:
    """Nobody at an endpoint, unless a judge is to compare the pairs; raises `UsageFault` for a model without work."""
    if model:
        raise UsageFault("the translation is published already, so no model is asked for it: leave --model out")
    endpoint = endpoint_from_environment() if judge else None
    if judge and endpoint is None:
        raise UsageFault("no endpoint for --judge: set OPENAI_API_KEY, or OPENAI_BASE_URL for your own server")
    return Translator("human", endpoint)


def _columns(given: Sequence[str]) -> dict[str, str]:
    columns = {}
    for part in given:
        field, _, column = part.partition("=")
        if field not in FIELDS or not column:
            raise UsageFault(f"--translation-columns {part} is not FIELD=COLUMN, a field being {', '.join(FIELDS)}")
        columns[field] = column
    return columns
