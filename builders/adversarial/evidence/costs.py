"""What a pair took, in tokens and US dollars: as the endpoint reported them, at the prices that are known."""

from __future__ import annotations

from collections.abc import Iterable

from annotate.prices import Price, price_of
from schemas.answers import Usage
from schemas.records import Record


class PairCost(Record):
    """What the pairs of a run took."""

    pairs: int
    tokens: int
    cost: float | None
    """US dollars; None when the price of a model is unknown."""
    tokens_per_pair: float | None
    """None when there is no pair."""
    cost_per_pair: float | None


def cost_per_pair(usages: Iterable[Usage], prices: dict[str, Price], *, pairs: int) -> PairCost:
    """Tokens as the endpoint reported them, and their price; an unknown price makes the cost unknown."""
    rows = list(usages)
    tokens = sum(row.prompt_tokens + row.completion_tokens for row in rows)
    priced = [(row, price_of(row.model, prices)) for row in rows]
    costs = [price.of(row.prompt_tokens, row.completion_tokens) for row, price in priced if price]
    cost = sum(costs) if len(costs) == len(rows) else None
    return PairCost(
        pairs=pairs,
        tokens=tokens,
        cost=cost,
        tokens_per_pair=tokens / pairs if pairs else None,
        cost_per_pair=cost / pairs if pairs and cost is not None else None,
    )
