"""From the units that people clicked to agreement about evidence, and what the terminal and the lead's page say."""

import polars as pl
import pytest
from click.testing import CliRunner

from annotate.agreement.picked import picked_agreement
from annotate.agreement.verdicts import Unit, first_round
from builders.agreements import agreements
from builders.cli import isogloss
from review_app import evidence_tables
from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.standings import Standings
from schemas.outcomes import by_item
from schemas.records import Rating
from tests.inference_release.inference_world import drafted, publish
from tests.review_world import a_decision

PREMISE = (((0, 10), (10, 30), (31, 40)), ((0, 20), (21, 26)))
"""Three discourse units in document 1, two in document 2."""


def picks(seq, annotator, first="", second="", *, label="entailment", view="originals", **changes):
    answers = {"evidence 1": first, "evidence 2": second, "view": view}
    ratings = tuple(Rating(question=question, answer=answer) for question, answer in answers.items() if answer)
    return a_decision(seq, label, annotator, item=changes.pop("item", "i"), ratings=ratings, **changes)


def agreed(*decisions, clusters=1, models=()):
    """As on the way from the journal, about items that all have the same premise."""
    names = sorted({decision.item for decision in decisions})
    units = {name: Unit(f"event {at % clusters}", 1.0) for at, name in enumerate(names)}
    taken = first_round(by_item(decisions), units, models=models)
    return picked_agreement(taken.decisions, dict.fromkeys(names, PREMISE), units, resamples=200)


def many(first, second, items=25):
    """The same two choices on so many items, each of an event of its own."""
    return agreed(
        *(
            picks(2 * at + place, name, *choice, item=f"i{at:02}")
            for at in range(items)
            for place, (name, choice) in enumerate((("ana", first), ("ben", second)), start=1)
        ),
        clusters=items,
    )


def test_a_label_given_on_english_twins_has_no_units_to_compare():
    found = agreed(picks(1, "ana", "0"), picks(2, "ben", view="twins"), picks(3, "eva", "0"))
    assert (found.report.comparisons, found.report.same) == (1, 1)
    assert found.views == {"originals": 2, "twins": 1}
    assert found.left_out == {"labels given on English twins, which have no units": 1}


def values(found):
    overall = found.report.overall
    return {name: getattr(overall, name).value for name in ("jaccard", "jaccard_by_chance", "span_overlap", "f1")}


def test_a_worked_example():
    """Ana: units 0 and 1 of document 1, 0 of document 2. Ben: 1 and 2 of document 1, 0 of document 2.

    Two units of four in either; characters 10 to 30 and 0 to 20 in both, 0 to 30, 31 to 40 and 0 to 20 in either. Two
    blind draws of three of five share 1, 2 or 3 units in 3, 6 and 1 of ten cases: 1/5, 2/4 and 3/3 of what either drew.
    """
    found = many(("0,1", "0"), ("1,2", "0"))
    assert values(found) == {
        "jaccard": pytest.approx(2 / 4),
        "jaccard_by_chance": pytest.approx(0.3 * 1 / 5 + 0.6 * 2 / 4 + 0.1),
        "span_overlap": pytest.approx(40 / 59),
        "f1": pytest.approx(4 / 6),
    }
    [pair] = found.report.by_pair
    assert (pair.precision.value, pair.recall.value) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert (found.report.units, found.report.same, found.views, found.left_out) == (25, 0, {"originals": 50}, {})


def test_the_same_choice_is_1_has_no_interval_and_says_why():
    found = many(("0,2", "1"), ("2,0", "1"))
    assert (values(found)["jaccard"], values(found)["span_overlap"], found.report.same) == (1, 1, 25)
    assert found.report.overall.jaccard.why.startswith("no interval: every resample gives the same value")


def test_choices_in_different_documents_share_nothing_though_their_numbers_are_alike():
    assert values(many(("0", ""), ("", "0"))) | {"jaccard_by_chance": None} == {
        "jaccard": 0, "jaccard_by_chance": None, "span_overlap": 0, "f1": 0,
    }  # fmt: skip


def test_one_empty_choice_shares_nothing_and_two_are_counted_and_in_no_value():
    assert values(many(("0", ""), ("", "")))["jaccard"] == 0
    found = many(("", ""), ("", ""))
    assert (found.report.both_empty, found.report.same, found.report.overall.jaccard.why) == (
        25, 0, "nobody chose a segment",
    )  # fmt: skip


def test_n_and_events_are_those_on_which_somebody_picked():
    chosen = [
        picks(2 * at + place, name, "0" if at < 22 else "", item=f"i{at:02}")
        for at in range(31)
        for place, name in enumerate(("ana", "ben"))
    ]
    found = agreed(*chosen, clusters=31)
    index = found.report.overall.jaccard
    assert (index.n, index.clusters, found.report.units, found.report.both_empty) == (22, 22, 31, 9)


def test_only_choices_for_the_same_label_are_compared():
    found = agreed(
        picks(1, "ana", "0"),
        picks(2, "ben", "0"),
        picks(3, "cem", "0", label="contradiction"),
        picks(4, "dan", "1", label="neutral", view="both"),
        a_decision(5, "reject", "eva", item="i"),
    )
    assert (found.report.comparisons, found.report.same) == (1, 1)
    assert found.left_out == {"labels that nobody else gave the item": 2}
    assert found.views == {"both": 1, "originals": 3}
    split = [picks(at, name, label=label) for at, (name, label) in enumerate(
        [("ana", "neutral"), ("ben", "neutral"), ("cem", "entailment"), ("dan", "entailment")]
    )]  # fmt: skip
    assert (agreed(*split).report.units, agreed(*split).report.comparisons) == (2, 2)


