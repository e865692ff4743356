"""Every check: one translation that passes and one that trips, on real text."""

import pytest
from real_pairs import (
    GLASSES,
    GLASSES_ZH,
    HOUSE,
    HOUSE_ES,
    HOUSE_JA,
    HOUSE_KO,
    POLAR,
    POLAR_KO,
    ROBE,
    ROBE_DE,
    ROBE_ES,
    pair,
)  # fmt: skip

from annotate.checks import MATH_CHECKS, Check, check
from schemas.records import Finding

BY_NAME = {one.name: one for one in MATH_CHECKS}


def messages(name, tested):
    return [noticed.message for noticed in BY_NAME[name].notice(tested)]


@pytest.mark.parametrize(
    "human",
    [
        pair(ROBE, ROBE_ES, "es"),
        pair(ROBE, ROBE_DE, "de"),
        pair(ROBE_ES, ROBE, "en", source="es"),
        pair(HOUSE, HOUSE_ES, "es", answer="70000"),
        pair(HOUSE, HOUSE_JA, "ja", answer="70000"),
        pair(HOUSE, HOUSE_KO, "ko", answer="70000"),
        pair(HOUSE_KO, HOUSE, "en", source="ko", answer="70000"),
        pair(GLASSES, GLASSES_ZH, "zh-Hans", answer="64"),
        pair(POLAR, POLAR_KO, "ko"),
    ],
)
def test_a_human_translation_passes_every_check(human):
    assert check(human) == ()


def test_a_finding_names_the_revision_the_check_and_the_evidence():
    wrong = pair(HOUSE, HOUSE_JA.replace("5万", "6万"), "ja", answer="70000")
    assert check(wrong) == (
        Finding(
            run="gsm8k-en-xx", item="gsm8k-en-xx-0001", revision=0, check="numbers",
            message="numbers lost: 50,000 (50000); numbers added: 6万 (60000)", quotes=("50,000", "6万"),
        ),
    )  # fmt: skip


def test_only_the_checks_asked_for_are_run():
    silent = Check("numbers", BY_NAME["numbers"].notice)
    assert [finding.check for finding in check(pair(HOUSE, HOUSE, "es"), (silent,))] == []


# target language


def test_the_source_language_is_not_the_target():
    assert messages("target language", pair(ROBE, ROBE_ES, "de")) == ["reads as es (100%), not de"]


def test_traditional_characters_are_not_simplified_ones():
    assert messages("target language", pair(GLASSES, GLASSES_ZH, "zh-Hant")) == ["reads as zh-Hans (82%), not zh-Hant"]


def test_letters_of_a_third_script_are_shown():
    mixed = "Janet의 오리는 매일早晨 16개의 알을 낳고, 그녀는 아침마다 3개를 먹습니다. 하루에 얼마를 버나요?"
    assert messages("target language", pair(ROBE, mixed, "ko")) == ["letters of another script in ko: 早晨"]


def test_an_english_phrase_left_in_korean_is_shown():
    left = "조시는 try flipping a house 하기로 했습니다. 그는 8만 달러에 집을 사고 수리했습니다."
    assert messages("target language", pair(HOUSE, left, "ko")) == ["left in Latin letters: try flipping a house"]


def test_english_left_for_a_language_without_a_profile_is_found_by_the_source():
    assert messages("target language", pair(HOUSE, HOUSE, "eu")) == ["reads as en (100%), not eu"]


# numbers


def test_a_number_word_may_become_digits_and_the_other_way_round():
    words = pair("She eats three eggs and sells two dozen.", "Isst sie 3 Eier und verkauft 24.", "de")
    assert messages("numbers", words) == []
    assert messages("numbers", pair("It takes .5 hours.", "Le lleva media hora.", "es")) == []


def test_a_lost_and_an_added_number_are_both_shown():
    assert messages("numbers", pair(GLASSES, GLASSES_ZH.replace("60", "80"), "zh")) == [
        "numbers lost: 60; numbers added: 80"
    ]


def test_an_exchange_of_two_numbers_that_are_both_in_the_source_is_shown():
    source = "Mike plays for 40 minutes. In the first 20 minutes he scores 4 points, in the second 20 minutes 25% more."
    spanish = (
        "Mike juega 40 minutos. En los primeros {} minutos anota 4 puntos, en los segundos 20 minutos un 25 % más."
    )
    assert messages("numbers", pair(source, spanish.format(20), "es")) == []
    assert messages("numbers", pair(source, spanish.format(40), "es")) == [
        "numbers exchanged: 20 said less often, 40 more often than in the source"
    ]


def test_a_half_that_became_a_third_is_not_demanded_but_two_thirds_are():
    assert messages("numbers", pair("He ate two-thirds of it.", "Comió tres cuartos.", "es")) == [
        "numbers lost: two-thirds (2/3)"
    ]


