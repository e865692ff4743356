"""The seven cells, and what is asked about them: the real client, over HTTP."""

import asyncio
from collections import Counter

import pytest

from builders.adversarial.evidence.cells import Asked, cells, lineage
from builders.adversarial.evidence.common import common_answers, common_questions
from builders.adversarial.evidence.fresh import cut_to, fresh_answers, option_order
from builders.adversarial.evidence.nulls import beside_the_search, evaluated, resampled
from builders.adversarial.search import search
from schemas.adversarial import CELLS, FreshAnswer, NeutralText, ResampledNode, SearchNode
from schemas.search_settings import SearchSettings
from tests.adversarial.evidence.records import node, vote
from tests.adversarial.worlds import SIMULATORS, key_file, run, seed, translation, world
from tests.far_end import translations
from tests.far_end.process import far_end
from tests.test_structured import opened, requests_in, scripted

WIDE = SearchSettings(width=3, depth=2, extended_depth=2, include=0.6, promising=0.6)
RUN = run(held_out=("judge-a",), search=WIDE, null_share=1.0, baseline_share=1.0, common=5)

TOO_LONG = "A tram driver who collects old postcards waited for the rain to end."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    skill = {"accuracy": dict.fromkeys(SIMULATORS, 1.0), "accuracy_target": dict.fromkeys(SIMULATORS, 0.4)}
    with far_end(key_file=key_file(tmp_path_factory.mktemp("key")), bad_share=0, **skill) as server:
        yield server


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


async def searched(llm, number=0, language="ko"):
    met = world(llm, number, language=language, search=WIDE)
    votes = tuple([await met.vote(met.root, "english", simulator) for simulator in SIMULATORS])
    return (await search(met.root.model_copy(update={"votes": votes}), met, WIDE)).nodes


STEPS = [
    node("r", "s", parent="", fate="root"),
    node("a", "s", parent="r", perturbation="It rained.", perturbation_target="비가 왔다.", place="after"),
    node("b", "s", parent="a", perturbation="He slept.", perturbation_target="그는 잤다.", place="before",
         question="He slept. E? It rained.", question_target="그는 잤다. T? 비가 왔다."),
    node("c", "s", parent="a"),
]  # fmt: skip


def test_cells_differ_in_the_language_of_question_options_and_added_text():
    of = seed(question="E?", choices=("yes", "no"))
    there = translation(of).model_copy(update={"question": "T?", "choices": ("네", "아니오")})
    by_name = {step.node: step for step in STEPS}
    path = lineage(by_name["b"], by_name)
    assert [step.node for step in path] == ["a", "b"]
    neutral = NeutralText(run="r", item="b", english="N1.\nN2.", target="M1.\nM2.", answer_key="")
    english, korean = ("yes", "no"), ("네", "아니오")
    assert cells(path, of, there, neutral) == {
        "E0": Asked("E?", english),
        "E+dE": Asked("He slept. E? It rained.", english),
        "T0": Asked("T?", korean),
        "T+dT": Asked("그는 잤다. T? 비가 왔다.", korean),
        "T+dE": Asked("He slept. T? It rained.", korean),
        "E+n": Asked("N2. E? N1.", english),
        "T+n": Asked("M2. T? M1.", korean),
    }
    assert set(CELLS) - set(cells(path, of, there, None)) == {"E+n", "T+n"}


@pytest.mark.parametrize("options", [2, 4, 5])
def test_over_as_many_samples_as_options_each_stands_in_each_place_once(options):
    orders = [option_order("s", options, sample=sample, run_seed=1) for sample in range(2 * options)]
    for cycle in (orders[:options], orders[options:]):
        assert all(sorted(places) == list(range(options)) for places in zip(*cycle, strict=True))
    assert orders == [option_order("s", options, sample=sample, run_seed=1) for sample in range(2 * options)]


def test_orders_differ_between_seeds_and_runs():
    drawn = {option_order(name, 5, sample=0, run_seed=seed) for name in "abcdef" for seed in range(6)}
    assert len(drawn) > 10


def test_a_text_that_is_too_long_is_cut_after_a_sentence():
    text = "It rained all day. The cat slept. Nobody came to the door that evening."
    assert [cut_to(text, length) for length in (10, 33, 500)] == [
        "It rained all day.", "It rained all day. The cat slept.", text,
    ]  # fmt: skip
    assert cut_to("", 10) == ""


