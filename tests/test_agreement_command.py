"""From decisions to judgments that were given independently, and what `isogloss agreement` makes of them."""

import json

import pytest
from click.testing import CliRunner

from annotate.adjudication import Adjudications, adjudications
from annotate.agreement import Judgment
from annotate.agreement.verdicts import Unit, first_round
from builders.agreements import agreements
from builders.cli import isogloss
from schemas.decisions import write_decisions
from schemas.outcomes import by_item, outcome
from tests.review_world import a_decision, a_run, drafted

ITEM = "gsm8k-en-ko-0001"
UNITS = {ITEM: Unit("test/1", 2.0)}


def verdicts(*decisions, models=()):
    taken = first_round(by_item(decisions), UNITS, models=models)
    assert all(judgment[3:] == (2.0, "test/1") for judgment in taken.judgments)
    return {judgment.annotator: judgment.label for judgment in taken.judgments}, taken.left_out


def test_a_judgment_is_one_person_s_verdict_on_the_machine_s_own_text():
    taken = first_round(by_item([a_decision(1, "accept", "ana"), a_decision(2, "fix", "ben")]), UNITS)
    assert taken.judgments == [
        Judgment(ITEM, "ana", "accept", 2.0, "test/1"),
        Judgment(ITEM, "ben", "fix", 2.0, "test/1"),
    ]
    assert taken.left_out == {}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (a_decision(2, "accept", "ben", revision=1), "about a fix, which is another text"),
        (a_decision(2, "skip", "ben"), "skipped"),
        (a_decision(2, "accept", "ben", round=2), "given in a later round"),
        (a_decision(2, "accept", "gpt"), "given by a model"),
    ],
)
def test_what_is_no_independent_judgment_is_left_out_and_counted(other, reason):
    assert verdicts(a_decision(1, "fix", "ana"), other, models={"gpt"}) == ({"ana": "fix"}, {reason: 1})


def test_an_undone_verdict_is_none_and_a_second_one_replaces_the_first():
    decisions = [
        a_decision(1, "accept", "ana"),
        a_decision(2, "undo", "ana", undoes="e1"),
        a_decision(3, "reject", "ben"),
        a_decision(4, "accept", "ben"),
    ]
    assert verdicts(*decisions) == ({"ben": "accept"}, {"replaced by the same person": 1})


def adjudicated(*, labels, changed):
    marks = {"unanimous": 0, "adjudicated": 1, "unresolved": 0}
    return Adjudications(items=marks, labels=labels, changed=changed, second=0, second_same=0)


def test_nothing_after_an_adjudicator_spoke_counts_not_even_an_undo():
    decisions = [
        a_decision(1, "accept", "ana"),
        a_decision(2, "reject", "ben"),
        a_decision(3, "reject", "lea", role="adjudicator"),
        a_decision(4, "undo", "ana", undoes="e1"),
        a_decision(5, "reject", "ana"),
    ]
    assert verdicts(*decisions) == ({"ana": "accept", "ben": "reject"}, {"given after an adjudicator spoke": 2})
    assert adjudications(by_item(decisions), annotators=2) == adjudicated(labels=2, changed=1)


def test_to_adjudicate_for_somebody_s_fix_changes_the_labels_that_wanted_none():
    decisions = [
        a_decision(1, "fix", "ana"),
        a_decision(2, "accept", "ben"),
        a_decision(3, "accept", "lea", role="adjudicator", revision=1),
    ]
    assert adjudications(by_item(decisions), annotators=2) == adjudicated(labels=2, changed=1)
    taken_back = [*decisions, a_decision(4, "undo", "lea", role="adjudicator", undoes="e3")]
    assert adjudications(by_item(taken_back), annotators=2).items == {"unanimous": 0, "adjudicated": 0, "unresolved": 1}


def test_a_second_adjudicator_is_compared_with_the_first_and_decides_nothing():
    decisions = [
        a_decision(1, "accept", "ana"),
        a_decision(2, "reject", "ben"),
        a_decision(3, "reject", "lea", role="adjudicator"),
        a_decision(4, "accept", "tom", role="adjudicator", round=2),
    ]
    found = adjudications(by_item(decisions), annotators=2)
    assert (found.second, found.second_same, found.changed) == (1, 0, 1)
    assert outcome(decisions, annotators=2, fixes_final=False).state == "rejected"


