"""The evidence of a run as text, for a terminal of 80 columns.

ko                 valid  found  held up  by luck  accepted  found, of the valid
  search               5      5        3        2         1  100 % [57, 100]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotate.agreement import Estimate
from annotate.annotator_quality import Share
from builders.accounts_text import labelled
from builders.adversarial.evidence.affinity import Affinities
from builders.adversarial.evidence.conversion import Conversion
from builders.adversarial.evidence.costs import PairCost
from builders.adversarial.evidence.effects import DIFFERENCES, Effect, Effects, Panel
from builders.adversarial.evidence.language_rates import LanguageRate
from builders.adversarial.report import Evidence, PairsOfSeeds
from builders.estimates_text import with_interval
from builders.figures import count_of
from schemas.adversarial import CELLS

PANELS: tuple[Panel, ...] = ("simulators", "held-out")
_ARM, _PANEL = 17, 32
_STEPS = ("valid", "found", "held up", "by luck", "accepted")
_WIDTHS = (7, 7, 9, 9, 10)


def render(evidence: Sequence[Evidence]) -> str:
    """Conversion, effects, cost, signs and languages of every run."""
    return "\n\n".join(["\n".join(_run(one)) for one in evidence] + ["what each number means: docs/adversarial.md"])


def _run(found: Evidence) -> Iterator[str]:
    yield from labelled("run", found.run)
    yield from labelled("pairs", f"{found.pairs:,} found, {found.reviewed:,} of them reviewed by people")
    yield from _conversions(found.conversions)
    yield from _spread(found.pairs_of_seeds)
    for own in found.effects:
        yield from _effects(own)
    yield ""
    yield from labelled("cost", f"{cost(found.cost_per_found)} found")
    yield from labelled("", f"{cost(found.cost_per_standing)} that stands")
    for sign in found.signs:
        yield from labelled("sign", f"{sign.signature}, {sign.language}: {sign.why}")
    yield from _rates(found.rates)
    yield from _affinities(found.affinities)


def _conversions(conversions: Sequence[Conversion]) -> Iterator[str]:
    for language in dict.fromkeys(row.language for row in conversions):
        own = [row for row in conversions if row.language == language]
        steps = "".join(f"{step:>{width}}" for step, width in zip(_STEPS, _WIDTHS, strict=True))
        yield from ("", f"{language:<{_ARM}}{steps}  found, of the valid")
        for row in own:
            counts = (row.valid, row.found, row.held_up, row.by_luck, row.accepted)
            cells = "".join(f"{number(count):>{width}}" for count, width in zip(counts, _WIDTHS, strict=True))
            yield f"{f'  {row.arm}':<{_ARM}}{cells}  {share(row.found_share)}"
        yield from labelled("  stand", "; ".join(map(standing, own[:1])))


def standing(search: Conversion) -> str:
    """How many seeds give a pair that stands, by the last step that is known."""
    last = "accepted by people" if search.accepted is not None else "held up" if search.held_up is not None else "found"
    unknown = f"; {search.untested:,} found are not known to hold up" if search.untested else ""
    return f"{search.share.right:,} of {search.valid:,} seeds, {share(search.share)}: {last}{unknown}"


def _spread(spread: Iterable[PairsOfSeeds]) -> Iterator[str]:
    yield ""
    for own in spread:
        yield from labelled(f"per seed, {own.language}", by_pairs(own), label_width=20)


def by_pairs(spread: PairsOfSeeds) -> str:
    """`1 pair from 2 seeds, 3 pairs from 4 seeds`."""
    each = [f"{count_of(n, 'pair')} from {count_of(seeds, 'seed')}" for n, seeds in spread.seeds_by_pairs.items()]
    return ", ".join(each) or "none"


def _effects(found: Effects) -> Iterator[str]:
    spread = (
        f"{found.pairs:,} pairs of {found.seeds:,} seeds, {decimal(found.pairs_per_seed)} a seed, "
        f"Kish's n {decimal(found.effective_seeds)}"
    )
    yield ""
    yield from labelled(f"effects, {found.language}", spread, label_width=20)
    yield f"{'':<{_ARM}}{'simulators, asked anew':<{_PANEL}}held-out models".rstrip()
    cells = {(one.panel, one.cell): one.accuracy for one in found.cells}
    if any(one.value is not None for one in cells.values()):  # else there is nothing in them to be read
        for cell in CELLS:
            yield _columns(f"  {cell}", [with_interval(cells[panel, cell]) for panel in PANELS])
    own = {(one.panel, one.difference): one for one in found.effects}
    for difference in DIFFERENCES:
        yield _columns(f"  {difference}", [_effect(own[panel, difference]) for panel in PANELS])
    yield from labelled("  selected", f"drop {with_interval(own['selection', 'drop'].estimate)} by the search's votes")
    yield from labelled("  left of it", "; ".join(f"{panel} {left(own[panel, 'claim'])}" for panel in PANELS))
    for panel in PANELS:
        yield from labelled(f"  {panel}", verdict(own[panel, "claim"]))
    yield from _whys([*cells.values(), *(one.estimate for one in own.values())])


def verdict(claim: Effect) -> str:
    """What the claim of one panel says, in words; an interval that holds 0 is a result, too."""
    found = claim.estimate
    if not found.n:
        return "not asked anew, so that nothing is known"
    if found.low is None or found.high is None:
        seeds = f"above 0 in {claim.above:,} and below 0 in {claim.below:,} of {found.clusters:,} seeds"
        return f"no interval, so that no effect can be claimed: {seeds}"
    value = f"claim {with_interval(found)}" + (
        ", of the models it was chosen by" if claim.panel == "simulators" else ""
    )
    if found.low > 0:
        return f"{value}: the added text costs more in the target language than in English"
    if found.high < 0:
        return f"{value}: the added text costs less in the target language than in English"
    return f"{value}: the interval holds 0, no effect found"


def left(claim: Effect) -> str:
    """The claim as a share of the drop that was selected."""
    return "not known" if claim.left is None or claim.left.value is None else f"claim {with_interval(claim.left)}"


def _effect(found: Effect) -> str:
    """The mean over seeds, and how many seeds are above and below 0."""
    return f"{with_interval(found.estimate)} +{found.above} -{found.below}"


def _columns(name: str, panels: Iterable[str]) -> str:
    return f"{name:<{_ARM}}{''.join(f'{panel:<{_PANEL}}' for panel in panels)}".rstrip()


def _whys(estimates: Iterable[Estimate]) -> Iterator[str]:
    for why in dict.fromkeys(one.why for one in estimates if one.value is None):
        yield from labelled("  -", why, label_width=4)


def _rates(rates: Sequence[LanguageRate]) -> Iterator[str]:
    if rates:
        yield from ("", f"{'right, of common questions':<{_PANEL}}answers  of which name no option")
    for rate in rates:
        right = f"  {rate.language:<10}{with_interval(rate.accuracy)}"
        yield f"{right:<{_PANEL}}{rate.accuracy.n:7,}  {rate.unparsable:,}"
    yield from _whys(rate.accuracy for rate in rates)


def _affinities(found: Affinities | None) -> Iterator[str]:
    if found is None:
        return
    yield ""
    yield from labelled("affinity", f"on {found.questions:,} questions of {found.seeds:,} seeds")
    for pair in found.pairs:
        interval = "" if pair.low is None or pair.high is None else f" ({pair.low:.2f} to {pair.high:.2f})"
        value = "none to tell" if pair.value is None else f"{pair.value:.2f}{interval}"
        p = "" if pair.p_of_all is None else f"  p {pair.p_of_all:.3f}"
        yield f"  {f'{pair.one} and {pair.other}':<24}{value}{p}"
    for clade in found.clades:
        support = "" if clade.support is None else f", support {clade.support:.0%}"
        yield from labelled("  together", f"{', '.join(clade.languages)}{support}")


def cost(found: PairCost) -> str:
    """Tokens and price in all and of one pair; an unknown price is not 0."""
    if found.tokens_per_pair is None:
        return f"{found.tokens:,} tokens, and no pair"
    dollars = "price unknown" if found.cost_per_pair is None else f"${found.cost_per_pair:,.4f}"
    return f"{found.tokens_per_pair:,.0f} tokens, {dollars}, a pair of {found.pairs:,}"


def share(found: Share) -> str:
    """With Wilson's interval, in percent."""
    if found.share is None or found.low is None or found.high is None:
        return f"- ({found.why})" if found.of else "-"
    return f"{found.share:.0%} [{100 * found.low:.0f}, {100 * found.high:.0f}]"


def number(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
