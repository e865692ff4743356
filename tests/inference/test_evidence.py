"""Quotations found in documents, at offsets of the document as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.inference.discourse_units import units
from annotate.inference.evidence import locate, units_of


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("two boats", "They lost two boats.", "two boats"),
        ("  two boats ", "They lost two boats.", "two boats"),
        ("two  boats", "They lost two\n\nboats.", "two\n\nboats"),
        ('called it "a blow"', "She called it “a blow” today.", "called it “a blow"),
        ("«a blow»", "She called it 'a blow' today.", "a blow"),
        ("'a blow to...'", "She called it “a blow to the town”.", "a blow to"),
        ("Varna-Sofia", "The Varna–Sofia line.", "Varna–Sofia"),
        ("12 boats", "Lost １２ boats.", "１２ boats"),
        ("It DESTROYED", "it destroyed all", "it destroyed"),
        ("café", unicodedata.normalize("NFD", "the café shut"), unicodedata.normalize("NFD", "café")),
        (unicodedata.normalize("NFD", "한국"), "그는 한국에 갔다", "한국"),
        ("ﬁre", "a fire", "fire"),
        ("fire", "a ﬁre", "ﬁre"),
        ("destroyed", "it de\u200dstroyed", "de\u200dstroyed"),
        ("“不行”", "他说：「不行」。", "不行"),
        ("الوفد", "وصل والوفد معه", "الوفد"),
        ("art", "a party of art", "art"),
    ],
)
def test_a_quotation_is_found_however_it_was_copied(quote, text, found):
    start, end = locate(quote, text)
    assert text[start:end] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("three boats", "They lost two boats."),
        ("", "They lost two boats."),
        (" “…” ", "They lost two boats…"),
        ("12", "In 2012 it rained."),
        ("art", "A party."),
        ("two boats were", "They lost two boats."),
        ("two boats", ""),
    ],
)
def test_what_does_not_stand_there_is_not_found(quote, text):
    assert locate(quote, text) is None


def test_the_first_of_several_places_is_given_and_the_exact_one_before_a_folded_one():
    assert locate("Fire", "fire, fire, Fire, Fire") == (12, 16)
    assert locate("FIRE", "fire, fire") == (0, 4)


@given(text=st.text(st.sampled_from("aB Éé é\n“”ﬁ１中한か\u200d–-.'"), max_size=60), data=st.data())
def test_every_piece_of_a_document_is_found_as_itself(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = text[start:end].strip()
    inside_word = any(text[edge - 1 : edge + 1].isalnum() for edge in (start, end) if 0 < edge < len(text))
    if piece and not inside_word:
        assert text[slice(*locate(text[start:end], text))] == piece


def test_a_stretch_touches_every_unit_it_overlaps_and_none_beside_it():
    spans = [(0, 9), (10, 22), (22, 30)]
    assert units_of(0, 9, spans) == (0,)
    assert units_of(8, 11, spans) == (0, 1)
    assert units_of(9, 10, spans) == ()
    assert units_of(12, 30, spans) == (1, 2)
    assert units_of(22, 23, spans) == (2,)
    assert units_of(0, 5, []) == ()


def test_a_located_quotation_maps_to_the_units_that_hold_its_words():
    text = "A fire broke out in the old harbour on Saturday night, and it destroyed 14 boats of the fishing fleet."
    spans = units(text, "en")
    start, end = locate("it destroyed 14 boats", text)
    assert [text[slice(*spans[place])] for place in units_of(start, end, spans)] == [
        "and it destroyed 14 boats of the fishing fleet."
    ]