def reviewed(root, ana, ben, **run):
    """A workspace in which ana and ben said a letter an item: a(ccept), f(ix), r(eject)."""
    world = drafted(root, items=len(ana), run=a_run(annotators=2, **run))
    words = {"a": "accept", "f": "fix", "r": "reject"}
    said = [
        (item, name, words[letter])
        for name, letters in (("ana", ana), ("ben", ben))
        for item, letter in zip(world.items, letters, strict=True)
    ]
    decisions = [a_decision(n, verdict, name, item=item) for n, (item, name, verdict) in enumerate(said, start=1)]
    write_decisions(world.workspace.decisions, decisions)
    return world


ANA = "a" * 20 + "f" * 6 + "r" * 4
BEN = "a" * 18 + "ff" + "f" * 5 + "a" + "r" * 4


def printed(world, *options):
    shown = CliRunner().invoke(isogloss, ["agreement", str(world.workspace.root), *options], catch_exceptions=False)
    assert shown.exit_code == 0
    return shown.output


def test_the_command_prints_every_coefficient_by_label_and_by_pair(tmp_path):
    world = reviewed(tmp_path, ANA, BEN)
    write_decisions(
        world.workspace.decisions,
        [a_decision(0, "accept", "lea", event="lea", role="adjudicator", item=world.items[18])],
    )
    lines = printed(world).splitlines()
    assert lines[:9] == [
        "run           gsm8k-en-ko",
        "items         30 items judged by two or more, 0 by one; 2 annotators",
        "judgments     60 (accept 39, fix 13, reject 8)",
        "agreeing      27 of 30 pairs of judgments; 27 of 30 items unanimous",
        "clusters      30 source problems",
        "outcomes      22 unanimous, 1 adjudicated, 7 unresolved",
        "adjudication  changed 1 of 2 labels (50.0%)",
        "",
        "agreement                      value   95 % interval",
    ]
    kappa = (27 / 30 - (20 * 19 + 6 * 7 + 4 * 4) / 900) / (1 - (20 * 19 + 6 * 7 + 4 * 4) / 900)
    [line] = [line for line in lines if line.startswith("Cohen's kappa")]
    assert line.split()[5] == f"{kappa:.2f}"
    assert [line.split()[0] for line in lines[lines.index("") + 9 :] if line][:10] == [
        "one", "prevalence", "percent", "Cohen", "Fleiss", "alpha", "AC1", "positive", "negative", "pair",
    ]  # fmt: skip
    assert lines[-1].startswith("ana and ben                         30  0.90 (")


def test_the_json_is_the_report_itself(tmp_path):
    world = reviewed(tmp_path, ANA, BEN)
    [run] = json.loads(printed(world, "--json", "--seed", "3"))
    assert run == json.loads(agreements(world.workspace, seed=3)[0].model_dump_json())
    assert (run["run"], run["report"]["what"], run["report"]["seed"]) == ("gsm8k-en-ko", "agreement", 3)
    assert run["report"]["overall"]["percent"]["value"] == pytest.approx(0.9)
    assert (run["premise_origin"], run["evidence"]) == (None, None), "of mathematics nothing is picked"


def test_a_few_items_are_counted_and_nothing_is_estimated(tmp_path):
    shown = printed(reviewed(tmp_path, "aar", "aaf"))
    assert "agreeing      2 of 3 pairs of judgments; 2 of 3 items unanimous" in shown
    assert "percent agreement              -      counts only: 3 of the 20 clusters that an" in shown


def test_before_anybody_decided_the_command_says_so(tmp_path):
    world = drafted(tmp_path)
    assert printed(world).splitlines()[-1] == "agreement     none: no item was judged by two annotators"


def test_a_sampled_item_weighs_as_much_as_those_it_stands_for(tmp_path):
    world = drafted(tmp_path, items=60, flagged=range(1, 21), run=a_run(review="risk", sample_size=10, annotators=2))
    queued = {row["item"]: row["because"] for row in world.store.query("SELECT item, because FROM queued")}
    decisions = [
        a_decision(n, "accept" if name == "ana" or queued[item] == "sample" else "reject", name, item=item)
        for n, (item, name) in enumerate(((item, name) for item in sorted(queued) for name in ("ana", "ben")), start=1)
    ]
    write_decisions(world.workspace.decisions, decisions)
    report = agreements(world.workspace)[0].report
    assert (report.counts.units, report.weighted) == (30, True)
    assert report.overall.percent.value == pytest.approx(40 / 60), "10 of 40 clean items, all agreed upon; 20 flagged"
    assert "by 1 / the chance of being read" in printed(world)
