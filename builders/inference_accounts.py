"""The books of an inference run: every article, pair and hypothesis accounted for at every stage, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from builders.account_records import ReviewAccounts, StageUsage, counted, require_sums
from builders.accounts import each_book, review_accounts
from builders.accounts_text import labelled, listed, reviewed, spent
from builders.deciding import outcomes
from builders.expansion import expansions, premise_documents
from builders.figures import count_of
from builders.premise_pairs import candidates
from builders.review_queue import flagged_items
from schemas.inference import LABELS, Document, Hypothesis, MachineLabel, PremisePair
from schemas.inference_runs import InferenceRun
from schemas.records import Finding, Queued, Record, Refusal
from schemas.runs import load_inference_runs
from schemas.store import Store
from schemas.workspace import Workspace


class ExpansionAccounts(Record):
    """What became of the translations that a run wants to make premises of."""

    wanted: int
    made: dict[str, int]
    """By language."""
    refused: dict[str, int]
    """By reason."""

    @property
    def waiting(self) -> int:
        """Nobody answered yet; no pair is drawn before."""
        return self.wanted - sum(self.made.values()) - sum(self.refused.values())


class InferenceAccounts(Record):
    """The books of one run."""

    run: str
    articles: int
    documents: int
    refused_articles: dict[str, int]
    expansion: ExpansionAccounts | None
    """None when nothing is translated to make premises of."""
    candidates: int
    """Every two documents of an event in two languages."""
    pairs: int
    refused_pairs: dict[str, int]
    not_drawn: int
    """Pairs that would do, beyond what was asked of an event."""
    written: int
    """Pairs with their hypotheses."""
    failed: dict[str, int]
    waiting_for_model: int
    """Pairs that nobody was asked for yet, those beyond `--limit` included."""
    hypotheses: int
    clean: ReviewAccounts
    flagged: ReviewAccounts
    findings: dict[str, int]
    labels: dict[str, int]
    """Hypotheses by the label their writer intended."""
    judges_agree: dict[str, str]
    """By judge: the hypotheses on which it gave, blind, the label intended, of those it read; answers unreadable."""
    queued: dict[str, int]
    usage: tuple[StageUsage, ...]

    def check(self) -> None:
        """Raise `AccountsError` at the first sum that does not add up."""
        reviewed_items = self.clean.items + self.flagged.items
        decided = self.clean.decided + self.flagged.decided
        sums = {
            "articles = documents + refused": (self.articles, self.documents + sum(self.refused_articles.values())),
            "pairs = written + failed + waiting for a model": (
                self.pairs,
                self.written + sum(self.failed.values()) + self.waiting_for_model,
            ),
            "hypotheses = 3 x written pairs": (self.hypotheses, 3 * self.written),
            "hypotheses = clean + flagged": (self.hypotheses, reviewed_items),
            "hypotheses = accepted + rejected + disputed + waiting": (self.hypotheses, decided),
        }
        require_sums(self.run, sums)


def inference_accounts(workspace: Workspace) -> list[InferenceAccounts]:
    """The books of every inference run, with the decisions made so far taken in."""
    return each_book(workspace, load_inference_runs(workspace.runs), _accounts)


def _accounts(run: InferenceRun, store: Store, usage: tuple[StageUsage, ...]) -> InferenceAccounts:
    documents = store.all(Document, run=run.id)
    taken_in = [document for document in documents if not document.answer_key]
    pairs = store.all(PremisePair, run=run.id)
    hypotheses = store.all(Hypothesis, run=run.id)
    refused: dict[str, list[str]] = {}
    for refusal in store.all(Refusal, run=run.id):
        refused.setdefault(refusal.stage, []).append(refusal.reason)
    flagged, decided = flagged_items(run, store), outcomes(run, store)
    found = len(list(candidates(premise_documents(run, documents))))
    written = {hypothesis.pair for hypothesis in hypotheses}
    own = {hypothesis.item for hypothesis in hypotheses}
    noticed = {(finding.check, finding.item) for finding in store.all(Finding, run=run.id) if finding.item in own}
    return InferenceAccounts(
        run=run.id,
        articles=len(taken_in) + len(refused.get("read", ())),
        documents=len(taken_in),
        refused_articles=counted(refused.get("read", ())),
        expansion=_expansion(run, documents, store) if run.expand_to else None,
        candidates=found,
        pairs=len(pairs),
        refused_pairs=counted(refused.get("pair", ())),
        not_drawn=found - len(pairs) - len(refused.get("pair", ())),
        written=len(written),
        failed=counted(refused.get("write", ())),
        waiting_for_model=len({pair.pair for pair in pairs} - written) - len(refused.get("write", ())),
        hypotheses=len(hypotheses),
        clean=review_accounts((item for item in flagged if not flagged[item]), decided),
        flagged=review_accounts((item for item in flagged if flagged[item]), decided),
        findings=counted(check for check, _item in noticed),
        labels={label: sum(hypothesis.label == label for hypothesis in hypotheses) for label in LABELS},
        judges_agree=_judges(hypotheses, store.all(MachineLabel, run=run.id)),
        queued=counted(queued.because for queued in store.all(Queued, run=run.id)),
        usage=usage,
    )


def _expansion(run: InferenceRun, documents: Sequence[Document], store: Store) -> ExpansionAccounts:
    wanted = expansions(run, documents)
    made = {document.document: document.language for document in documents}
    refused = {refusal.item: refusal.reason for refusal in store.all(Refusal, run=run.id)}
    return ExpansionAccounts(
        wanted=len(wanted),
        made=counted(made[one.document] for one in wanted if one.document in made),
        refused=counted(refused[one.document] for one in wanted if one.document in refused),
    )


def _judges(hypotheses: list[Hypothesis], said: list[MachineLabel]) -> dict[str, str]:
    intended = {hypothesis.item: hypothesis.label for hypothesis in hypotheses}
    asked = [label for label in said if label.view == "both"]
    agreed = Counter(label.judge for label in asked if label.label == intended[label.item])
    read = Counter(label.judge for label in asked)
    unreadable = Counter(label.judge for label in said if label.label == "unreadable")
    return {judge: f"{agreed[judge]} of {read[judge]}{_unreadable(unreadable[judge])}" for judge in sorted(read)}


def _unreadable(answers: int) -> str:
    """Of all views: what was asked of one document alone counts too."""
    return f", {count_of(answers, 'answer')} unreadable" if answers else ""


def render(accounts: list[InferenceAccounts]) -> str:
    """One paragraph a run, for a terminal of 80 columns."""
    return "\n\n".join("\n".join(_lines(run)) for run in accounts)


def _lines(run: InferenceAccounts) -> list[str]:
    articles, pairs = sum(run.refused_articles.values()), sum(run.refused_pairs.values())
    failed = sum(run.failed.values())
    told = {
        "articles": f"{run.articles:,} = {run.documents:,} documents + {articles:,} refused"
        f"{listed(run.refused_articles)}",
        **({"translations": _translations(run.expansion)} if run.expansion else {}),
        "pairs": f"{run.candidates:,} candidates = {run.pairs:,} drawn + {run.not_drawn:,} not drawn + {pairs:,} "
        f"refused{listed(run.refused_pairs)}",
        "drawn": f"{run.pairs:,} = {run.written:,} written + {failed:,} failed{listed(run.failed)}"
        f" + {run.waiting_for_model:,} waiting for a model",
        "hypotheses": f"{run.hypotheses:,} = " + " + ".join(f"{n:,} {label}" for label, n in run.labels.items()),
        "flagged": reviewed(run.flagged),
        "clean": reviewed(run.clean),
        "findings": ", ".join(f"{check} {count:,}" for check, count in run.findings.items()) or "none",
        "judges": "; ".join(f"{judge} as intended {n}" for judge, n in run.judges_agree.items()) or "none",
        "to read": ", ".join(f"{count:,} {because}" for because, count in run.queued.items()) or "nothing",
    }
    lines = labelled("run", run.run, label_width=5)
    lines += [line for label, text in told.items() for line in labelled(label, text)]
    return lines + [line for stage in run.usage for line in labelled(stage.stage, spent(stage))]


def _translations(found: ExpansionAccounts) -> str:
    made, refused = sum(found.made.values()), sum(found.refused.values())
    return (
        f"{found.wanted:,} wanted = {made:,} made{listed(found.made)} + {refused:,} refused{listed(found.refused)}"
        f" + {found.waiting:,} waiting for a model"
    )
