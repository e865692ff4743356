"""Which sources of a run can stand in one config: a row cannot be under terms that exclude each other, nor a config.

arc CC-BY-SA-4.0, mmlu MIT                        seeds: all of them
arc CC-BY-SA-4.0, sciq CC-BY-NC-3.0, mmlu MIT     seeds-arc-mmlu, seeds-sciq
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from builders.adversarial.seed_origins import licence_of, source_of
from builders.releasing.licence_rules import clash, licences_in
from builders.releasing.stated import HolderTerms
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Problem


def licences_of(run: AdversarialRun, seeds: Iterable[Problem], terms: Mapping[str, HolderTerms]) -> dict[str, str]:
    """The licence of every source of a run, in the order of their first seeds; the right-holder's where it is known."""
    sources = dict.fromkeys(source_of(seed, run) for seed in sorted(seeds, key=_row))
    return {source: terms[source].licence if source in terms else licence_of(source, run) for source in sources}


def config_sources(run: AdversarialRun, licences: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The sources of each config of a run, by what its name begins with.

    Of all `licences` of the run, also those of sources of which nothing is released: so that a config keeps its name
    whatever is withdrawn.
    """
    groups = together(licences)
    if len(groups) < 2:
        return {run.source.name: tuple(licences)}
    return {"-".join([run.source.name, *group]): group for group in groups}


def together(licences: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Sources in groups whose licences can govern one work: each in the first that will have it, in the order given."""
    groups: list[list[str]] = []
    for source in licences:
        group = next((group for group in groups if _fits([*group, source], licences)), None)
        if group is None:
            groups.append([source])
        else:
            group.append(source)
    return [tuple(group) for group in groups]


def _fits(sources: Sequence[str], licences: Mapping[str, str]) -> bool:
    return clash(name for source in sources for name in licences_in(licences[source])) is None


def _row(seed: Problem) -> int:
    return seed.row
