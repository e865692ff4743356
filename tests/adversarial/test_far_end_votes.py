"""How the far end answers multiple-choice questions: as often right as it is told, on each side."""

import itertools

import pytest

from annotate.adversarial.choose import choose
from tests.adversarial.worlds import key_file, seed, translation
from tests.far_end import translations
from tests.far_end.process import far_end
from tests.test_structured import opened

ORDERS = list(itertools.permutations(range(4)))
ADDED = "The guide sang about the long journey by the lake."


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


@pytest.fixture
def key(tmp_path):
    return key_file(tmp_path)


def sides(number=0, language="ko"):
    """Question and options in English and in the target, both with text added."""
    of = seed(number)
    there = translation(of, language)
    added = translations.translate(ADDED, language)
    return (f"{ADDED} {of.question}", of.choices), (f"{added} {there.question}", there.choices)


async def choices(server, path, question, options, orders=ORDERS, **asked):
    async with opened(server.url, path) as llm:
        return [
            (await choose(question, options, order=order, llm=llm, model="sim", extractor="reader", **asked))
            for order in orders
        ]


@pytest.mark.parametrize("language", ["ko", "ja", "es", "ar", "zh"])
async def test_accuracy_is_told_by_the_side_and_not_by_the_order_of_options(key, path, language):
    with far_end(key_file=key, accuracy={"sim": 1.0}, accuracy_target={"sim": 0.0}) as server:
        (english, target) = [
            {answered.choice for answered in await choices(server, path, *side)} for side in sides(3, language)
        ]
    assert english == {3}
    assert len(target) == 1
    assert target != {3}


async def test_a_target_question_with_english_text_is_a_target_question(key, path):
    there = translation(seed())
    with far_end(key_file=key, accuracy={"sim": 1.0}, accuracy_target={"sim": 0.0}) as server:
        answers = await choices(server, path, f"{ADDED} {there.question}", there.choices, ORDERS[:1])
    assert answers[0].choice != 1


async def test_an_unsteady_model_answers_anew_in_another_order(key, path):
    (english, _target) = sides()
    with far_end(key_file=key, accuracy={"sim": 0.5}, unsteady=1.0) as server:
        found = [answered.choice for answered in await choices(server, path, *english)]
    assert 6 <= found.count(1) <= 18


async def test_answers_without_a_letter_are_read_by_the_extractor_or_by_nobody(key, path):
    questions = [f"{ADDED} Scene {number}. {seed().question}" for number in range(40)]
    with far_end(key_file=key, unparsable=1.0) as server:
        found = [
            (await choices(server, path, question, seed().choices, ORDERS[:1]))[0] for question in questions
        ]  # fmt: skip
    assert {answered.extracted for answered in found} == {True}
    assert {answered.choice for answered in found} == {None, 1}
