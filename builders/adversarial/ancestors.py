"""Some nodes of a run with all that they grew from: a search has ten times as many."""

from __future__ import annotations

from collections.abc import Collection

from schemas.adversarial import SearchNode
from schemas.adversarial_runs import AdversarialRun
from schemas.store import Store


def with_ancestors(names: Collection[str], run: AdversarialRun, store: Store) -> dict[str, SearchNode]:
    """The nodes of these names and their ancestors up to the roots, by name."""
    nodes: dict[str, SearchNode] = {}
    wanted = set(names)
    while wanted:  # once a depth
        found = store.all(SearchNode, run=run.id, node=wanted)
        nodes |= {node.node: node for node in found}
        wanted = {node.parent for node in found if node.parent} - nodes.keys()
    return nodes
