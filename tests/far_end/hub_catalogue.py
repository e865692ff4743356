"""Real dataset cards as a Hub would list them; resampled under new ids when more datasets are wanted than there are.

    klue                    card and sizes as they were; owner, dates and downloads are ours, from the seed
    sweep-17/klue-3         the same card again, as the third copy

Nothing here is a figure about the Hub: only cards, their metadata and sizes are real.
"""

import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.far_end import chance

FATES = {
    "gated": "only for those who were let in",
    "disabled": "shut by the Hub",
    "gone": "deleted since it was listed",
    "no-card": "has no README.md",
    "renamed": "redirects to another name",
    "broken-yaml": "its metadata block is no YAML",
    "mute": "always a server error",
}
_BLOCK = re.compile(rb"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})")
_TAGGED = ("task_categories", "task_ids", "multilinguality", "language", "license", "size_categories")
_EPOCH = datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Real:
    """What one real dataset contributes."""

    name: str
    card: bytes
    metadata: dict[str, Any] | None
    """None when the block is no YAML mapping."""
    sizes: dict[str, int]
    """Rows and bytes over all configurations; empty when unknown."""

    @cached_property
    def tags(self) -> list[str]:
        arxiv = dict.fromkeys(_ARXIV.findall(self.card.decode("utf-8", "replace")))
        stated = [f"{key}:{value}" for key in _TAGGED for value in _values((self.metadata or {}).get(key))]
        return [*stated, *(f"arxiv:{paper}" for paper in arxiv), "region:us"]


@dataclass(frozen=True)
class Dataset:
    """One dataset of the catalogue."""

    id: str
    sha: str
    real: Real
    fate: str
    row: dict[str, Any]
    """All that a listing may show of it."""

    @property
    def card(self) -> bytes:
        return b"---\nlicense: [mit\n" + self.real.card[4:] if self.fate == "broken-yaml" else self.real.card


@dataclass
class Catalogue:
    """The datasets there are, most downloaded first. Made when asked for: hundreds of thousands cost little."""

    reals: list[Real]
    count: int
    seed: int
    fates: Mapping[str, float]
    _numbers: dict[str, int] = field(default_factory=dict)
    _listings: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {self._id(number): number for number in range(self.count)}
        self._listings[()] = sorted(range(self.count), key=lambda number: (-self._downloads(number), number))

    def find(self, dataset: str) -> Dataset | None:
        number = self._numbers.get(dataset.removesuffix("-renamed"))
        return None if number is None else self._dataset(number)

    def listing(self, filters: tuple[str, ...]) -> list[int]:
        """Numbers of the datasets that bear all these tags, most downloaded first."""
        if filters not in self._listings:
            fitting = {at for at, real in enumerate(self.reals) if set(filters) <= set(real.tags)}
            self._listings[filters] = [n for n in self._listings[()] if n % len(self.reals) in fitting]
        return self._listings[filters]

    def rows(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        return [self._dataset(number).row for number in numbers]

    def met(self, filters: tuple[str, ...]) -> Counter[str]:
        """How many datasets of a listing meet each fate; `""` is none."""
        return Counter(self._fate(number) for number in self.listing(filters))

    def owner_kind(self, owner: str) -> str:
        """`user` or `organization`; empty for one nobody is."""
        if not re.fullmatch(r"sweep-\d+", owner):
            return ""
        return "user" if chance.fraction(self.seed, "kind", owner) < 0.65 else "organization"

    def _id(self, number: int) -> str:
        copy, at = divmod(number, len(self.reals))
        name = self.reals[at].name + (f"-{copy}" if copy else "")
        bare = number % 50 == 0  # as the Hub's oldest datasets, which have no owner
        return name if bare else f"sweep-{chance.number(self.seed, 'owner', number) % (self.count // 3 + 1)}/{name}"

    def _downloads(self, number: int) -> int:
        """A power law, as the survey found (its section 3.1)."""
        return int(20 * (1 - chance.fraction(self.seed, "downloads", number)) ** -1.25)

    def _fate(self, number: int) -> str:
        left = chance.fraction(self.seed, "fate", number)
        for fate, share in self.fates.items():
            left -= share
            if left < 0:
                return fate
        return ""

    def _dataset(self, number: int) -> Dataset:
        real, name, fate = self.reals[number % len(self.reals)], self._id(number), self._fate(number)
        sha = f"{chance.number(self.seed, 'sha', number):016x}" * 2 + "c0ffee00"
        created = _EPOCH + timedelta(hours=chance.number(self.seed, "created", number) % 30_000)
        downloads = self._downloads(number)
        row: dict[str, Any] = {
            "_id": sha[:24],
            "id": name,
            "sha": sha,
            "createdAt": _stamp(created),
            "lastModified": _stamp(created + timedelta(days=chance.number(self.seed, "age", number) % 200)),
            "private": False,
            "gated": "manual" if fate == "gated" else False,
            "disabled": fate == "disabled",
            "downloads": downloads,
            "downloadsAllTime": downloads * 12,
            "likes": downloads // 50,
            "mainSize": real.sizes.get("bytes", 0),
            "usedStorage": 2 * real.sizes.get("bytes", 0),
            "tags": real.tags,
        }
        if "/" in name:
            row["author"] = name.partition("/")[0]
        if real.metadata is not None and fate != "broken-yaml":
            row["cardData"] = real.metadata
        return Dataset(name, sha, real, fate, row)


def read_reals(paths: Iterable[Path]) -> list[Real]:
    """The datasets in folders or tars of `.../NAME/README.md` and `.../NAME/dataset_infos.json`, by name."""
    cards: dict[str, bytes] = {}
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    for path in paths:
        for member, content in _members(path):
            if member.name == "README.md" and member.parent.name:
                cards[member.parent.name] = content
            elif member.name == "dataset_infos.json":
                sizes[member.parent.name] = _sizes(json.loads(content))
    if not cards:
        raise ValueError(f"no NAME/README.md in {', '.join(map(str, paths))}")
    return [Real(name, cards[name], _metadata(cards[name]), sizes[name]) for name in sorted(cards)]


def _members(path: Path) -> Iterator[tuple[Path, bytes]]:
    if path.is_dir():
        yield from ((file.relative_to(path), file.read_bytes()) for file in sorted(path.rglob("*")) if file.is_file())
        return
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and (content := tar.extractfile(member)):
                yield Path(member.name), content.read()


def _metadata(card: bytes) -> dict[str, Any] | None:
    """The block between `---` as JSON would keep it."""
    block = _BLOCK.match(card)
    try:
        parsed = yaml.load(block[1], yaml.CSafeLoader) if block else None
    except yaml.YAMLError:
        return None
    return json.loads(json.dumps(parsed, default=str)) if isinstance(parsed, dict) else None


def _sizes(infos: dict[str, Any]) -> dict[str, int]:
    splits = [split for info in infos.values() for split in (info.get("splits") or {}).values()]
    return {
        "configs": len(infos),
        "rows": sum(split.get("num_examples") or 0 for split in splits),
        "bytes": sum(split.get("num_bytes") or 0 for split in splits),
    }


def _values(stated: Any) -> list[str]:
    """A field of the metadata as tags: one value, a list, or a list a configuration."""
    if isinstance(stated, dict):
        return list(dict.fromkeys(value for each in stated.values() for value in _values(each)))
    return [str(value) for value in (stated if isinstance(stated, list) else [stated]) if value is not None]


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")