async def test_a_pair_is_asked_anew_in_every_cell_of_every_model_alike(server, path):
    async with opened(server.url, path) as llm:
        nodes = await searched(llm)
        pair = next(one for one in nodes if one.fate == "included")
        neutral, *answers = await fresh_answers(pair, seed(), translation(seed()), nodes=nodes, run=RUN, llm=llm)
        sent = llm.sent
        again = await fresh_answers(pair, seed(), translation(seed()), nodes=nodes, run=RUN, llm=llm)
        assert llm.sent == sent
    assert again == [neutral, *answers]
    asked = Counter((one.cell, one.model, one.sample) for one in answers)
    assert asked == Counter((cell, model, sample) for cell in CELLS for model in (*SIMULATORS, "judge-a")
                            for sample in range(5))  # fmt: skip
    orders = {(one.sample, one.order) for one in answers}
    assert len(orders) == 5
    assert isinstance(neutral, NeutralText)
    for line, step in zip(neutral.english.split("\n"), lineage(pair, {one.node: one for one in nodes}), strict=True):
        assert 0.8 <= len(line) / len(step.perturbation) <= 1.2
    assert {one.choice for one in answers if one.cell == "E0"} == {1}
    wrong = [one.choice != 1 for one in answers if one.cell == "T+dT" and one.model in SIMULATORS]
    assert sum(wrong) > len(wrong) / 2


async def test_fresh_answers_are_asked_with_a_temperature_and_the_options_in_that_order(path):
    of, there = seed(choices=("a1", "a2")), translation(seed(), "ko").model_copy(update={"choices": ("b1", "b2")})
    once = run(simulators=("m",), fresh=1, fresh_temperature=0.9)
    short = node("p", of.item, parent="r")
    async with scripted(*[TOO_LONG] * 4, *["B"] * 5) as (url, asked), opened(url, path) as llm:
        answers = await fresh_answers(short, of, there, nodes=[STEPS[0], short], run=once, llm=llm)
    order = option_order(of.item, 2, sample=0, run_seed=once.seed)
    assert answers[0] == FreshAnswer(
        run=once.id, item="p", cell="E0", model="m", sample=0, order=order, answer="B", choice=order[1],
        answer_key=answers[0].answer_key,
    )  # fmt: skip
    assert {request["temperature"] for request in asked[4:]} == {0.9}
    shown = {tuple(line[3:] for line in request["messages"][1]["content"].splitlines()[-4:-2]) for request in asked[4:]}
    assert shown == {tuple(f"{letter}{place + 1}" for place in order) for letter in "ab"}


async def test_without_neutral_text_of_its_length_a_pair_lacks_two_cells_and_nothing_else(path):
    once = run(simulators=("m",), fresh=1)
    short = node("p", seed().item, parent="r")
    async with scripted(*[TOO_LONG] * 4, *["B"] * 5) as (url, _asked), opened(url, path) as llm:
        answers = await fresh_answers(short, seed(), translation(seed()), nodes=[STEPS[0], short], run=once, llm=llm)
    assert [one.cell for one in answers] == ["E0", "E+dE", "T0", "T+dT", "T+dE"]


def rooted(right):
    """The root of a search that the first simulators got right in English."""
    return node("root", seed().item, parent="", fate="root", votes=tuple(
        vote("english", model, 1 if place < right else 0) for place, model in enumerate(SIMULATORS)
    ))  # fmt: skip


async def resamples(path, *letters, nodes=4, right=3):
    """Null 1 of the first seed, whose right option is the second one; letters of the simulators in turn."""
    of = seed()
    async with scripted(*letters) as (url, asked), opened(url, path) as llm:
        drawn = await resampled(rooted(right), of, translation(of), nodes=nodes, run=run(), llm=llm)
    return [(one.number, one.right, one.asked, one.passes) for one in drawn], len(asked)


def letter(sample, *, right):
    order = option_order(seed().item, 4, sample=sample, run_seed=run().seed)
    return "ABCD"[order.index(1 if right else 0)]


async def test_a_resample_ends_at_the_vote_after_which_it_cannot_pass(path):
    right = [letter(number, right=True) for number in range(4)]
    assert await resamples(path, *right) == ([(number, 1, 1, False) for number in range(4)], 4)


async def test_resampling_ends_with_the_first_that_passes(path):
    wrong = [letter(1, right=False)] * 3
    assert await resamples(path, letter(0, right=True), *wrong) == ([(0, 1, 1, False), (1, 0, 3, True)], 4)


async def test_a_seed_that_is_not_right_in_english_cannot_pass_and_is_not_asked(path):
    assert await resamples(path, right=2) == ([(number, 0, 0, False) for number in range(4)], 0)


async def test_a_search_that_evaluated_nothing_has_no_resample(path):
    assert await resamples(path, nodes=0) == ([], 0)


