"""Premise pairs: which two documents may be one, which are drawn, and why the others are not."""

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.sentence_embedding import ENCODER, encode
from annotate.translation_recall import measured_recall
from builders.clusters import named
from builders.premise_pairs import (
    MAY_BE_TRANSLATION,
    TOO_SHORT,
    UNSURE,
    LanguagePairCount,
    Pairing,
    candidates,
    draw,
    language_pair_table,
    premise_pairs,
    sentence_vectors,
)
from schemas.inference import Document, PremisePair
from schemas.premise_criteria import PairCriteria
from schemas.records import Refusal

CRITERIA = PairCriteria(encoder=ENCODER)


def document(name, language, text="", *, event="e", **more):
    return Document(**{
        "run": "run", "document": name, "event": event, "language": language, "date": "", "title": "", "text": text,
        "source": "", "origin": "native", "translated_from": "", "translator": "", "answer_key": "", **more,
    })  # fmt: skip


ES = document(
    "es", "es", "El puente de la ciudad se hundió el sábado por la noche. Murieron cuatro personas. "
    "El alcalde pidió una investigación."
)  # fmt: skip
IT = document(
    "it", "it", "Il ponte della città è crollato sabato notte. Sono morte quattro persone. "
    "Il sindaco ha chiesto un'inchiesta."
)  # fmt: skip
RU = document(
    "ru", "ru", "Городской мост обрушился в субботу вечером. Движение поездов прервано на три недели. "
    "Строитель моста арестован."
)  # fmt: skip
KO = document("ko", "ko", "토요일 저녁 도시의 다리가 무너졌다. 유족들은 오늘 시청 앞에 모여 촛불을 켰다.")


def pair_up(documents, criteria=CRITERIA):
    return premise_pairs(documents, vectors=sentence_vectors(documents, encode), criteria=criteria)


def pair(one, other, **measures):
    return PremisePair(run="run", pair=named("run", one.document, other.document), event=one.event,
                       document1=one.document, document2=other.document, language1=one.language,
                       language2=other.language, **measures)  # fmt: skip


def test_a_translation_is_refused_and_reports_that_each_add_something_are_paired():
    made = pair_up([RU, IT, ES])
    assert {(one.document1, one.document2, one.flags) for one in made.pairs} == {("es", "ru", ()), ("it", "ru", ())}
    assert all(one.new1 > 0 and one.new2 > 0 for one in made.pairs)
    (refusal,) = made.refusals
    assert refusal == Refusal(
        run="run", item=named("run", "es", "it"), stage="pair", reason="translations", detail=refusal.detail
    )
    assert refusal.detail.startswith("es (es) and it (it): cosine 0.")
    assert "100% of the shorter document aligned, new sentences 0% and 0%" in refusal.detail


def test_translations_are_let_in_on_demand_and_flagged():
    made = pair_up([ES, IT], CRITERIA.model_copy(update={"translations": "allow"}))
    assert [(one.document1, one.document2, one.flags) for one in made.pairs] == [("es", "it", (MAY_BE_TRANSLATION,))]
    assert made.refusals == []


def test_where_translations_are_not_found_reliably_a_pair_is_flagged_and_not_refused():
    made = pair_up([ES, IT], CRITERIA.model_copy(update={"min_recall": 1.1}))
    assert [one.flags for one in made.pairs] == [(MAY_BE_TRANSLATION, UNSURE)]
    assert made.refusals == []


def test_of_a_language_that_was_never_measured_nothing_is_promised():
    sesotho = document("st", "st", "Borokho bo oele ka Moqebelo bosiu.")
    assert [one.flags for one in pair_up([KO, sesotho]).pairs] == [(UNSURE, TOO_SHORT)]


def test_what_the_source_calls_a_translation_is_refused_whatever_it_looks_like():
    korean = KO.model_copy(update={"origin": "translation", "translated_from": "ru"})
    italian = IT.model_copy(update={"origin": "translation", "translated_from": "ru"})
    refusals = pair_up([RU, korean, italian]).refusals
    assert {refusal.item for refusal in refusals} == {named("run", *two) for two in combinations(("it", "ko", "ru"), 2)}
    assert {refusal.detail.split(": ")[1] for refusal in refusals} == {"as the source says"}


def test_a_document_that_says_nothing_of_its_own_is_refused_unless_asked_for():
    criteria = CRITERIA.model_copy(update={"translation_similarity": 1.1})
    assert [refusal.reason for refusal in pair_up([ES, IT], criteria).refusals] == ["adds nothing"]
    assert pair_up([ES, IT], criteria.model_copy(update={"min_new": 0.0})).refusals == []


def test_a_report_of_a_sentence_is_too_short_to_tell_what_it_adds_and_is_flagged():
    short = document("pt", "pt", "O prefeito pediu uma investigação.")
    assert [one.flags for one in pair_up([ES, short]).pairs] == [(TOO_SHORT,)]


