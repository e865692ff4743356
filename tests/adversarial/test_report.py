"""The evidence of a drafted run as one record, as text and as a picture."""

import json
import shutil
from collections import Counter

import pytest
from click.testing import CliRunner

from annotate.agreement import Estimate
from builders.adversarial.accounts import adversarial_accounts, render
from builders.adversarial.evidence.effects import Effect
from builders.adversarial.report import ReportError, draw, report
from builders.adversarial.report_text import render as as_text
from builders.adversarial.report_text import verdict
from builders.cli.adversarial import adversarial
from builders.deciding import decide
from builders.rebuilding import rebuild
from schemas.adversarial import CommonAnswer, FreshAnswer, SearchNode
from schemas.answers import usage
from schemas.records import Problem
from schemas.runs import start_run
from schemas.store import Store
from schemas.workspace import Workspace
from tests.adversarial.drafting import HELD_OUT, SIMULATORS, decisions, pairs_of
from tests.adversarial.evidence.records import node, root
from tests.adversarial.worlds import run, seed

ARMS = ["search", "neutral", "resampled", "one-shot", "no perturbation"]


@pytest.fixture(scope="module")
def evidence(searched):
    (found,) = report(Workspace(searched))
    return found


@pytest.fixture
def workspace(searched, tmp_path):
    return Workspace(shutil.copytree(searched, tmp_path / "w"))


def searches(evidence):
    return [row for row in evidence.conversions if row.arm == "search"]


def test_every_pair_is_counted_once_for_its_language_and_seed(searched, evidence):
    pairs = pairs_of(searched)
    by_language = {language: [pair for pair in pairs if pair.language == language] for language in ("ko", "zh-Hans")}
    assert evidence.pairs == len(pairs) > 10
    assert {found.language: found.pairs for found in evidence.effects} == {
        **{language: len(own) for language, own in by_language.items()},
        "all": len(pairs),
    }
    assert {row.language: row.found for row in searches(evidence)} == {
        language: len({pair.seed for pair in own}) for language, own in by_language.items()
    }
    spread = {
        own.language: sum(pairs * seeds for pairs, seeds in own.seeds_by_pairs.items())
        for own in evidence.pairs_of_seeds
    }
    assert spread == {language: len(own) for language, own in by_language.items()}


def test_the_search_stands_beside_its_nulls_and_baselines_in_every_language(evidence):
    arms = [(row.language, row.arm) for row in evidence.conversions]
    assert arms == [(language, arm) for language in ("ko", "zh-Hans") for arm in ARMS]


def test_before_review_a_pair_stands_that_held_up_and_after_it_one_that_was_accepted_as_well(workspace):
    before = report(workspace)[0]
    assert (before.reviewed, [row.accepted for row in searches(before)]) == (0, [None, None])
    assert before.cost_per_standing.pairs > 0
    rejected, *others = pairs_of(workspace.root)
    reason = {"reason": "mistranslation"}
    lines = [(rejected, "ana", "reject", reason), *((pair, "ana", "accept", {}) for pair in others)]
    (workspace.root / "d.jsonl").write_text(decisions(*lines))
    decide(workspace, workspace.root / "d.jsonl")
    after = report(workspace)[0]
    assert after.reviewed == after.pairs == len(others) + 1
    for row, earlier in zip(searches(after), searches(before), strict=True):
        assert (row.held_up, row.found) == (earlier.held_up, earlier.found)
        assert row.held_up - 1 <= row.accepted <= row.held_up
        assert (row.share.right, row.share.of) == (row.accepted, row.valid)
    assert after.effects == before.effects


def test_the_cost_is_all_that_the_endpoint_reported_and_an_unknown_price_is_no_price(searched, evidence):
    tokens = sum(row.prompt_tokens + row.completion_tokens for row in usage(Workspace(searched).answers))
    found, stands = evidence.cost_per_found, evidence.cost_per_standing
    assert (found.tokens, found.pairs, stands.tokens) == (tokens, evidence.pairs, tokens)
    assert (found.cost, found.cost_per_pair, stands.cost) == (None, None, None)
    assert found.tokens_per_pair == tokens / evidence.pairs


def test_the_report_is_counted_and_not_asked_so_that_a_rebuilt_store_gives_the_same(workspace, evidence):
    workspace.store.unlink()
    rebuild(workspace)
    assert report(workspace) == [evidence]


def test_right_answers_are_counted_over_all_pairs_alike_beside_the_mean_over_seeds(searched, evidence):
    store = Store(Workspace(searched).store)
    golds = {problem.item: int(problem.answer) for problem in store.all(Problem)}
    seed_of = {found.node: found.seed for found in store.all(SearchNode)}
    (every,) = [found for found in evidence.effects if found.language == "all"]
    right = Counter(
        ("held-out" if answer.model == HELD_OUT else "simulators", answer.cell)
        for answer in store.all(FreshAnswer)
        if answer.choice == golds[seed_of[answer.item]]
    )
    assert {(one.panel, one.cell): one.right for one in every.cells} == dict(right)
    common = Counter(one.language for one in store.all(CommonAnswer) if one.choice == golds[one.seed])
    assert {rate.language: rate.right for rate in evidence.rates} == dict(common)


