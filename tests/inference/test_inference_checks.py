"""Each check of a hypothesis: what it finds, and what it must not."""

import pytest

from annotate.inference.checks import INFERENCE_CHECKS, Candidate, check, check_triple
from annotate.plain_english import is_plainly_english
from schemas.inference import Quote
from schemas.records import Finding
from tests.inference.premises import ENGLISH, SPANISH, documents, hypothesis

CHECKS = {each.name: each for each in INFERENCE_CHECKS}
GERMAN = "Der Brand im alten Hafen von Warna zerstörte 14 Boote, teilte die Behörde mit."
RUSSIAN = "Пожар в старом порту Варны уничтожил четырнадцать лодок. Ущерб оценён в 2,5 млн евро."
CHINESE = "周六晚上，瓦尔纳旧港发生火灾，十四艘渔船被烧毁。市长承诺提供250万欧元的援助。"
AMHARIC = "በቫርና ወደብ አሥራ አራት ጀልባዎች ተቃጠሉ።"


def messages(name, item, premise=None, siblings=()):
    candidate = Candidate(item, premise or documents(), siblings)
    return [finding.message for finding in check(candidate, (CHECKS[name],))]


def statement(text, language="en", **others):
    return hypothesis(text, language=language, **others)


GOOD = [
    statement("The blaze in Varna cost fishermen 14 boats, and it took three hours to put out."),
    statement("A cyclone in Burgas may have damaged one boat.", label="neutral"),
    statement("A flood in Varna swept 40 cars into the sea.", label="contradiction"),
    statement("El fuego acabó con 14 barcos y el ayuntamiento promete 2,5 millones.", "es"),
    statement("Der Brand in Warna vernichtete vierzehn Boote.", "de"),
    statement("В порту Варны сгорели 14 лодок.", "ru"),
    statement("瓦尔纳港口的火灾毁了14艘船。", "zh"),
    statement("ヴァルナの港の火事で14隻の船が焼けた。", "ja"),
    statement("바르나 항구의 화재로 어선 14척이 불탔다.", "ko"),
]


@pytest.mark.parametrize("item", GOOD, ids=lambda item: f"{item.language}-{item.label}")
def test_a_good_hypothesis_passes_every_check(item):
    assert check(Candidate(item, documents(), ())) == ()


def test_a_finding_says_which_item_and_check_and_shows_the_evidence():
    item = statement("The article says that 99 boats burnt.")
    assert check(Candidate(item, documents(), ())) == (
        Finding(
            run="itn",
            item="itn-h",
            revision=0,
            check="no analysis",
            message="speaks of the documents or of its label: article says",
            quotes=("article says",),
        ),
        Finding(
            run="itn",
            item="itn-h",
            revision=0,
            check="numbers supported",
            message="numbers in neither document: 99",
            quotes=("99",),
        ),
    )


@pytest.mark.parametrize(
    ("text", "language", "message"),
    [
        ("It burnt. Nobody died.", "en", "not one statement but 2 sentences"),
        ("火灾发生了。没有人受伤。", "zh", "not one statement but 2 sentences"),
        ("Did the harbour burn?", "en", "a question and no statement"),
        ("“هل احترق الميناء؟”", "ar", "a question and no statement"),
        ("The harbour and " * 20 + "burnt.", "en", "too long to be one statement: 326 characters"),
        ("火" * 151, "zh", "too long to be one statement: 151 characters"),
    ],
)
def test_several_sentences_a_question_and_a_long_text_are_no_simple_statement(text, language, message):
    assert messages("simple statement", statement(text, language)) == [message]


