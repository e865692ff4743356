"""The books of an adversarial run: every row, seed, language and node accounted for, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from builders.account_records import ReviewAccounts, StageUsage, counted, require_sums
from builders.accounts import each_book, review_accounts
from builders.accounts_text import labelled, listed, reviewed, spent
from builders.adversarial.evidence.conversion import Reviewed, conversions
from builders.adversarial.evidence.signatures import Sign, signs
from builders.deciding import outcomes
from schemas.adversarial import SearchNode, SeedTranslation
from schemas.adversarial_runs import AdversarialRun
from schemas.outcomes import Outcome
from schemas.records import Problem, Queued, Record, Refusal
from schemas.runs import load_adversarial_runs
from schemas.store import Store
from schemas.workspace import Workspace


class LanguageAccounts(Record):
    """What became of the valid seeds in one language."""

    language: str
    searched: int
    not_translated: dict[str, int]
    waiting: int
    nodes: dict[str, int]
    """Nodes of the searches below their roots, by fate."""
    unparsable: int
    """Answers that name no option: they count as wrong."""
    answers: int
    seeds_with_pairs: int
    most_from_one_seed: int
    pairs: ReviewAccounts


class AdversarialAccounts(Record):
    """The books of one run."""

    run: str
    rows: int
    seeds: int
    refused: dict[str, int]
    valid: int
    """Seeds that the simulators get right in English."""
    failed_gate: int
    waiting: int
    """Seeds that nobody was asked about yet, those beyond `--limit` not counted."""
    languages: tuple[LanguageAccounts, ...]
    queued: dict[str, int]
    signs: tuple[Sign, ...]
    """What goes wrong with the searches, by the names of the paper."""
    usage: tuple[StageUsage, ...]

    def check(self) -> None:
        """Raise `AccountsError` at the first sum that does not add up."""
        sums = {
            "rows = seeds + refused": (self.rows, self.seeds + sum(self.refused.values())),
            "seeds = valid + wrong in English + waiting": (self.seeds, self.valid + self.failed_gate + self.waiting),
        }
        for own in self.languages:
            sums[f"{own.language}: valid = searched + not translated"] = (
                self.valid,
                own.searched + sum(own.not_translated.values()) + own.waiting,
            )
            sums[f"{own.language}: pairs = included"] = (own.pairs.items, own.nodes.get("included", 0))
            sums[f"{own.language}: pairs = accepted + rejected + disputed + waiting"] = (
                own.pairs.items,
                own.pairs.decided,
            )
        require_sums(self.run, sums)


def adversarial_accounts(workspace: Workspace) -> list[AdversarialAccounts]:
    """The books of every adversarial run, with the decisions made so far taken in."""
    return each_book(workspace, load_adversarial_runs(workspace.runs), _accounts)


def _accounts(run: AdversarialRun, store: Store, usage: tuple[StageUsage, ...]) -> AdversarialAccounts:
    problems = store.all(Problem, run=run.id)
    seeds = {problem.item for problem in problems}
    refusals = store.all(Refusal, run=run.id)
    translated = {(text.seed, text.language) for text in store.all(SeedTranslation, run=run.id)}
    untranslated = {refusal.item: refusal.reason for refusal in refusals if refusal.stage == "translate"}
    failed_gate = {refusal.item for refusal in refusals if refusal.stage == "gate"}
    begun = {seed for seed, _language in translated} | {item.partition(":")[0] for item in untranslated}
    decided = outcomes(run, store)
    unread = [refusal.reason for refusal in refusals if refusal.stage in {"read", "answer"}]
    languages, found = list[LanguageAccounts](), list[Sign]()
    for language in run.targets:  # one after the other: with their votes, the nodes of all would be much at once
        nodes = store.all(SearchNode, run=run.id, language=[language], arm=["search"])
        languages.append(_language(language, nodes, begun, untranslated, decided))
        found += _signs(language, nodes, problems, run)
    return AdversarialAccounts(
        run=run.id,
        rows=len(seeds) + len(unread),
        seeds=len(seeds),
        refused=counted(unread),
        valid=len(begun),
        failed_gate=len(failed_gate),
        waiting=len(seeds - begun - failed_gate),
        languages=tuple(languages),
        queued=counted(queued.because for queued in store.all(Queued, run=run.id)),
        signs=tuple(found),
        usage=usage,
    )


def _signs(language: str, nodes: Sequence[SearchNode], seeds: Sequence[Problem], run: AdversarialRun) -> list[Sign]:
    """They go by what the search found: what became of that later is `isogloss adversarial report`'s to say."""
    unread = Reviewed(held_up={}, by_luck={}, accepted=None)
    converted = conversions(seeds, nodes, (), run=run, reviewed=unread)
    return signs(nodes, [row for row in converted if row.language == language])