def test_languages_are_compared_on_questions_that_were_asked_in_all_of_them(evidence):
    assert {rate.language: rate.accuracy.n for rate in evidence.rates} == dict.fromkeys(
        ("en", "ko", "zh-Hans"), 8 * len(SIMULATORS)
    )
    assert sorted(evidence.affinities.languages) == ["en", "ko", "zh-Hans"]


def test_the_text_fits_a_terminal_and_says_what_each_panel_comes_to(evidence):
    text = as_text([evidence])
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("no interval, so that no effect can be claimed") == 2 * 3  # two panels; two languages and all
    assert "price unknown, a pair of" in " ".join(text.split())
    assert HELD_OUT not in text


def test_the_command_prints_the_record_as_json_and_draws_the_languages(searched, evidence, tmp_path):
    picture = tmp_path / "figures" / "affinity.png"
    said = CliRunner().invoke(adversarial, ["report", str(searched), "--json", "--picture", str(picture)])
    assert json.loads(said.stdout) == [evidence.model_dump(mode="json")]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_without_common_questions_there_is_no_picture(evidence, tmp_path):
    bare = evidence.model_copy(update={"affinities": None, "rates": ()})
    with pytest.raises(
        ReportError, match="0 runs asked questions in all languages, and a picture shows one: draft with --common"
    ):
        draw([bare], tmp_path / "a.png")
    assert "affinity" not in as_text([bare])


def test_without_a_run_the_report_says_what_to_do(tmp_path):
    with pytest.raises(ReportError, match="has no adversarial run: draft one with `isogloss adversarial draft`"):
        report(Workspace(tmp_path))


def claim(low, high, *, panel="held-out", n=30, above=12, below=9):
    value = None if low is None else (low + high) / 2
    estimate = Estimate(value=value, why="" if value else "too few", n=n, low=low, high=high, clusters=25)
    return Effect(panel=panel, difference="claim", estimate=estimate, above=above, below=below, left=None)


MORE = "the added text costs more in the target language than in English"
WORDS = {
    "more": (claim(0.1, 0.3), f"claim 0.20 (0.10 to 0.30): {MORE}"),
    "less": (claim(-0.3, -0.1), f"claim -0.20 (-0.30 to -0.10): {MORE.replace('more', 'less')}"),
    "none": (claim(-0.1, 0.2), "claim 0.05 (-0.10 to 0.20): the interval holds 0, no effect found"),
    "simulators": (
        claim(0.1, 0.3, panel="simulators"),
        f"claim 0.20 (0.10 to 0.30), of the models it was chosen by: {MORE}",
    ),
    "few seeds": (
        claim(None, None),
        "no interval, so that no effect can be claimed: above 0 in 12 and below 0 in 9 of 25 seeds",
    ),
    "not asked": (claim(None, None, n=0), "not asked anew, so that nothing is known"),
}


@pytest.mark.parametrize(("found", "said"), WORDS.values(), ids=WORDS)
def test_a_claim_is_put_into_words_by_its_interval(found, said):
    assert verdict(found) == said


def test_status_names_what_goes_wrong_with_a_search(tmp_path):
    workspace, searched = Workspace(tmp_path / "w"), run()
    start_run(workspace.runs, searched)
    names = [f"s{number}" for number in range(5)]
    seeds = [seed(item=name, row=number, run=searched.id) for number, name in enumerate(names, start=1)]
    found = [root(name, run=searched.id) for name in names]
    found += [
        node(f"{name}-1", name, run=searched.id, parent=f"{name}-ko", fate="meaning", value=None) for name in names
    ]
    Store(workspace.store).add([*seeds, *found])
    (books,) = adversarial_accounts(workspace)
    assert [(sign.language, sign.signature) for sign in books.signs] == [("ko", "conversion near zero")]
    assert (
        "sign conversion near zero, ko: 0 of 5 seeds gave a pair, and 5 of 5 perturbed questions were taken for other "
        "questions: lower theta, or choose a language further from English"
    ) in " ".join(render([books]).split())


def test_where_nothing_was_asked_anew_the_pairs_that_people_accepted_stand(several):
    [evidence] = report(Workspace(several))
    [search] = [row for row in evidence.conversions if row.arm == "search"]
    assert (search.held_up, search.accepted, search.share) == (None, search.found, search.found_share)
    assert evidence.cost_per_standing.pairs == evidence.pairs > 0
