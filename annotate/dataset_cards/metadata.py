"""The block between `---` at the top of a card: untrusted YAML, read within limits.

A card that has no block, or one that cannot be read, is a class of its own and says why. What an alias stands for is
counted before anything is built: nine lines of YAML can expand to a billion nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

State = Literal["good", "none", "broken"]

MOST_BYTES = 2_000_000
"""The largest of 770 real blocks has 10,340; lists of configurations and features make them longer."""
MOST_NODES = 200_000
"""With aliases expanded. Real cards have some, where a dumper met the same list twice."""
MOST_DEPTH = 64


@dataclass(frozen=True)
class Metadata:
    """What the block holds."""

    state: State
    fault: str = ""
    """Why it is broken or not there; empty when it is good."""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A card, taken apart."""

    metadata: Metadata
    body: str
    """What comes after the block."""
    first_line: int
    """The line of the card on which the body begins, from 1."""


class _Refused(Exception):
    """The YAML is not read; the message says why."""


def card_of(text: str) -> Card:
    """The card taken apart. Nothing raises: a block that cannot be read is `broken`, and the body is still there."""
    text = text.removeprefix("\ufeff")
    block = _block().match(text)
    if block is None:
        opened = text.lstrip().startswith("---")
        fault = "the block of metadata does not end" if opened else "no block of metadata between ---"
        return Card(Metadata("broken" if opened else "none", fault), text, 1)
    return Card(_read(block["yaml"]), text[block.end() :], text.count("\n", 0, block.end()) + 1)


@cache
def _block() -> Any:
    """As huggingface_hub's `REGEX_YAML_BLOCK` finds it, and an empty one."""
    import re

    return re.compile(r"\s*---[ \t]*\r?\n(?P<yaml>[\s\S]*?)(?:(?<=\n)|\r?\n)---[ \t]*(?:\r?\n|\Z)")


def _read(text: str) -> Metadata:
    import yaml  # type: ignore[import-untyped, unused-ignore]

    try:
        _measure(text)
        values = yaml.load(text, _loader())  # noqa: S506 - both loaders are safe ones
    except _Refused as refused:
        return Metadata("broken", str(refused))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none, 2023-02-30
        return Metadata("broken", " ".join(str(error).split()))
    if values is None:
        return Metadata("none", "the block of metadata is empty")
    if not isinstance(values, dict):
        return Metadata("broken", "the block of metadata holds no keys")
    return Metadata("good", values={str(key): value for key, value in values.items()})


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _measure(text: str) -> None:
    """Refuses what is too large, too deep, or grows too large when its aliases are expanded."""
    import yaml

    if len(text.encode()) > MOST_BYTES:
        raise _Refused(f"the block of metadata is larger than {MOST_BYTES:,} bytes")
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = [(None, 0)]
    for event in yaml.parse(text, _loader()):
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((anchor, 1))
        elif isinstance(event, yaml.CollectionEndEvent):
            _close(open_nodes, sizes)
        elif isinstance(event, yaml.AliasEvent):
            _grow(open_nodes, _size_of(anchor, sizes))
        elif isinstance(event, yaml.ScalarEvent):
            sizes.update({anchor: 1} if anchor else {})
            _grow(open_nodes, 1)
        if len(open_nodes) > MOST_DEPTH:
            raise _Refused(f"the metadata is nested deeper than {MOST_DEPTH} levels")


def _close(open_nodes: list[tuple[str | None, int]], sizes: dict[str, int]) -> None:
    anchor, size = open_nodes.pop()
    if anchor:
        sizes[anchor] = size
    _grow(open_nodes, size)


def _size_of(anchor: str | None, sizes: dict[str, int]) -> int:
    if anchor is None or anchor not in sizes:
        raise _Refused(f"the alias *{anchor} stands within what it stands for, or for nothing")
    return sizes[anchor]


def _grow(open_nodes: list[tuple[str | None, int]], by: int) -> None:
    anchor, size = open_nodes[-1]
    if size + by > MOST_NODES:
        raise _Refused(f"the metadata expands to more than {MOST_NODES:,} values")
    open_nodes[-1] = (anchor, size + by)


def texts(metadata: Metadata, *keys: str) -> tuple[str, ...]:
    """The values of the first of the keys that has any, as text: one or a list, without the empty ones.

    YAML 1.1 reads the language tag of Norwegian as false.
    """
    for key in keys:
        value = metadata.values.get(key)
        # Old cards had a list for each configuration: {config: [value]}.
        nested = value.values() if isinstance(value, dict) else [value]
        flat = [one for part in nested for one in (part if isinstance(part, list) else [part])]
        found = tuple("no" if one is False else str(one).strip() for one in flat if one not in (None, ""))
        if found:
            return tuple(dict.fromkeys(found))
    return ()
