"""Counts, ranges and prices as people read them."""

from __future__ import annotations

from schemas.plans import Span


def count_of(number: int, what: str) -> str:
    """`1 pair`, `2,000 pairs`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def numbers(span: Span) -> str:
    """`61,000 to 98,000`, the three digits that mean something; one number when both ends are the same."""
    low, high = _rounded(span.low), _rounded(span.high)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def exactly(span: Span) -> str:
    """`300 to 1,319`, in whole numbers."""
    low, high = f"{span.low:,.0f}", f"{span.high:,.0f}"
    return low if low == high else f"{low} to {high}"


def dollars(span: Span | None) -> str:
    """`$0.0155 to $0.0363`, or that the price is unknown."""
    if span is None:
        return "price unknown"
    low, high = _amount(span.low), _amount(span.high)
    return low if low == high else f"{low} to {high}"


def _rounded(number: float) -> int:
    return int(round(number, min(0, 3 - len(str(round(number))))))


def _amount(amount: float) -> str:
    return f"${amount:,.2f}" if amount >= 1 or amount == 0 else f"${amount:.4f}"
