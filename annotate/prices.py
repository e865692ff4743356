"""What a million tokens cost, so that a budget can be kept. Unknown is unknown, never 0.

[gpt-4o-mini]          # prices.toml, in US dollars a million tokens; a user's own file has the same shape
prompt = 0.15
completion = 0.60
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.faults import Fault

_BUNDLED = Path(__file__).with_name("prices.toml")


class PriceError(Fault):
    """The price table cannot be read, or lacks a model that a budget needs."""


@dataclass(frozen=True)
class Price:
    """US dollars a million tokens."""

    prompt: float
    completion: float

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1e6


FREE = Price(0.0, 0.0)


def load_prices(own: Path | None = None) -> dict[str, Price]:
    """The bundled table, overridden by a user's own."""
    return _read(_BUNDLED) | (_read(own) if own else {})


def price_of(model: str, prices: Mapping[str, Price]) -> Price | None:
    """The model's price, None when unknown; a local file costs nothing. A dated name has its base model's price."""
    if "@sha256:" in model:
        return FREE
    known = [name for name in prices if model == name or model.startswith(name + "-20")]
    return prices[max(known, key=len)] if known else None


def _read(path: Path) -> dict[str, Price]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: Price(float(row["prompt"]), float(row["completion"])) for name, row in table.items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PriceError(
            f"cannot read the prices in {path} ({error}): each model needs [name] with prompt and completion"
        ) from error
