"""How adversarial pairs are searched for, with the paper's values (Cross-Lingual Pitfalls, sections 2.3 and 3.1)."""

from __future__ import annotations

from schemas.records import Record


class SearchSettings(Record):
    """Width, depths and thresholds of one search. The paper keeps gamma, epsilon and both thetas to itself."""

    width: int = 12
    """Nodes that are expanded at each depth, per seed and language."""
    depth: int = 4
    """Perturbations added one after the other."""
    extended_depth: int = 6
    """As deep as a search goes that looks promising."""
    promising: float = 0.6
    """V from which a search goes on to `extended_depth`."""
    include: float = 0.8
    """V from which a node is a pair."""
    gamma: float = 2.0
    """Exponent of the English accuracy in V; greater than 1."""
    epsilon: float = 0.0
    """English accuracy may fall to 1 - epsilon; the public code of the authors demands that every answer is right."""
    theta: float = 0.5
    """Least S, of the perturbed English question against the seed; a judge says 0 or 1, an embedding a cosine."""
    theta_target: float = 0.5
    """Least S in the target language."""
    max_per_seed: int = 3
    """Pairs that one seed gives at most in each language."""
    drafts: int = 1
    """Perturbations drafted from each wrong option of a node."""
