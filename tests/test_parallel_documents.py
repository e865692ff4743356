"""What two documents have in common, on vectors drawn by hand and on real sentences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.parallel_documents import Likeness, counterparts, likeness
from annotate.sentence_embedding import DIMENSIONS, encode


def at(*degrees):
    """Sentences as directions in a plane: the cosine of two is that of the angle between them."""
    return np.array([[math.cos(math.radians(angle)), math.sin(math.radians(angle))] for angle in degrees], np.float32)


def test_a_document_and_itself_are_wholly_aligned_and_add_nothing():
    assert likeness(at(0, 90), at(90, 0), counterpart=0.9) == Likeness(1.0, 1.0, 0.0, 0.0)


def test_what_one_document_adds_is_new_and_the_shorter_is_the_measure():
    # 60 degrees from the second sentence, so it has no counterpart at 0.9
    assert likeness(at(0, 90, 180), at(2), counterpart=0.9) == Likeness(
        similarity=round(math.sin(math.radians(2)), 4), aligned=1.0, new1=0.6667, new2=0.0
    )


def test_two_halves_of_a_sentence_are_not_new_though_one_of_them_alone_is_its_counterpart():
    assert likeness(at(0), at(5, -10), counterpart=0.9) == Likeness(0.999, 1.0, 0.0, 0.0)
    assert counterparts(at(0, 100) @ at(5, -10).T, 0.9) == [(0, 0)]


def test_below_the_threshold_the_nearest_is_no_counterpart():
    assert counterparts(at(0) @ at(30).T, 0.87) == []
    assert counterparts(at(0) @ at(30).T, 0.86) == [(0, 0)]


def test_documents_whose_sentences_cancel_out_are_not_similar():
    assert likeness(at(0, 180), at(0), counterpart=0.9).similarity == pytest.approx(0.0, abs=1e-4)


@settings(deadline=None)
@given(st.lists(st.integers(0, 359), min_size=1, max_size=6), st.lists(st.integers(0, 359), min_size=1, max_size=6))
def test_the_measures_are_symmetric_and_in_their_ranges(one, other):
    there, back = (likeness(at(*a), at(*b), counterpart=0.7) for a, b in ((one, other), (other, one)))
    assert (there.similarity, there.new1, there.new2) == (back.similarity, back.new2, back.new1)
    assert there.aligned == back.aligned
    assert -1 <= there.similarity <= 1
    assert all(0 <= share <= 1 for share in there[1:])


def test_a_translation_lies_nearer_than_another_sentence_of_the_same_report():
    english, spanish, korean = (
        encode(sentences)
        for sentences in (
            ["The bridge fell on Saturday night.", "Four people were arrested."],
            ["El puente se hundió el sábado por la noche.", "Cuatro personas fueron detenidas."],
            ["토요일 밤에 다리가 무너졌다.", "네 명이 체포되었다."],
        )
    )
    assert np.allclose(np.linalg.norm(english, axis=1), 1, atol=1e-5)
    assert counterparts(english @ spanish.T, 0.45) == counterparts(english @ korean.T, 0.45) == [(0, 0), (1, 1)]


def test_no_sentences_have_no_vectors():
    assert encode([]).shape == (0, DIMENSIONS)
