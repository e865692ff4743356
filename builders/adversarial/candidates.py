"""A child of a search while its votes come in: what is known of it so far, and what it can still become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from builders.adversarial.bounds import Standing, at_least, at_most, complete, passes_gate
from schemas.adversarial import Fate, SearchNode, Side, Vote
from schemas.digest import fraction
from schemas.search_settings import SearchSettings

Rank = tuple[float, float, str]
"""Smaller is better."""


@dataclass(eq=False)
class Candidate:
    """A child while its votes come in."""

    node: SearchNode
    gold: int
    simulators: Sequence[str]
    settings: SearchSettings
    votes: dict[Side, list[Vote]] = field(default_factory=lambda: {"english": [], "target": []})

    @property
    def standing(self) -> Standing:
        english, target = self.votes["english"], self.votes["target"]
        right = [sum(vote.choice == self.gold for vote in votes) for votes in (english, target)]
        return Standing(len(english), right[0], len(target), right[1])

    @property
    def at_most(self) -> float:
        return at_most(self.standing, simulators=len(self.simulators), gamma=self.settings.gamma)

    @property
    def at_least(self) -> float:
        gamma, epsilon = self.settings.gamma, self.settings.epsilon
        return at_least(self.standing, simulators=len(self.simulators), gamma=gamma, epsilon=epsilon)

    @property
    def alive(self) -> bool:
        return passes_gate(self.standing, simulators=len(self.simulators), epsilon=self.settings.epsilon)

    @property
    def complete(self) -> bool:
        return complete(self.standing, simulators=len(self.simulators))

    @property
    def may_be_pair(self) -> bool:
        return self.alive and self.at_most >= self.settings.include

    @cached_property
    def tie(self) -> tuple[float, str]:
        """Orders equal values by a number that the English text alone gives, alike in all languages."""
        return fraction("rank", self.node.question), self.node.node

    @property
    def rank(self) -> Rank:
        """Best first, if its open votes are all as good as can be."""
        return (-self.at_most, *self.tie)

    @property
    def worst_rank(self) -> Rank:
        """If it passes in English, and its open votes in the target language are all as bad as can be."""
        return (-self.at_least, *self.tie)

    def missing(self, side: Side) -> list[tuple[Side, str]]:
        return [(side, simulator) for simulator in self.simulators[len(self.votes[side]) :]]

    def settled(self, fate: Fate, why: str) -> SearchNode:
        """The node that it became; accuracies and V where every simulator was asked."""
        standing, simulators = self.standing, len(self.simulators)
        return self.node.model_copy(
            update={
                "votes": (*self.votes["english"], *self.votes["target"]),
                "accuracy": standing.right / simulators if standing.asked == simulators else None,
                "accuracy_target": standing.right_target / simulators if standing.asked_target == simulators else None,
                "value": self.at_most if self.complete else None,
                "fate": fate,
                "why": why,
            }
        )
