"""Every audit finds what was planted, and nothing where labels were shuffled."""

import random

import numpy as np
import pytest
from sklearn.metrics import f1_score

from annotate.audits.hypothesis_only import CUE, hypothesis_only
from annotate.audits.lengths import lengths
from annotate.audits.macro_f1 import codes, macro_f1
from annotate.audits.out_of_fold import (
    CHARACTERS,
    EMBEDDING,
    WORDS,
    AuditItem,
    drawn,
    folds_of,
)
from annotate.audits.single_document import JudgedItem, SingleDocument, single_document
from annotate.audits.tokens import tokens
from annotate.audits.within_triple import whole_triples, within_triple
from annotate.audits.word_overlap import WithPremise, word_overlap
from schemas.inference import LABELS
from tests.inference_release.inference_world import ENGLISH


def items(*, events=40, pairs=5, cued=0.0, label="contradiction", cue=CUE, seed=0):
    """Triples of random words, of which a share with `label` ends in a cue."""
    chance = random.Random(seed)
    made = []
    for event in range(events):
        for pair in range(pairs):
            for one in LABELS:
                text = " ".join(chance.choices(ENGLISH, k=12))
                text += cue if one == label and chance.random() < cued else ""
                made.append(AuditItem(f"e{event}", f"e{event}-p{pair}", one, text))
    return made


@pytest.mark.parametrize("classifier", [CHARACTERS, WORDS, EMBEDDING], ids=lambda classifier: classifier.name)
def test_a_cue_in_a_third_of_the_contradictions_is_found(classifier):
    found = hypothesis_only(items(cued=0.33, events=80), classifier, seed=0)
    assert (found.why, found.items, found.events) == ("", 1200, 80)
    assert found.p <= 0.01
    assert found.macro_f1 > found.by_chance + 0.04
    assert found.has_power


@pytest.mark.parametrize("classifier", [CHARACTERS, WORDS], ids=lambda classifier: classifier.name)
def test_without_a_cue_the_p_values_are_those_of_chance(classifier):
    found = [hypothesis_only(items(events=15, pairs=3, seed=seed), classifier, seed=seed) for seed in range(12)]
    assert sum(one.p < 0.05 for one in found) <= 3
    assert 0.2 < np.mean([one.p for one in found]) < 0.8
    assert all(0.3 < one.by_chance < 0.36 for one in found)


def test_an_audit_of_a_few_items_says_that_it_has_no_power():
    found = hypothesis_only(items(events=5, pairs=1), CHARACTERS, seed=0)
    assert found.why == ""
    assert not found.has_power


def test_an_audit_that_cannot_be_made_says_why():
    assert hypothesis_only(items(events=4), WORDS, seed=0).why == "fewer than 5 events"
    one_label = [item for item in items(events=6) if item.label != "neutral"]
    found = hypothesis_only(one_label, WORDS, seed=0)
    assert found.why == "a label is missing from the training part of a fold"
    assert (found.macro_f1, found.p, found.planted_p, found.has_power) == (None, None, None, False)
    assert found.within_triple.why == "nothing could be learnt"


def test_an_event_is_in_one_fold_and_is_drawn_whole():
    known = items()
    folds = folds_of(known, seed=0)
    assert all(
        len({fold for fold, item in zip(folds, known, strict=True) if item.event == f"e{e}"}) == 1 for e in range(40)
    )
    some = drawn(known, 100, seed=0)
    assert len(some) == 90  # six events of fifteen
    assert len({item.event for item in some}) == 6
    assert drawn(known, None, seed=0) == known


def test_the_entailed_of_three_is_picked_when_something_tells_it():
    told = hypothesis_only(items(cued=0.9, label="entailment", cue=" indeed"), WORDS, seed=0).within_triple
    assert (told.triples, told.why) == (200, "")
    assert told.share > 0.8
    assert told.p < 1e-6
    blind = hypothesis_only(items(), WORDS, seed=0).within_triple
    assert 0.2 < blind.share < 0.45
    assert blind.p > 0.01


def test_only_pairs_with_each_label_once_are_triples_and_a_tie_is_no_pick():
    known = [AuditItem("e", "p", label, "") for label in ("neutral", "entailment", "contradiction")]
    known += [AuditItem("e", "q", label, "") for label in ("entailment", "entailment", "neutral")]
    assert whole_triples(known) == [(1, 0, 2)]
    assert within_triple(known, np.full((6, 3), 1 / 3)).picked == 0
    assert within_triple(known[3:], np.ones((3, 3))).why == "no pair has all three labels"


def test_macro_f1_is_the_mean_of_class_f1s():
    truth = codes(["entailment", "entailment", "neutral", "contradiction", "neutral"])
    guessed = codes(["entailment", "neutral", "neutral", "unreadable", "entailment"])
    expected = f1_score(truth, guessed, labels=[0, 1, 2], average="macro", zero_division=0)
    assert macro_f1(truth, guessed) == pytest.approx(expected) == pytest.approx((0.5 + 0.5 + 0) / 3)


def test_judges_are_compared_on_items_that_they_read_in_every_view():
    right = [JudgedItem(label, "m", {"d1": "neutral", "d2": label, "both": label}) for label in LABELS]
    unread = [JudgedItem("neutral", "m", {"both": "neutral"}), JudgedItem("neutral", "a", {"both": "neutral"})]
    nobody, judged = single_document([*right, *unread])
    unread.append(JudgedItem("neutral", "m", {"d1": "unreadable", "d2": "neutral", "both": "neutral"}))
    why = "it labelled no item from each document alone and from both"
    assert nobody == SingleDocument(judge="a", items=0, d1=None, d2=None, both=None, why=why)
    assert judged == SingleDocument(judge="m", items=3, d1=0.5 / 3, d2=1.0, both=1.0, why="")


def test_overlap_and_length_are_told_by_label():
    found = word_overlap(
        [
            WithPremise("entailment", "Boats burned, boats sank", ("The boats burned.", "渔船")),
            WithPremise("entailment", "渔船 sank", ("The boats burned.", "渔船")),
            WithPremise("neutral", "Nobody came", ("The boats burned.", "渔船")),
        ]
    )
    assert [(one.items, one.mean) for one in found] == [(2, pytest.approx(2 / 3)), (1, 0), (0, None)]
    told = lengths([("neutral", "Nobody came"), ("neutral", "渔船"), ("entailment", "")])
    assert [(one.items, one.mean, one.median) for one in told.characters] == [(1, 0, 0), (2, 6.5, 6.5), (0, None, None)]
    assert [one.mean for one in told.tokens] == [0, 2, None]


def test_tokens_are_words_and_single_characters_where_no_spaces_are_written():
    assert tokens("The 14 Boats, l'été") == ["the", "14", "boats", "l", "été"]
    assert tokens("渔船14艘 ไฟ 불이 났다") == ["渔", "船", "14", "艘", "ไ", "ฟ", "불이", "났다"]
