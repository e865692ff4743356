"""How good a node can still become, from the votes that are in: so a search stops asking and finds the same.

V = accuracy ** gamma - accuracy_target over the k simulators (Cross-Lingual Pitfalls, equation 4). A vote that is still
out is taken for the best one: right in English, wrong in the target language. Both sides of every comparison come from
`value`, so that equal standings are equal numbers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from schemas.search_settings import SearchSettings


class Standing(NamedTuple):
    """Votes that are in for one node."""

    asked: int
    """In English."""
    right: int
    asked_target: int
    right_target: int


def value(right: int, right_target: int, *, simulators: int, gamma: float) -> float:
    """V of a node whose every simulator was asked."""
    return float((right / simulators) ** gamma - right_target / simulators)


def at_most(standing: Standing, *, simulators: int, gamma: float) -> float:
    """The highest V that the votes still out could lead to; V itself when none is out."""
    right = standing.right + simulators - standing.asked
    return value(right, standing.right_target, simulators=simulators, gamma=gamma)


def at_least(standing: Standing, *, simulators: int, gamma: float, epsilon: float) -> float:
    """The lowest V that the votes still out could lead to, if the node passes the gate."""
    right = max(standing.right, simulators - may_be_wrong(simulators, epsilon))
    right_target = standing.right_target + simulators - standing.asked_target
    return value(right, right_target, simulators=simulators, gamma=gamma)


def passes_gate(standing: Standing, *, simulators: int, epsilon: float) -> bool:
    """Whether English accuracy can still be 1 - epsilon or more; is so when all were asked."""
    return standing.asked - standing.right <= may_be_wrong(simulators, epsilon)


def may_be_wrong(simulators: int, epsilon: float) -> int:
    """Simulators of which English accuracy is still 1 - epsilon; the least error of a float must not cost one."""
    return math.floor(epsilon * simulators + 1e-9)


def complete(standing: Standing, *, simulators: int) -> bool:
    return standing.asked == standing.asked_target == simulators


def sure_votes(standing: Standing, *, simulators: int, settings: SearchSettings) -> int:
    """Target votes that are needed whatever they say before it is clear that the node is no pair; at least 1."""
    left = simulators - standing.asked_target
    for votes in range(1, left):
        then = standing._replace(right_target=standing.right_target + votes)
        if at_most(then, simulators=simulators, gamma=settings.gamma) < settings.include:
            return votes
    return left
