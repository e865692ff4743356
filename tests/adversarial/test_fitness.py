"""What may not be added to a question, and what its translation must be; each fault with a case that trips it."""

import pytest

from builders.adversarial.fitness import Unfit, unfit_text, unfit_translation
from builders.adversarial.option_mentions import option_in
from schemas.adversarial import SeedTranslation
from tests.adversarial.worlds import seed

SEED = seed(0)  # oxygen, carbon dioxide, helium, methane; the second is right
FIT = "On summer evenings people like to say how fresh the air feels under tall trees."
KOREAN = SeedTranslation(
    run=SEED.run, seed=SEED.item, language="ko", question="식물은 당을 만들 때 어떤 기체를 흡수하는가?",
    choices=("산소", "이산화탄소", "헬륨", "메탄가스"), translator="t", answer_key="",
)  # fmt: skip
FIT_KOREAN = "여름 저녁이면 사람들은 키 큰 나무 아래의 공기가 얼마나 상쾌한지 이야기하곤 한다."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the perturbation is empty"),
        (f"{FIT} " * 7, "the perturbation has 560 characters, more than 500"),
        ("Which gas do plants", "the perturbation repeats what stands in the question"),
        (f"{FIT} {SEED.question}", "the perturbation repeats what stands in the question"),
        (FIT.removesuffix("."), "the perturbation breaks off before the end of a sentence"),
        (f"{FIT} Many take it for the right answer.",
         "the perturbation speaks of the test itself: the right answer"),
        (f"Here is the text: {FIT}",
         "the perturbation is not fit: opens with a preamble: Here is the text:"),
        ("I'm sorry, but I can't help with that request.",
         "the perturbation is not fit: the model declines or speaks of itself: I'm sorry"),
        ("Am Abend sagen die Leute gern, wie frisch die Luft unter hohen Bäumen ist.",
         "the perturbation is not fit: reads as de (100%), not en"),
    ],
)  # fmt: skip
def test_a_text_that_breaks_a_rule_is_unfit(text, why):
    assert unfit_text(text, question=SEED.question, seed=SEED) == Unfit("unfit", why)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("She carried a bottle of OXYGEN up the hill.", "the perturbation holds a wrong option: oxygen"),
        ("Carbon   dioxide was on the news that morning.", "the perturbation holds the right option: carbon dioxide"),
    ],
)
def test_a_text_that_holds_an_option_says_whether_it_is_the_right_one(text, why):
    assert unfit_text(text, question=SEED.question, seed=SEED) == Unfit("contains option", why)


def test_a_plain_scene_and_its_translation_are_fit():
    assert unfit_text(FIT, question=SEED.question, seed=SEED) is None
    assert unfit_translation(FIT_KOREAN, text=FIT, seed=SEED, translation=KOREAN) is None


@pytest.mark.parametrize(
    ("translated", "fate", "why"),
    [
        ("", "unfit", "the translation is empty"),
        ("가나 " * 400, "unfit", "the translation has 1,200 characters, more than 1,000"),
        ("夏天的傍晚,人们喜欢说大树下的空气多么清新。", "unfit",
         "the translation is not fit: reads as zh-Hans (100%), not ko"),
        (f"{FIT_KOREAN} 12도였다.", "unfit", "the translation is not fit: numbers added: 12"),
        (f"번역: {FIT_KOREAN}", "unfit",
         "the translation is not fit: opens with a preamble: 번역:"),
        (f"{FIT_KOREAN} 이산화탄소가 화제였다.", "contains option",
         "the translation holds the right option: 이산화탄소"),
        (f"{FIT_KOREAN} 메탄가스라고 했다.", "contains option", "the translation holds a wrong option: 메탄가스"),
    ],
)  # fmt: skip
def test_a_translation_that_breaks_a_rule_says_which(translated, fate, why):
    assert unfit_translation(translated, text=FIT, seed=SEED, translation=KOREAN) == Unfit(fate, why)


def test_a_number_lost_in_translation_is_noticed():
    unfit = unfit_translation(FIT_KOREAN, text=f"{FIT} It was 35 degrees.", seed=SEED, translation=KOREAN)
    assert unfit == Unfit("unfit", "the translation is not fit: numbers lost: 35")


@pytest.mark.parametrize(
    ("choice", "text", "held"),
    [
        ("oxygen", "Oxygenated water is for sale.", False),
        ("oxygen", "Ｏｘｙｇｅｎ, she said.", True),
        ("It", "It was late.", True),
        ("It", "Italy was warm.", False),
        ("12", "There were 112 people, 12.5 km away.", False),
        ("12", "It took 12, not more.", True),
        ("3.5", "It was 13.5 or -3.5 degrees.", False),
        ("이산화탄소", "이산화탄소가 늘었다.", True),
        ("물", "선물을 받았다.", False),
        ("水", "水果很甜。", False),
        ("二氧化碳", "空气中二氧化碳很多。", True),
        ("It shrinks and grows.", "They say it shrinks and grows, year by year.", True),
        ("...", "And then... nothing.", False),
    ],
)
def test_an_option_counts_as_a_word_and_not_as_a_part_of_one(choice, text, held):
    assert (option_in(text, [choice]) == 0) is held


def test_the_longer_of_two_options_is_the_one_that_is_held():
    assert option_in("The smell of carbon dioxide", ["carbon", "carbon dioxide", "oxygen"]) == 1