def _language(
    language: str,
    nodes: Sequence[SearchNode],
    begun: set[str],
    untranslated: dict[str, str],
    decided: dict[str, Outcome],
) -> LanguageAccounts:
    searched = {node.seed for node in nodes if node.fate == "root"}
    lost = [reason for item, reason in untranslated.items() if item.partition(":")[2] == language]
    pairs = [node for node in nodes if node.fate == "included"]
    by_seed = Counter(pair.seed for pair in pairs)
    votes = [vote for node in nodes for vote in node.votes]
    return LanguageAccounts(
        language=language,
        searched=len(searched),
        not_translated=counted(lost),
        waiting=len(begun) - len(searched) - len(lost),
        nodes=counted(node.fate for node in nodes if node.fate != "root"),
        unparsable=sum(vote.choice is None for vote in votes),
        answers=len(votes),
        seeds_with_pairs=len(by_seed),
        most_from_one_seed=max(by_seed.values(), default=0),
        pairs=review_accounts((pair.node for pair in pairs), decided),
    )


def render(accounts: Sequence[AdversarialAccounts]) -> str:
    """One paragraph a run, for a terminal of 80 columns."""
    return "\n\n".join("\n".join(_lines(run)) for run in accounts)


def _lines(run: AdversarialAccounts) -> list[str]:
    refused = sum(run.refused.values())
    lines = [
        *labelled("run", run.run, label_width=5),
        *labelled("rows", f"{run.rows:,} = {run.seeds:,} seeds + {refused:,} refused{listed(run.refused)}"),
        *labelled(
            "seeds",
            f"{run.seeds:,} = {run.valid:,} right in English + {run.failed_gate:,} wrong + {run.waiting:,} waiting",
        ),
    ]
    lines += [line for own in run.languages for line in _of_language(own, run.valid)]
    lines += [line for sign in run.signs for line in labelled("sign", f"{sign.signature}, {sign.language}: {sign.why}")]
    lines += labelled("to read", ", ".join(f"{count:,} {why}" for why, count in run.queued.items()) or "nothing")
    return lines + [line for stage in run.usage for line in labelled(stage.stage, spent(stage))]


def _of_language(own: LanguageAccounts, valid: int) -> list[str]:
    lost = sum(own.not_translated.values())
    below = sum(own.nodes.values())
    fates = " + ".join(f"{count:,} {fate}" for fate, count in own.nodes.items())
    return [
        *labelled(
            own.language,
            f"{valid:,} seeds = {own.searched:,} searched + {lost:,} not translated{listed(own.not_translated)}"
            + (f" + {own.waiting:,} waiting" if own.waiting else ""),
        ),
        *labelled("  nodes", f"{below:,} = {fates}" if below else "none"),
        *labelled("  answers", f"{own.answers:,}, of which {own.unparsable:,} name no option"),
        *labelled(
            "  pairs",
            f"{reviewed(own.pairs)}; from {own.seeds_with_pairs:,} seeds, at most {own.most_from_one_seed:,} from one",
        ),
    ]
