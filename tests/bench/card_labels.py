"""How right the classes of a card are, against labels made by hand (tests/data/hub_cards/labels.csv).

python -m tests.bench.card_labels

Precision and recall of every class with exact 95 % intervals (Clopper-Pearson), and their means over the classes, each
with its one-sided 95 % bound from 10,000 draws of Jeffreys' posteriors. A class without labels is left out.
"""

import csv
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import beta

from annotate.dataset_cards.classify import Listing, classify
from annotate.dataset_cards.definitions import SECTIONS
from tests.bench.table import markdown

FOLDER = Path(__file__).resolve().parents[1] / "data" / "hub_cards"
DRAWS, SEED = 10_000, 0


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper-Pearson, 95 %."""
        low = beta.ppf(0.025, self.hits, self.of - self.hits + 1) if self.hits else 0.0
        high = beta.ppf(0.975, self.hits + 1, self.of - self.hits) if self.hits < self.of else 1.0
        return float(low), float(high)


@dataclass(frozen=True)
class Agreement:
    """A class: what was found of it, and what was there."""

    label: str
    precision: Share
    recall: Share


def cards() -> dict[str, str]:
    """Every card of the folder and of its archive."""
    found = {file.parent.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*/README.md")}
    with tarfile.open(FOLDER / "labelled_cards.tar.xz") as archive:
        for member in archive:
            found[Path(member.name).parent.name] = archive.extractfile(member).read().decode()
    return found


def labels() -> list[dict[str, str]]:
    with (FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged(labelled: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """For licence, makeup and each section: the label and what the classifier says, card by card."""
    texts = cards()
    pairs: dict[str, list[tuple[str, str]]] = {name: [] for name in ("licence", "makeup", *SECTIONS)}
    for row in labels():
        if labelled in {None, row["labelled"]}:
            found = classify(Listing(row["card"]), texts[row["card"]])
            pairs["licence"].append((row["licence"], found.licence.label))
            pairs["makeup"].append((row["makeup"], found.makeup.label))
            for section in SECTIONS:
                pairs[section].append((row[section], "yes" if section in found.sections else "no"))
    return pairs


def agreements(pairs: list[tuple[str, str]]) -> list[Agreement]:
    """Class by class; of those with labels."""
    there, said = Counter(label for label, _ in pairs), Counter(answer for _, answer in pairs)
    hits = Counter(label for label, answer in pairs if label == answer)
    return [Agreement(one, Share(hits[one], said[one]), Share(hits[one], there[one])) for one in sorted(there)]


def macro(shares: list[Share]) -> tuple[float, float]:
    """The mean over the classes, and what it is at least with 95 %."""
    draws = np.random.default_rng(SEED)
    drawn = [draws.beta(one.hits + 0.5, one.of - one.hits + 0.5, DRAWS) for one in shares]
    return float(np.mean([one.value for one in shares])), float(np.quantile(np.mean(drawn, axis=0), 0.05))


def sections_together(pairs: dict[str, list[tuple[str, str]]]) -> list[Agreement]:
    """The classes of all five sections: `creation yes`, `creation no`, and so on."""
    return [
        Agreement(f"{section} {one.label}", one.precision, one.recall)
        for section in SECTIONS
        for one in agreements(pairs[section])
    ]


def _rows(pairs: dict[str, list[tuple[str, str]]]) -> Iterator[list[str]]:
    named = {"licence": agreements(pairs["licence"]), "makeup": agreements(pairs["makeup"])}
    for name, classes in (named | {"sections": sections_together(pairs)}).items():
        for one in classes:
            yield [name, one.label, str(one.recall.of), _said(one.precision), _said(one.recall)]
        means = [macro([getattr(one, which) for one in classes]) for which in ("precision", "recall")]
        yield [name, "**mean**", "", *(f"{mean:.3f} (at least {low:.3f})" for mean, low in means)]


def _said(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} ({low:.3f} to {high:.3f})"


def main() -> None:
    for when in ("before", "held out"):
        found = judged(when)
        head = ["", "class", "cards", "precision (95 %)", "recall (95 %)"]
        print(f"\n{len(found['licence'])} cards labelled {when}\n\n{markdown([head, *_rows(found)])}")  # noqa: T201


if __name__ == "__main__":
    main()
