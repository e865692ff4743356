"""How the pairs came about, as Markdown: sources, models and thresholds, and what each language lost and why."""

from __future__ import annotations

from builders.adversarial.accounts import AdversarialAccounts
from builders.adversarial.bounds import may_be_wrong
from builders.adversarial.release.run_release import ReleasedPairs, RunRelease
from builders.card import escaped
from builders.markdown import table
from crawlers.choice_benchmarks import CHOICE_LAYOUTS
from schemas.adversarial_runs import AdversarialRun
from schemas.records import Source

_PAIRS = ("Configuration", "Found", "Withheld", "Released", "Of seeds", "Held up", "Not tested")


def sources_of(each: RunRelease) -> list[Source]:
    """The run's source; one for each benchmark, with its own terms and citation, when the run has several."""
    licences = {row.source: row.licence for rows in each.rows.values() for row in rows}
    own, several = each.run.source, len(licences) > 1
    return [
        own.model_copy(
            update={
                "name": name,
                "licence": licence,
                "citation": CHOICE_LAYOUTS[name].citation if several and name in CHOICE_LAYOUTS else own.citation,
            }
        )
        for name, licence in sorted(licences.items())
    ] or [own]


def pairs_table(each: RunRelease) -> str:
    """Found, withheld and released in each language; every row adds up."""
    rows = [
        [
            own.config,
            f"{own.found:,}",
            _withheld(own),
            f"{own.released:,}",
            f"{own.seeds:,}",
            f"{own.held_up:,}",
            f"{own.untested:,}",
        ]
        for own in each.counts
    ]
    return f"Pairs of {escaped(each.run.id)}:\n\n{table(_PAIRS, rows)}"


def made_line(run: AdversarialRun, book: AdversarialAccounts) -> str:
    """One run in one paragraph."""
    search = run.search
    meaning = f"{escaped(run.meaning)} judged" if run.meaning else "embeddings said"
    return (
        f"- {escaped(run.id)}: {book.rows:,} rows came in, {sum(book.refused.values()):,} refused"
        f"{_why(book.refused)}, {book.seeds:,} seeds, {book.valid:,} of them right in English by {_gate(run)}. "
        f"{escaped(run.perturber)} wrote the perturbations (temperature {run.perturber_temperature:g}, digest of the "
        f"prompts: {escaped(run.prompt)}), {escaped(run.translator)} translated, {meaning} whether a question still "
        f"asks the same. Simulators: {_named(run.simulators)}. Held out: {_named(run.held_out)}. Search: width "
        f"{search.width}, depth {search.depth}, to {search.extended_depth} from V {search.promising:g} on, included "
        f"from V {search.include:g} on, gamma {search.gamma:g}, epsilon {search.epsilon:g}, theta {search.theta:g} "
        f"and {search.theta_target:g}, at most {search.max_per_seed} pairs of a seed in a language. "
        f"{run.fresh} fresh answers of each model to each version, temperature {run.fresh_temperature:g}, options "
        f"permuted. Nulls on {run.null_share:.0%} of the seeds, the search without steps on {run.baseline_share:.0%}. "
        f"A pair needed the accept of {_people(run.annotators)}, or an adjudicator's."
    )


def _gate(run: AdversarialRun) -> str:
    """Whose answers in English had to be right."""
    asked = len(run.simulators)
    forgiven = may_be_wrong(asked, run.search.epsilon)
    return f"at least {asked - forgiven} of {asked} simulators" if forgiven else "all simulators"


def _withheld(own: ReleasedPairs) -> str:
    return f"{sum(own.withheld.values()):,}{_why(own.withheld)}"


def _why(reasons: dict[str, int]) -> str:
    return f" ({', '.join(f'{escaped(reason)} {count:,}' for reason, count in reasons.items())})" if reasons else ""


def _named(models: tuple[str, ...]) -> str:
    return ", ".join(map(escaped, models)) or "none"


def _people(annotators: int) -> str:
    return "one person" if annotators == 1 else f"{annotators} persons"