def test_the_table_of_recall_belongs_to_the_thresholds_it_was_measured_with():
    measured = measured_recall(CRITERIA)
    assert measured("zh-TW", "en") == measured("en", "zh") > 0.9
    assert measured("nb", "en") == measured("en", "no")
    assert measured("fa", "en") < 0.9
    assert measured("st", "en") is None
    assert measured_recall(CRITERIA.model_copy(update={"counterpart": 0.2}))("en", "es") is None
    assert measured_recall(CRITERIA.model_copy(update={"seed": 9}))("en", "es") == measured("es", "en")


def test_one_language_in_two_scripts_makes_no_pair():
    taiwan, china = document("a", "zh-TW"), document("b", "zh-CN")
    assert list(candidates([taiwan, china, KO])) == [(KO, china), (KO, taiwan)]


# The draw

LANGUAGES = ("en", "es", "ko", "ru", "zh")
EVENTS = st.lists(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=8), min_size=1, max_size=6)


def documents_of(events):
    return [
        document(f"{number}-{place}", language, event=f"event {number}")
        for number, languages in enumerate(events)
        for place, language in enumerate(languages)
    ]


def unlike(documents):
    """Vectors of one sentence each, no two alike."""
    return dict(
        zip((one.document for one in documents), np.eye(len(documents), dtype=np.float32)[:, None], strict=True)
    )


@settings(deadline=None)
@given(EVENTS, st.integers(0, 5), st.integers(1, 6), st.randoms())
def test_the_same_seed_draws_the_same_pairs_each_once_and_none_within_a_language(events, seed, per_event, chance):
    documents = documents_of(events)
    criteria = PairCriteria(encoder=ENCODER, seed=seed, per_event=per_event)
    made = premise_pairs(documents, vectors=unlike(documents), criteria=criteria)
    shuffled = chance.sample(documents, len(documents))
    assert premise_pairs(shuffled, vectors=unlike(documents), criteria=criteria) == made
    by_name = {one.document: one for one in documents}
    drawn = [frozenset((one.document1, one.document2)) for one in made.pairs]
    assert len(set(drawn)) == len(drawn)
    assert all(one.language1 < one.language2 for one in made.pairs)
    assert all({by_name[one.document1].event, by_name[one.document2].event} == {one.event} for one in made.pairs)
    fit = Counter(one.event for one, _other in candidates(documents))
    assert Counter(one.event for one in made.pairs) == {event: min(of, per_event) for event, of in fit.items()}
    assert made.not_drawn == fit.total() - len(made.pairs)


def test_another_seed_draws_other_pairs():
    documents = documents_of([LANGUAGES] * 4)
    draws = {
        tuple(
            one.pair
            for one in premise_pairs(
                documents, vectors=unlike(documents), criteria=PairCriteria(encoder=ENCODER, seed=seed, per_event=2)
            ).pairs
        )
        for seed in range(5)
    }
    assert len(draws) == 5


def test_language_pairs_come_out_even_where_the_documents_allow_it():
    documents = documents_of([LANGUAGES] * 10)
    criteria = PairCriteria(encoder=ENCODER, per_event=3)
    made = premise_pairs(documents, vectors=unlike(documents), criteria=criteria)
    counts = [count.pairs for count in language_pair_table(made.pairs)]
    assert len(counts) == 10
    assert set(counts) <= {2, 3, 4}  # 30 pairs over 10 of languages; an event that has used the scarcest takes another


def test_translated_documents_take_no_place_from_native_ones():
    languages = ["en", "es", "ko", "sw", "th"]
    reports = [document(tag, tag, event="e") for tag in languages[:3]]
    translations = [document(tag, tag, event="e", origin="translation", translated_from="en") for tag in languages[3:]]
    documents = [*reports, *translations]
    drawn = {}
    for per_event in (2, 3, 5):
        criteria = PairCriteria(encoder=ENCODER, per_event=per_event)
        pairs = premise_pairs(documents, vectors=unlike(documents), criteria=criteria).pairs
        drawn[per_event] = Counter({one.language1, one.language2} <= {"en", "es", "ko"} for one in pairs)
    assert drawn == {2: {True: 2}, 3: {True: 3}, 5: {True: 3, False: 2}}


def test_without_a_limit_every_pair_is_taken():
    documents = documents_of([LANGUAGES])
    criteria = PairCriteria(encoder=ENCODER, per_event=None)
    made = premise_pairs(documents, vectors=unlike(documents), criteria=criteria)
    assert (len(made.pairs), made.not_drawn) == (10, 0)


def test_the_table_counts_pairs_and_events_the_largest_first():
    measures = {"similarity": 0.5, "aligned": 0.0, "new1": 1.0, "new2": 1.0, "flags": ()}
    pairs = [
        pair(document("a", "en"), document("b", "ko"), **measures),
        pair(document("a", "en"), document("c", "ko"), **measures),
        pair(document("d", "en", event="f"), document("e", "es", event="f"), **measures),
    ]
    assert language_pair_table(pairs) == [LanguagePairCount("en", "ko", 2, 1), LanguagePairCount("en", "es", 1, 1)]


def test_nothing_comes_of_nothing():
    assert premise_pairs([], vectors={}, criteria=CRITERIA) == Pairing([], [], 0)
    assert draw([], per_event=3, seed=0) == []