def test_abbreviations_and_long_sentences_are_still_one_statement():
    text = "At 3.30 p.m. on Saturday Dr. Marsh said that " + "the boats and " * 15 + "the harbour were lost."
    assert messages("simple statement", statement(text)) == []


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("en", "This contradicts the claim about boats.", "This contradicts"),
        ("en", "According to both articles, boats burnt.", "According to both articles"),
        ("es", "Según el documento, ardieron barcos.", "Según el documento"),
        ("fr", "Les deux documents parlent d'un incendie.", "Les deux documents"),
        ("de", "Laut dem Artikel brannten Boote.", "Laut dem Artikel"),
        ("pt-BR", "De acordo com o artigo, barcos arderam.", "De acordo com o artigo"),
        ("it", "Secondo l'articolo sono bruciate barche.", "Secondo l'articolo"),
        ("ru", "Согласно документу, сгорели лодки.", "Согласно документу"),
        ("zh", "根据这篇文章，船只被烧毁。", "根据这篇文章"),
        ("ja", "記事によると、船が焼けた。", "記事によると"),
        ("ko", "두 문서에 따르면 배가 탔다.", "두 문서에 따르면"),
        ("ar", "وفقا للمقال احترقت قوارب", None),
        ("ar", "بحسب المقال احترقت قوارب", "بحسب المقال"),
    ],
)
def test_words_about_documents_and_labels_are_found_in_each_language(language, text, phrase):
    expected = [f"speaks of the documents or of its label: {phrase}"] if phrase else []
    assert messages("no analysis", statement(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "According to the harbour office, 14 boats burnt."),
        ("en", "The mayor signed a document that promises aid."),
        ("ru", "Согласно судебным документам, порт закрыт."),
        ("ko", "법원 문서에 따르면 항구가 폐쇄되었다."),
        ("sw", "Kulingana na hati, mashua ziliungua."),
    ],
)
def test_attribution_to_people_and_documents_within_the_news_are_no_analysis(language, text):
    assert messages("no analysis", statement(text, language)) == []


COPY = "It destroyed 14 fishing boats, the harbour office said"


@pytest.mark.parametrize(
    ("text", "premise", "expected"),
    [
        (COPY, documents(), ["copied from document 1: 100% of its sequences of words stand there"]),
        ("The harbour office put the loss at 14 fishing boats, all of them destroyed.", documents(), []),
        ("It destroyed 14 fishing boats.", documents(), []),
        (COPY, documents(RUSSIAN, SPANISH, ("ru", "es")), []),
    ],
)
def test_a_sentence_of_a_document_in_the_same_language_is_a_copy(text, premise, expected):
    assert messages("not copied", statement(text), premise) == expected


def test_a_chinese_copy_is_seen_by_its_characters():
    premise = documents(ENGLISH, CHINESE, ("en", "zh-Hans"))
    found = messages("not copied", statement("周六晚上，瓦尔纳旧港发生火灾，十四艘渔船被烧毁。", "zh"), premise)
    assert found == ["copied from document 2: 100% of its sequences of words stand there"]


def test_one_text_under_two_labels_is_found_on_both():
    items = [
        statement("14 boats burnt.", item="itn-1"),
        statement("Fourteen ships burnt.", item="itn-2", label="neutral"),
        statement("14 boats BURNT!", item="itn-3", label="contradiction"),
    ]
    found = [finding for finding in check_triple(items, documents()) if finding.check == "hypotheses differ"]
    assert [(finding.item, finding.message) for finding in found] == [
        ("itn-1", "another hypothesis of the pair says the same"),
        ("itn-3", "another hypothesis of the pair says the same"),
    ]


def test_a_hypothesis_in_the_documents_language_instead_of_the_one_asked_for_is_found():
    spanish = "El incendio del puerto destruyó catorce barcos de pesca el sábado por la noche."
    assert messages("hypothesis language", statement(spanish)) == ["reads as es (100%), not en"]
    assert messages("hypothesis language", statement(spanish, "es")) == []


def test_evidence_and_explanation_are_demanded_but_no_evidence_for_a_neutral_one():
    without = {"explanation": " ", "evidence": ()}
    missing = "no evidence was quoted from either document"
    assert messages("evidence given", statement("A.", **without)) == ["no explanation was given", missing]
    assert messages("evidence given", statement("A.", label="neutral", **without)) == ["no explanation was given"]
    assert messages("evidence given", statement("A.", label="contradiction", evidence=())) == [missing]


def test_a_quotation_that_stands_nowhere_is_found():
    nowhere = Quote(document=2, text="40 barcos", start=-1, end=-1, units=())
    item = statement("14 boats burnt.", evidence=(*hypothesis().evidence, nowhere))
    assert messages("quotes found", item) == ["quoted as evidence, but in neither document: 40 barcos"]
    assert messages("quotes found", hypothesis()) == []


