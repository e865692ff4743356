"""The card's YAML against the fields of the Hub, which accepts anything and then does not find it.

Follows the Hub's specification of dataset cards (huggingface/hub-docs, datasetcard.md) and the arguments of
`DatasetCardData` in huggingface_hub 2.4. Licences, tasks and sizes are those of `annotate/dataset_cards`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from annotate.dataset_cards.definitions import definitions
from annotate.dataset_cards.lint_metadata import metadata_gaps
from annotate.dataset_cards.metadata import texts
from builders.publishing.records import CARD, Defect
from builders.publishing.release_files import Opened

CREATORS = frozenset({"found", "crowdsourced", "expert-generated", "machine-generated", "other"})
CLOSED: dict[str, frozenset[str]] = {
    "annotations_creators": CREATORS | {"no-annotation"},
    "language_creators": CREATORS,
    "multilinguality": frozenset({"monolingual", "multilingual", "translation", "other"}),
}
"""Fields that take some words and no others."""
ONE_TEXT = ("pretty_name", "license_name", "license_link", "paperswithcode_id")
SEVERAL_TEXTS = (
    "language", "language_bcp47", "language_details", "license", "size_categories", "source_datasets", "tags",
    "task_categories", "task_ids", *CLOSED,
)  # fmt: skip
STRUCTURED = ("configs", "dataset_info", "train-eval-index", "config_names", "viewer", "extra_gated_prompt",
              "extra_gated_fields")  # fmt: skip


def field_defects(opened: Opened) -> Iterator[Defect]:
    """What the Hub would take and not understand; a licence that is unknown is among it."""
    values = opened.card.metadata.values
    sentences = [gap.sentence.rstrip(".") for gap in metadata_gaps(opened.card)]
    sentences += [*_unknown(values), *_misshapen(values), *_other_words(opened), *_other_sizes(opened)]
    sentences += [*_configs(values["configs"])]
    yield from (Defect(file=CARD, sentence=sentence) for sentence in dict.fromkeys(sentences))


def _unknown(values: Mapping[str, Any]) -> Iterator[str]:
    known = {*ONE_TEXT, *SEVERAL_TEXTS, *STRUCTURED}
    for field in values:
        if field not in known:
            yield f"`{field}` is no field of the Hub: take it away, or say it in `tags` or in the text"


def _misshapen(values: Mapping[str, Any]) -> Iterator[str]:
    for field in ONE_TEXT:
        if field in values and not _is_text(values[field]):
            yield f"`{field}` is to be one text, not {values[field]!r}"
    for field in SEVERAL_TEXTS:
        value = values.get(field, [])
        listed = value if isinstance(value, list) else [value]
        if not all(map(_is_text, listed)):
            yield f"`{field}` is to be a text or a list of texts, not {value!r}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _other_words(opened: Opened) -> Iterator[str]:
    for field, words in CLOSED.items():
        strange = [word for word in texts(opened.card.metadata, field) if word not in words]
        if strange:
            yield f"`{field}` has {', '.join(strange)}: the Hub knows {', '.join(sorted(words))}"


def _other_sizes(opened: Opened) -> Iterator[str]:
    known = [tag for tag, _bound in definitions().size.tags]
    strange = [size for size in texts(opened.card.metadata, "size_categories") if size not in known]
    if strange:
        yield f"`size_categories` has {', '.join(strange)}: the Hub knows {', '.join(known)}"


def _configs(configs: list[Mapping[str, Any]]) -> Iterator[str]:
    """Names once, one default at most, and no key that `datasets` would hand to its reader."""
    names = [str(config["config_name"]) for config in configs]
    if len(set(names)) < len(names):
        yield "`configs` names a config twice: every config needs a name of its own"
    if sum(config.get("default") is True for config in configs) > 1:
        yield "`configs` has several defaults: keep one"
    shape: dict[str, Callable[[object], bool]] = {"config_name": _is_text, "default": lambda value: value is True}
    for config in configs:
        for key, value in config.items():
            if key != "data_files" and not (key in shape and shape[key](value)):
                yield f"config {config['config_name']} has `{key}: {value!r}`, which is no field of a config"
