"""Which benchmark a seed is from, in a run that may have seeds of several, and under which licence it came.

arc/Mercury_7 of a run named seeds, CC-BY-SA-4.0 AND MIT     arc, CC-BY-SA-4.0
q7 of a run named quiz, CC0-1.0                              quiz, CC0-1.0
"""

from __future__ import annotations

from crawlers.choice_benchmarks import CHOICE_LAYOUTS
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem


def source_of(seed: Problem, run: AdversarialRun) -> str:
    """The benchmark that a seed is from, where its identifier begins with one; else the run's source."""
    benchmark = seed.source_id.partition("/")[0]
    return benchmark if benchmark in CHOICE_LAYOUTS else run.source.name


def licence_of(source: str, run: AdversarialRun) -> str:
    """SPDX identifier of one of a run's sources where the run has several, else the run's."""
    layout = CHOICE_LAYOUTS.get(source)
    own = layout.licence if layout else ""
    return own if own in run.source.licence.split(" AND ") else run.source.licence