@pytest.mark.parametrize(
    ("text", "language", "languages", "missing"),
    [
        ("The fire burnt 15 boats.", "en", ("en", "es"), "15"),
        ("Fifteen boats burnt in three hours.", "en", ("en", "es"), "Fifteen"),
        ("Le feu a détruit 15 bateaux.", "fr", ("en", "ru"), "15"),
        ("大火烧毁了15艘船。", "zh", ("ru", "zh"), "15"),
        ("The fire burnt 15 boats.", "en", ("am", "es"), "15"),
        ("Aid of 2.6 million euros was promised.", "en", ("zh", "ru"), "2.6 million"),
    ],
)
def test_a_number_that_no_document_states_is_found_in_any_script(text, language, languages, missing):
    found = messages("numbers supported", statement(text, language), in_languages(*languages))
    assert found == [f"numbers in neither document: {missing}"]


@pytest.mark.parametrize(
    ("text", "language", "languages"),
    [
        ("Fourteen boats burnt in 2026.", "en", ("en", "es")),
        ("Aid of 2.5 million euros was promised.", "en", ("zh", "ru")),
        ("Сгорели 14 лодок.", "ru", ("en", "zh")),
        ("市长承诺提供250万欧元。", "zh", ("ru", "es")),
        ("Two men and one woman saw it.", "en", ("en", "es")),
        ("Nine people saw it.", "en", ("am", "en")),
    ],
)
def test_a_number_said_in_another_script_or_in_words_or_too_small_to_be_told_is_none(text, language, languages):
    assert messages("numbers supported", statement(text, language), in_languages(*languages)) == []


def test_a_number_is_no_loss_where_the_word_for_a_million_cannot_be_read():
    premise = documents("በከተማው 11 ሚሊዮን ሰዎች ይኖራሉ።", SPANISH, ("am", "es"))
    assert messages("numbers supported", statement("The city has 11 million people."), premise) == []


def test_a_contradiction_may_say_other_numbers_and_names():
    item = statement("A fire hurt Captain John Smith and 99 men.", label="contradiction")
    assert messages("numbers supported", item) == []
    assert messages("names supported", item) == []


@pytest.mark.parametrize(
    ("text", "language", "languages", "missing"),
    [
        ("Captain John Smith mourned the boats.", "en", ("es", "de"), "Captain John Smith"),
        ("El fuego fue descrito por Marta Quiroga en Varna.", "es", ("en", "es"), "Marta Quiroga"),
    ],
)
def test_a_name_that_no_document_has_is_found(text, language, languages, missing):
    found = messages("names supported", statement(text, language), in_languages(*languages))
    assert found == [f"names in neither document: {missing}"]


@pytest.mark.parametrize(
    ("text", "language", "languages"),
    [
        ("Elena Marsh and Mayor Rosa Petrova spoke.", "en", ("en", "es")),
        ("The Old Harbour of Varna burnt.", "en", ("en", "de")),
        ("The United Nations sent Marta Quiroga.", "en", ("en", "ru")),
        ("Das Feuer zerstörte am Samstag Alte Boote Rote Segel.", "de", ("en", "es")),
        ("Germany lost Varna.", "en", ("es", "es")),
        ("In Brussels aid was promised.", "en", ("en", "es")),
        ("The mayor promised aid to John Smith.", "en", ("de", "fi")),
    ],
)
def test_names_that_stand_there_or_cannot_be_compared_are_none(text, language, languages):
    assert messages("names supported", statement(text, language), in_languages(*languages)) == []


def in_languages(first, second):
    texts = {"en": ENGLISH, "es": SPANISH, "de": GERMAN, "ru": RUSSIAN, "zh": CHINESE, "am": AMHARIC, "fi": GERMAN}
    return documents(texts[first], texts[second], (first, second))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The bridge in the old harbour was opened after 30 days.", True),
        ("Officials in Varna said the number of boats was 14.", True),
        ("De brug in de haven is na 30 dagen geopend en was of is klaar.", False),
        ("Los barcos llegaron a Varna en la noche.", False),
        ("", False),
    ],
)
def test_plain_english_is_told_by_its_commonest_words(text, english):
    assert is_plainly_english(text) is english