async def test_of_models_with_an_accuracy_of_six_tenths_a_resample_in_eleven_passes_by_luck(path, tmp_path):
    five = tuple(f"sim-{letter}" for letter in "abcde")
    skill = {"accuracy_target": dict.fromkeys(five, 0.6), "unsteady": 1.0, "key_file": key_file(tmp_path)}
    seeds = [seed(item=f"q-{number}", question=f"{seed().question} ({number})") for number in range(100)]
    root = node("root", "q", votes=tuple(vote("english", model, 1) for model in five))
    with far_end(bad_share=0, **skill) as server:
        async with opened(server.url, path) as llm:
            of = run(simulators=five)
            null = [resampled(root, one, translation(one), nodes=8, run=of, llm=llm) for one in seeds]
            drawn = [one for part in await asyncio.gather(*null) for one in part]
    passed = sum(one.passes for one in drawn)
    assert passed / len(drawn) == pytest.approx(0.087, abs=0.035)  # nodes: none follows the first that passes
    assert passed / len(seeds) == pytest.approx(0.52, abs=0.15)


async def test_beside_a_search_stand_its_nulls_and_its_baseline(server, path):
    async with opened(server.url, path) as llm:
        nodes = await searched(llm, 3)
        records = await beside_the_search(nodes, seed(3), translation(seed(3)), run=RUN, llm=llm)
        none = await beside_the_search(nodes, seed(3), translation(seed(3)), run=run(search=WIDE), llm=llm)
    assert none == []
    again = [one for one in records if isinstance(one, ResampledNode)]
    assert [one.number for one in again] == list(range(len(again)))
    assert len(again) == len(evaluated(nodes)) or [one.passes for one in again].index(True) == len(again) - 1
    others = {arm: [one for one in records if isinstance(one, SearchNode) and one.arm == arm]
              for arm in ("neutral", "one-shot")}  # fmt: skip
    for arm in others.values():
        assert (arm[0].fate, arm[0].votes) == ("root", nodes[0].votes)
        assert arm[0].node != nodes[0].node
    children = others["one-shot"][1:]
    assert {child.depth for child in children} == {1}
    assert 0 <= len(children) - len(evaluated(nodes)) < 3


async def test_common_questions_come_from_all_that_was_evaluated_one_a_seed_in_turn(server, path):
    async with opened(server.url, path) as llm:
        nodes = [one for number in (0, 3) for language in ("ko", "ja") for one in await searched(llm, number, language)]
    drawn = common_questions(nodes, RUN)
    assert [question.seed for question in drawn[:2]] != [question.seed for question in drawn[:1]] * 2
    assert Counter(question.seed for question in drawn) in (
        Counter({seed(0).item: 3, seed(3).item: 2}), Counter({seed(0).item: 2, seed(3).item: 3}),
    )  # fmt: skip
    assert len({question.question for question in drawn}) == 5
    assert {question.question for question in drawn} <= {one.question for one in evaluated(nodes)}
    assert common_questions(nodes[::-1], RUN) == drawn
    everything = common_questions(nodes, RUN.model_copy(update={"common": 10**6}))
    assert {one.question for one in everything} == {one.question for one in evaluated(nodes)}


async def test_a_common_question_is_asked_of_every_simulator_in_every_language(server, path):
    of = seed(0)
    async with opened(server.url, path) as llm:
        nodes = await searched(llm)
        question = common_questions(nodes, RUN)[0]
        there = {language: translation(of, language) for language in ("ko", "ja", "sw")}
        answers = await common_answers(question, of, there, run=RUN, llm=llm)
    assert [(one.language, one.model) for one in answers] == [
        (language, model) for language in ("en", "ja", "ko", "sw") for model in SIMULATORS
    ]
    assert {one.choice for one in answers if one.language == "en"} == {1}
    asked = [request["messages"][1]["content"] for request in requests_in(path) if request["model"] == SIMULATORS[0]]
    added = translations.translate(question.additions[0].text, "sw")
    assert any(added in text and there["sw"].question in text for text in asked)


async def test_a_language_whose_translation_fails_has_no_answers_in_it(path):
    of = seed(0)
    one = node("a", of.item, parent="r", votes=(vote("target"),))
    (question,) = common_questions([STEPS[0], one], run(common=1))
    async with scripted("", "", "", "B", "B", "B") as (url, _asked), opened(url, path) as llm:
        answers = await common_answers(question, of, {"ko": translation(of)}, run=run(), llm=llm)
    assert [(one.language, one.model) for one in answers] == [("en", model) for model in SIMULATORS]
