"""Numbers that every card has, recomputed from the Parquet files without the code that wrote them.

"9 problems with gold answers"     rows of all configs
- `gsm8k`: 9 rows                  rows of a config; `train 60, validation 6` where there are several splits
size_categories: n<1K              the Hub's class for so many
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, TypeAdapter, ValidationError

from annotate.dataset_cards.definitions import definitions
from annotate.dataset_cards.metadata import texts
from builders.publishing.card_tables import shown
from builders.publishing.records import Figure
from builders.publishing.release_files import Opened

NOTHING = "nothing"
_CONFIG = re.compile(
    r"^- `(?P<config>[^`]+)`: (?P<rows>(?:[a-z]+ )?[\d,]+(?: rows|(?:, [a-z]+ [\d,]+)*))$", re.MULTILINE
)


class SplitSize(BaseModel):
    """A split as `dataset_info` has it."""

    name: str
    num_examples: int


class ConfigInfo(BaseModel):
    """A config as `dataset_info` has it."""

    config_name: str
    splits: list[SplitSize]


_INFOS = TypeAdapter(list[ConfigInfo])


def configurations(opened: Opened) -> Iterator[Figure]:
    """Rows of every config and split; a config that only one side has is a difference."""
    card = {found["config"]: found["rows"] for found in _CONFIG.finditer(opened.text)}
    for config in dict.fromkeys([*opened.rows, *card]):
        said = card.get(config, NOTHING)
        yield Figure(what=f"rows of {config}", card=said, files=_rows(opened.rows.get(config, {}), said))
    yield from _dataset_info(opened)


def _dataset_info(opened: Opened) -> Iterator[Figure]:
    """Rows of each split in the metadata, which `datasets` trusts."""
    card = _told_sizes(opened.card.metadata.values.get("dataset_info"))
    for config in dict.fromkeys([*opened.rows, *card]):
        said, files = (_counted(rows.get(config, {})) for rows in (card, opened.rows))
        yield Figure(what=f"dataset_info of {config}", card=said, files=files)


def _told_sizes(dataset_info: object) -> dict[str, dict[str, int]]:
    """Rows by config and split; none where the metadata has another shape."""
    try:
        told = _INFOS.validate_python(dataset_info)
    except ValidationError:
        return {}
    return {info.config_name: {split.name: split.num_examples for split in info.splits} for info in told}


def _counted(splits: Mapping[str, int]) -> str:
    return ", ".join(f"{split} {count:,}" for split, count in splits.items()) or NOTHING


def _rows(splits: Mapping[str, int], said: str) -> str:
    """As the card would write it: where a config has one split, mathematics does not repeat its name."""
    if said.endswith(" rows") and len(splits) == 1:
        return f"{sum(splits.values()):,} rows"
    return _counted(splits)


def size(opened: Opened, rows: int) -> Figure:
    """The class of `size_categories`."""
    known = [tag for tag, bound in definitions().size.tags if bound <= rows]
    return Figure(what="size_categories", card=listed(texts(opened.card.metadata, "size_categories")), files=known[-1])


def languages(opened: Opened, tags: Iterable[str], *, line: str) -> Iterator[Figure]:
    """BCP-47 tags in the metadata and on the line of the text that begins so, from those of the rows."""
    own = sorted(set(tags))
    said = search(opened.text, rf"^- \*\*{line}:\*\* (.*)$").replace("`", "")
    short = sorted({tag.split("-")[0].lower() for tag in own})
    metadata = opened.card.metadata
    yield Figure(what="language", card=listed(texts(metadata, "language")), files=listed(short))
    yield Figure(what="language_bcp47", card=listed(texts(metadata, "language_bcp47")), files=listed(own))
    yield Figure(what=line.lower(), card=said, files=listed(own))


def lines(what: str, card: list[list[str]], files: list[list[str]], *, named_by: int = 1) -> Iterator[Figure]:
    """Every line of a table; its first cells, `named_by` of them, name it."""
    said, own = ({", ".join(line[:named_by]): " | ".join(line[named_by:]) for line in table} for table in (card, files))
    for name in dict.fromkeys([*own, *said]):
        yield Figure(what=f"{what}, {name}", card=said.get(name, NOTHING), files=own.get(name, NOTHING))


def search(text: str, pattern: str) -> str:
    """The first group of what is found, as it shows."""
    found = re.search(pattern, text, re.MULTILINE)
    return shown(found[1]) if found else NOTHING


def listed(words: Sequence[str]) -> str:
    return ", ".join(words) or NOTHING