def test_small_numbers_are_not_demanded_where_number_words_cannot_be_read():
    assert messages("numbers", pair("He has 3 dogs.", "Han har tre hundar.", "sv")) == []
    assert messages("numbers", pair("He has 345 dogs.", "Han har hundar.", "sv")) == ["numbers lost: 345"]


# latex


def test_a_changed_formula_is_shown():
    changed = POLAR_KO.replace(r"\le", r"\leq")
    assert messages("latex", pair(POLAR, changed, "ko")) == [r"formulas lost: 0\le\theta<2\pi; added: 0\leq\theta<2\pi"]


def test_words_inside_text_spacing_and_delimiters_are_free():
    source = r"Let $x = 5 \text{ apples},$ and \(y^2\)."
    assert messages("latex", pair(source, r"Sean $x=5\,\text{ manzanas}$, e $y^2$.", "es")) == []


def test_a_lost_brace_is_unbalanced():
    assert messages("latex", pair(r"Find $\frac{1}{2}.$", r"Halle $\frac{1}{2$.", "es"))[0] == (
        "unbalanced braces: 2 opened, 1 closed"
    )


def test_a_lost_command_outside_a_formula_is_shown():
    assert messages("latex", pair(r"It costs \$5.", "Cuesta 5 dólares.", "es")) == [r"LaTeX commands lost: \$"]


# dollars


def test_money_may_move_or_become_a_word():
    assert messages("dollars", pair("It costs $5 or $6.", "Es kostet 5 $ oder 6 Dollar.", "de")) == []


def test_an_unpaired_dollar_is_shown_where_there_are_formulas():
    assert messages("dollars", pair(POLAR, POLAR_KO.replace("$r", "r"), "ko")) != []
    assert messages("dollars", pair(POLAR, POLAR_KO, "ko")) == []


def test_money_that_became_a_formula_is_shown():
    assert messages("dollars", pair("It costs $5 today.", "Hoy cuesta $5$.", "es")) == ["money became a formula: $5$"]


# choices

OPTIONS = ("2 apples", "3 apples", "5 apples", "8 apples")
OPTIONS_ES = ("2 manzanas", "3 manzanas", "5 manzanas", "8 manzanas")


def options(translated):
    return pair("How many apples?", "¿Cuántas manzanas?", "es", choices=(OPTIONS, translated), answer="1")


def test_translated_options_in_their_order_pass():
    assert messages("choices", options(OPTIONS_ES)) == []


def test_swapped_options_are_told_from_changed_ones():
    assert messages("choices", options((OPTIONS_ES[1], OPTIONS_ES[0], *OPTIONS_ES[2:]))) == [
        "options in another order: A, B"
    ]
    assert messages("choices", options(("4 manzanas", *OPTIONS_ES[1:]))) == ["options with other numbers: A"]


def test_missing_empty_and_doubled_options_are_shown():
    assert messages("choices", options(OPTIONS_ES[:3])) == ["options: 4 in the source, 3 in the translation"]
    assert "empty options: D" in messages("choices", options((*OPTIONS_ES[:3], " ")))
    assert "options that say the same: A, B" in messages("choices", options((OPTIONS_ES[1], *OPTIONS_ES[1:])))


# not solved


def test_a_solution_is_shown():
    solved = ROBE_ES + " 2 + 1 = 3. La respuesta es 3."
    assert messages("not solved", pair(ROBE, solved, "es")) == [
        "an answer phrase that the source does not have: La respuesta es",
        "a calculation that the source does not have: 2 + 1 = 3.",
        "the gold answer 3 appeared",
    ]


def test_a_gold_that_the_question_states_is_no_leak():
    assert messages("not solved", pair(ROBE, ROBE_ES, "es", answer="2")) == []


def test_a_calculation_of_the_source_may_stay():
    asked = pair("If 2 + 3 = 5, what is 3 + 2?", "Wenn 2 + 3 = 5, was ist 3 + 2?", "de", answer="5")
    assert messages("not solved", asked) == []


# no preamble


@pytest.mark.parametrize(
    ("to", "opening"),
    [
        ("es", "Here is the translation:"), ("es", "Sure!"), ("es", "Aquí está la traducción:"), ("ko", "번역:"),
        ("ko", "다음은 번역입니다:"), ("zh", "以下是翻译："), ("ja", "以下は翻訳です："), ("de", "Übersetzung:"),
    ],
)  # fmt: skip
def test_a_preamble_is_shown(to, opening):
    assert messages("no preamble", pair(ROBE, f"{opening} {ROBE_ES}", to)) == [f"opens with a preamble: {opening}"]