@pytest.mark.parametrize(
    ("other", "views"),
    [
        (picks(3, "eva", "0", role="adjudicator"), {"originals": 1}),
        (picks(3, "gpt", "0"), {"originals": 1}),
        (picks(3, "ben", "0", round=2), {"originals": 1}),
    ],
)
def test_nobody_is_compared_with_an_adjudicator_a_model_or_a_later_round(other, views):
    found = agreed(picks(1, "ana", "0"), other, models={"gpt"})
    assert (found.report.comparisons, found.views) == (0, views)


def test_what_was_picked_after_an_adjudicator_spoke_is_not_compared():
    first = [picks(1, "ana", "0"), picks(2, "ben", "1")]
    after = [picks(3, "eva", "0", role="adjudicator"), picks(4, "ben", "0")]
    assert agreed(*first, *after).report == agreed(*first).report
    assert agreed(*first).report.same == 0


@pytest.mark.parametrize("unit", ["3", "-1", "first"])
def test_a_choice_that_names_no_unit_of_the_document_is_left_out_and_counted(unit):
    found = agreed(picks(1, "ana", "0"), picks(2, "ben", f"0,{unit}"))
    assert (found.report.comparisons, found.left_out) == (
        0, {"labels naming no unit of the document": 1, "labels that nobody else gave the item": 1},
    )  # fmt: skip


def test_a_label_from_a_file_may_come_without_a_view():
    assert agreed(picks(1, "ana", "0", view=""), picks(2, "ben", "0")).views == {"not recorded": 1, "originals": 1}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """25 events with three hypotheses; the premise of one event is a translation. All labels agree.

    Both pick unit 0 of document 1, ana also unit 1 of document 2, and so does ben in every fourth event.
    """
    made = drafted(tmp_path_factory.mktemp("picked"), events=25, pairs=1, translated={3})
    for at, hypothesis in enumerate(made.hypotheses):
        told = hypothesis.label != "neutral"
        fewer = ("0", "1" if at // 3 % 4 == 0 else "")
        made.say(hypothesis, hypothesis.label, "ana", evidence=("0", "1") if told else ("", ""))
        made.say(hypothesis, hypothesis.label, "ben", evidence=fewer if told else ("", ""), view="both")
    made.keep()
    publish(made)
    return made


def printed(world):
    shown = CliRunner().invoke(isogloss, ["agreement", str(world.workspace.root)], catch_exceptions=False)
    assert shown.exit_code == 0
    return shown.output.splitlines()


def test_the_command_prints_evidence_beside_its_chance_and_translated_premises_apart(world):
    native, translated = agreements(world.workspace)
    assert (native.premise_origin, translated.premise_origin) == ("native", "translated")
    assert (native.report.counts.units, translated.report.counts.units) == (72, 3)
    index = native.evidence.report.overall.jaccard
    assert index.value == pytest.approx((14 * 1 + 34 * 1 / 2) / 48)
    assert 0.5 < index.low < index.value < index.high < 0.8
    lines = printed(world)
    assert lines[:2] == [f"run           {world.run.id}", "premises      native"]
    assert "clusters      24 events" in lines
    assert "views         72 both, 72 originals" in lines
    start = next(at for at, line in enumerate(lines) if line.startswith("evidence  "))
    assert lines[start : start + 6] == [
        "evidence      72 labels given by two or more to one item; of 72 pairs of choices",
        "              14 are the same, 24 are both empty and in no value below",
        "n             48 labels, 24 events",
        "",
        "evidence for the same label    value   95 % interval",
        f"Jaccard index                   0.65   {index.low:.2f} to {index.high:.2f}",
    ]
    assert lines[start + 6].startswith("  the same by chance            0.")
    assert (
        f"ana and ben                         48  0.65 ({index.low:.2f} to {index.high:.2f})         1.00    0.65"
        in lines
    )
    assert lines[-1] == "no estimate   counts only: 1 of the 20 clusters that an estimate needs"
    assert max(map(len, lines)) <= 80


def test_the_columns_of_labels_do_not_run_together(world):
    [heading, *_] = [line for line in printed(world) if line.startswith("one label against the rest")]
    assert heading.split()[-4:] == ["entailment", "neutral", "contradiction", "reject"]


def on_the_lead_s_page(world, review):
    catalogue = Catalogue(review)
    standings = Standings(world.workspace.decisions, {world.run.id: world.run})
    figures = Figures(catalogue, standings)
    for each in (catalogue, standings, figures):
        each.refresh()
    return figures.evidence(world.run.id)


def test_the_lead_s_page_shows_the_same_as_the_command(world):
    found = on_the_lead_s_page(world, world.workspace.review)
    assert found == {run.premise_origin: run.evidence for run in agreements(world.workspace)}
    assert evidence_tables.rows(found["native"])[0]["over all"].startswith("0.65 (0.")
    assert evidence_tables.basis(found["native"]) == "n = 48 labels that two or more gave to one item, 24 events"
    assert evidence_tables.rows(found["translated"]) == []
    assert evidence_tables.headline(found["translated"], "translated") == (
        "translated premises: of 3 pairs of choices for the same label 0 are the same, 1 are both empty; "
        "labels by what was read: 3 both, 3 originals"
    )


def test_a_batch_from_before_origins_were_kept_shows_its_evidence_as_one(world, tmp_path):
    for batch in world.workspace.review.glob("*.parquet"):
        pl.read_parquet(batch).drop("premise_origin").write_parquet(tmp_path / batch.name)
    found = on_the_lead_s_page(world, tmp_path)
    assert {origin: picked.report.comparisons for origin, picked in found.items()} == {None: 75}
    assert evidence_tables.headline(found[None], None).startswith("all premises: of 75 pairs of choices")
