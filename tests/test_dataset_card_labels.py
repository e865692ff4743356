"""The classes of real cards, against the labels that people's reading gave: precision and recall, class by class."""

import pytest

from annotate.dataset_cards.classify import Listing, classify
from annotate.dataset_cards.definitions import SECTIONS, definitions
from tests.bench.card_labels import Share, agreements, cards, judged, labels, macro, sections_together


@pytest.fixture(scope="module")
def texts():
    return cards()


@pytest.mark.parametrize("labelled", ["before", "held out"])
@pytest.mark.parametrize("what", ["licence", "makeup", "sections"])
def test_precision_and_recall_are_at_least_095(what, labelled):
    pairs = judged(labelled)
    classes = sections_together(pairs) if what == "sections" else agreements(pairs[what])
    assert macro([one.precision for one in classes])[0] >= 0.95
    assert macro([one.recall for one in classes])[0] >= 0.95


def test_the_disagreements_are_known():
    """A change of the definitions that moves a card says so here."""
    wrong = {name: [pair for pair in pairs if pair[0] != pair[1]] for name, pairs in judged().items()}
    assert {name: pairs for name, pairs in wrong.items() if pairs} == {}


def test_every_label_is_a_class_of_the_definitions_and_has_its_card(texts):
    known = definitions()
    rows = labels()
    assert {row["licence"] for row in rows} <= set(known.licences.strictest_first)
    assert {row["makeup"] for row in rows} <= {name for name, _meaning in known.makeup.classes}
    assert {row[section] for row in rows for section in SECTIONS} == {"yes", "no"}
    assert [row["card"] for row in rows if row["card"] not in texts] == []
    assert len({row["card"] for row in rows}) == len(rows)


def test_every_real_card_is_classified_or_unknown_with_the_reason(texts):
    for name, text in texts.items():
        found = classify(Listing(name), text)
        for judgement in (found.licence, found.makeup, found.rows, found.bytes, found.instruction, found.owner):
            assert judgement.label, name
            assert judgement.reason, name
        assert (found.metadata_fault == "") == (found.metadata == "good")


def test_agreement_counts_what_was_found_and_what_was_there():
    pairs = [("yes", "yes"), ("yes", "no"), ("no", "no"), ("no", "no")]
    no, yes = agreements(pairs)
    assert (no.label, no.precision, no.recall) == ("no", Share(2, 3), Share(2, 2))
    assert (yes.label, yes.precision, yes.recall) == ("yes", Share(1, 1), Share(1, 2))


def test_an_interval_holds_its_share_and_narrows_with_more_cards():
    low, high = Share(9, 10).interval
    assert low == pytest.approx(0.5550, abs=1e-4)  # Clopper-Pearson, as R's binom.test(9, 10) prints it
    assert high == pytest.approx(0.9975, abs=1e-4)
    assert Share(90, 100).interval[0] > low