def test_quotation_marks_around_the_whole_are_shown_but_not_a_quotation():
    assert messages("no preamble", pair(ROBE, f'"{ROBE_ES}"', "es")) == ['the whole translation stands in "..."']
    assert messages("no preamble", pair(ROBE, '"Hola", dijo, y luego "adiós"', "es")) == []


def test_a_translators_note_is_shown():
    noted = f"{ROBE_ES}\n(Nota: 'bolt' es una medida de tela.)"
    assert messages("no preamble", pair(ROBE, noted, "es")) == [
        "holds a translator's note: (Nota: 'bolt' es una medida de tela.)"
    ]


# not copied


def test_the_source_again_is_a_copy():
    assert messages("not copied", pair(HOUSE, HOUSE, "es")) == [
        "the translation repeats the source: 100% of its words stand there"
    ]


def test_one_sentence_left_as_it_was_is_shown():
    left = ROBE_ES.split(".")[0] + ". How many bolts in total does it take?"
    assert messages("not copied", pair(ROBE, left, "es")) == [
        "sentences left as they were: How many bolts in total does it take?"
    ]


# length


def test_half_a_translation_is_unusually_short_and_a_talkative_one_long():
    half = messages("length", pair(HOUSE, HOUSE_JA[: len(HOUSE_JA) // 2], "ja"))
    assert half == [
        "unusually short: 43 letters for 128, 0.60 times the usual length (0.66 to 1.5 is usual for en to ja)"
    ]
    assert "unusually long" in messages("length", pair(ROBE, ROBE_ES + " " + HOUSE_ES, "es"))[0]


# repeated


def test_a_loop_is_shown():
    looped = ROBE_ES + " ¿Cuántos rollos se necesitan en total?" * 3
    assert messages("repeated", pair(ROBE, looped, "es")) == ["said 4 times: ¿Cuántos rollos se necesitan en total?"]
    assert messages("repeated", pair(ROBE, "Una bata lleva azul y azul y azul y azul y azul y", "es")) == [
        "a loop of: azul y"
    ]


def test_a_word_three_times_in_a_row_is_a_loop_unless_the_source_has_one():
    stammer = "ahorrar dos veces lo que ahora ahora ahora ahorrar"
    assert messages("repeated", pair("He saves twice as much.", stammer, "es")) == [
        "a word again and again: ahora ahora ahora"
    ]
    assert messages("repeated", pair("Santa said hoo hoo hoo.", "Santa dijo jou jou jou.", "es")) == []


def test_a_phrase_left_in_the_sources_language_is_shown():
    source = "Rissa is left with 4/5 of her money."
    assert messages("not copied", pair(source, "Rissa está left with 4/5 of her dinero.", "es")) == [
        "words left as they were: left with of"
    ]
    assert messages("not copied", pair("A hip hop band has 3 singers.", "Una banda de hip hop tiene 3.", "es")) == []


def test_a_row_of_digits_is_no_loop():
    assert messages("repeated", pair("Round 0.333333333333.", "Redondea 0.333333333333.", "es")) == []


# refusal


@pytest.mark.parametrize(
    ("to", "text", "shown"),
    [
        ("es", "I'm sorry, but I can't help with that.", "I'm sorry"),
        ("ko", "죄송합니다. 번역할 수 없습니다.", "죄송합니다"),
        ("zh", "抱歉，我无法翻译这段文字。", "抱歉，我无法"),
        ("ja", "申し訳ありませんが、翻訳できません。", "申し訳ありません"),
    ],
)
def test_a_refusal_is_shown(to, text, shown):
    assert messages("refusal", pair(ROBE, text, to)) == [f"the model declines or speaks of itself: {shown}"]


def test_an_empty_translation_is_shown():
    assert messages("refusal", pair(ROBE, " ", "es")) == ["the translation is empty"]


# glossary and exemplars


def test_a_term_of_the_glossary_is_demanded_in_any_of_its_forms():
    terms = (("bolt", "rollo|rollos"), ("prime number", "número primo"))
    assert messages("glossary", pair(ROBE, ROBE_ES, "es", glossary=terms)) == []
    other = ROBE_ES.replace("rollos", "carretes")
    assert messages("glossary", pair(ROBE, other, "es", glossary=terms)) == [
        'the glossary wants "rollo|rollos" for "bolt"'
    ]


def test_a_sentence_of_an_exemplar_is_a_leak():
    assert messages("exemplar leak", pair(ROBE, HOUSE_ES, "es", exemplars=(HOUSE_ES,))) == [
        "a sentence of an exemplar: Josh decide intentar remodelar y vender una casa"
    ]
    assert messages("exemplar leak", pair(ROBE, ROBE_ES, "es", exemplars=(HOUSE_ES,))) == []
