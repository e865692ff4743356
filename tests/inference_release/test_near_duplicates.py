import random

import pytest

from annotate.audits.near_duplicates import SplitText, by_embedding, by_shingles
from annotate.sentence_embedding import encode
from tests.inference_release.inference_world import ENGLISH


def texts(count, split, *, seed):
    chance = random.Random(seed)
    return [SplitText(split, f"{split}-{at}", " ".join(chance.choices(ENGLISH, k=30))) for at in range(count)]


def jaccard(one, other):
    sets = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (one.casefold(), other.casefold())]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_a_copy_with_light_edits_is_found_across_splits_and_not_within_one():
    train, test = texts(60, "train", seed=0), texts(20, "test", seed=1)
    edited = SplitText("test", "edited", train[7].text.replace(train[7].text[:9], "yesterday"))
    copy = SplitText("train", "copy", test[3].text.upper() + "\n")
    found = by_shingles([*train, *test, edited, copy, SplitText("train", "again", train[9].text)], "documents")
    assert (found.texts, found.alike) == (82, 2)
    assert [(near.name1, near.name2) for near in found.nearest] == [("test-3", "copy"), ("train-7", "edited")]
    assert found.nearest[0].likeness == 1
    assert found.nearest[1].likeness == pytest.approx(jaccard(train[7].text, edited.text), abs=0.02)


def test_texts_shorter_than_a_shingle_and_no_texts_are_no_pairs():
    assert by_shingles([SplitText("train", "a", "no"), SplitText("test", "b", "No.")], "hypotheses").alike == 0
    assert by_shingles([], "hypotheses").nearest == ()
    assert by_embedding([], "documents", encode).nearest == ()


def test_a_translation_is_the_nearest_by_embedding_and_no_copy():
    train = [
        SplitText("train", "en", "A fire destroyed fourteen fishing boats in the harbour on Saturday night."),
        SplitText("train", "other", "The central bank raised interest rates for the third time this year."),
    ]
    test = [
        SplitText("test", "es", "Un incendio destruyó catorce barcos de pesca en el puerto el sábado por la noche.")
    ]
    found = by_embedding([*train, *test], "documents", encode)
    assert [(near.name1, near.name2) for near in found.nearest] == [("en", "es"), ("other", "es")]
    assert found.nearest[0].likeness > 0.6
    assert found.nearest[1].likeness < 0.4
    assert by_shingles([*train, *test], "documents").alike == 0
