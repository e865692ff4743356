"""Sentences that a reader can quote: every share with its count and what it is a share of.

Of the 700 listed datasets of Korean, 371 of 700 (53.0 %) are monolingual, 57 of 700 (8.1 %) are paired with English ...
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from builders.hub_survey import development, documentation, scale
from builders.hub_survey.counting import MONOLINGUAL, languages_in
from builders.hub_survey.labels import english_name


def sentences(rows: pl.DataFrame) -> dict[str, list[str]]:
    """By language, from the rows of `listings.surveyed`; nothing is said of what there is none of."""
    return {language: list(_about(rows.filter(language=language))) for language in languages_in(rows)}


def share(count: int, of: int) -> str:
    """`146 of 371 (39.4 %)`."""
    return f"{count:,} of {of:,} ({100 * count / of:.1f} %)" if of else "0 of 0"


def _about(rows: pl.DataFrame) -> Iterator[str]:
    name = "any language" if (english := english_name(rows["language"][0])) == "All datasets" else english
    makeup = _by_class(scale.makeup(rows))
    yield (
        f"Of the {rows.height:,} listed datasets of {name}, {makeup['monolingual']} are monolingual, "
        f"{makeup['english-paired']} paired with English, {makeup['paired without english']} paired without English, "
        f"and {makeup['multilingual']} multilingual; {makeup['no language tag']} name no language."
    )
    instruction = _by_class(development.instruction_share(rows))
    yield f"{instruction['instruction data']} listed datasets of {name} are instruction data."
    yield from _about_monolingual(rows, name)


def _about_monolingual(rows: pl.DataFrame, name: str) -> Iterator[str]:
    licences = _by_class(development.licences(rows).filter(basis=MONOLINGUAL))
    if "0 of 0" in licences.values():
        yield f"No listed dataset of {name} is monolingual, so nothing more can be said of them."
        return
    permissive, restricted, unknown, other = licences.values()
    yield (
        f"Of the monolingual datasets of {name}, {permissive} are under a permissive licence or in the public domain, "
        f"{restricted} under copyleft or without commercial use or derivatives, {other} under another licence; "
        f"the licence of {unknown} is unknown."
    )
    yield from _about_tasks(rows, name)
    grounding = _by_class(documentation.academic_grounding(rows))
    yield (
        f"{grounding[documentation.BY_TAG_OR_TEXT]} monolingual datasets of {name} name an arXiv paper in their tags "
        f"or card, {grounding[documentation.BY_TAG]} in their tags."
    )
    yield from _about_cards(rows, name)
    yield from _about_owners(rows, name)


def _about_tasks(rows: pl.DataFrame, name: str) -> Iterator[str]:
    tasks = scale.tasks(rows).filter(basis=scale.WITH_TASK).sort("count", descending=True, maintain_order=True)
    group, count, of = tasks.select("class", "count", "of").row(0)
    if of:
        yield (
            f"The most frequent task group of {name} is {group}: {share(count, of)} monolingual datasets that "
            f"declare a task are in it, and some of them in others too."
        )


def _about_cards(rows: pl.DataFrame, name: str) -> Iterator[str]:
    complete = _by_class(documentation.completeness(rows))[documentation.COMPLETE]
    by_space, by_script = documentation.depth(rows).iter_rows(named=True)
    if by_script["of"]:
        yield (
            f"{complete} cards of monolingual datasets of {name} have all five sections; a card has "
            f"{by_script['mean']:,.0f} words on average (median {by_script['median']:,.0f}, n = {by_script['of']:,}) "
            f"counted by script, {by_space['mean']:,.0f} (median {by_space['median']:,.0f}) counted by spaces."
        )


def _about_owners(rows: pl.DataFrame, name: str) -> Iterator[str]:
    owners = development.owners(rows)
    known = _by_class(owners.filter(basis=development.OWNER_KNOWN))
    unknown = _by_class(owners.filter(basis=MONOLINGUAL))["unknown"]
    if "0 of 0" not in known.values():
        yield (
            f"Of the monolingual datasets of {name} whose owner's class is known, "
            f"{known['individual and community']} are by individuals and communities, {known['research institute']} "
            f"by research institutes and {known['company']} by companies; the class is unknown of {unknown}."
        )


def _by_class(counts: pl.DataFrame) -> dict[str, str]:
    return {name: share(count, of) for name, count, of in counts.select("class", "count", "of").iter_rows()}
