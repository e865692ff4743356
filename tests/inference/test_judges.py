"""Blind judges: what they are shown, what they say, and what follows from it."""

import re

import pytest

from annotate.inference.hypotheses import HypothesisTask, write_hypotheses
from annotate.inference.judges import disagreement, judge_label, require_other_families
from annotate.inference.needs import needs
from annotate.judge import JudgeError
from schemas.inference import MachineLabel
from schemas.records import Finding
from tests.far_end import inference_answers
from tests.far_end.process import far_end
from tests.inference.premises import ENGLISH, PAIR, SPANISH, documents, hypothesis
from tests.test_structured import opened, scripted


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


async def judged(url, path, view="both", item=None, **others):
    async with opened(url, path) as llm:
        return await judge_label(item or hypothesis(), documents(), view=view, llm=llm, model="mistral", **others)


def said(label, view="both", judge="mistral"):
    return MachineLabel(run="itn", item="itn-h", judge=judge, view=view, label=label, answer_key="")


@pytest.mark.parametrize(
    ("view", "expected"), [("both", {1: ENGLISH, 2: SPANISH}), ("d1", {1: ENGLISH}), ("d2", {2: SPANISH})]
)
async def test_a_judge_sees_the_statement_and_the_documents_of_its_view_and_nothing_of_the_label(path, view, expected):
    item = hypothesis(label="contradiction", explanation="secret reasoning")
    async with scripted('{"because": "It says so.", "label": "entailment"}') as (url, asked):
        label = await judged(url, path, view, item)
    described = asked[0]["response_format"]["json_schema"]["schema"]
    assert list(described["properties"]) == ["because", "label"]
    _system, user = (message["content"] for message in asked[0]["messages"])
    assert inference_answers.read(user) == inference_answers.Premise(expected, item.text)
    assert not re.search(r"secret|itn-|contradiction", user)
    assert label == MachineLabel(
        run="itn", item="itn-h", judge="mistral", view=view, label="entailment", answer_key=label.answer_key
    )
    assert label.answer_key.startswith("b2:")


async def test_items_that_differ_in_their_label_alone_are_asked_once(path):
    async with scripted('{"because": "It says so.", "label": "neutral"}') as (url, asked):
        await judged(url, path, item=hypothesis(label="neutral"))
        await judged(url, path, item=hypothesis(label="entailment"))
    assert len(asked) == 1


@pytest.mark.parametrize("outside", ["maybe", "Entailment", "entailment or neutral", ""])
async def test_an_answer_outside_the_labels_gets_one_repair_turn_and_is_then_unreadable(path, outside):
    answer = f'{{"because": "Hm.", "label": "{outside}"}}'
    async with scripted(answer, answer) as (url, asked):
        assert await judged(url, path) == said("unreadable")
    assert len(asked) == 2


async def test_an_answer_that_is_mended_in_the_repair_turn_counts(path):
    async with scripted('{"because": "Hm.", "label": "maybe"}', '{"because": "Hm.", "label": "neutral"}') as (url, _):
        assert (await judged(url, path)).label == "neutral"


async def test_the_far_ends_judge_agrees_with_its_writer_on_most_items_and_not_on_all(path):
    agreed = []
    with far_end() as server:
        async with opened(server.url, path) as llm:
            for number in range(30):
                premise = documents(f"{ENGLISH} It was call {number}.")
                task = HypothesisTask(writer="gpt-4o")
                for each in await write_hypotheses(PAIR, premise, llm=llm, task=task):
                    label = await judge_label(each, premise, view="both", llm=llm, model="mistral")
                    agreed.append(label.label == each.label)
    assert 0.75 < sum(agreed) / len(agreed) < 1


def test_a_judge_of_the_writers_family_is_refused_by_its_name():
    require_other_families("gpt-4o", ["mistral-x", "Qwen/Qwen3-8B"], {})
    with pytest.raises(JudgeError, match=r"o3-mini, chatgpt-4 may not judge what gpt-4o wrote, .* family gpt"):
        require_other_families("gpt-4o", ["mistral-x", "o3-mini", "chatgpt-4"], {})


def test_declared_families_override_names():
    families = {"my-finetune": "llama", "Meta/Llama-3-8B": "llama", "llama-of-the-shop": "other"}
    require_other_families("my-finetune", ["llama-of-the-shop"], families)
    with pytest.raises(JudgeError, match="Llama-3-8B may not judge what my-finetune wrote"):
        require_other_families("my-finetune", ["Meta/Llama-3-8B"], families)


@pytest.mark.parametrize(
    ("both", "d1", "d2", "expected"),
    [
        ("entailment", "entailment", "entailment", "either"),
        ("entailment", "entailment", "neutral", "d1"),
        ("entailment", "neutral", "entailment", "d2"),
        ("entailment", "neutral", "contradiction", "both"),
        ("neutral", "entailment", "entailment", "neither"),
    ],
)
def test_what_an_item_needs_follows_from_the_labels_under_each_view(both, d1, d2, expected):
    assert needs({"both": both, "d1": d1, "d2": d2}, "entailment") == expected


def test_k_judges_who_differ_flag_the_item_and_fewer_do_not():
    labels = [
        said("neutral"),
        said("unreadable", judge="gemma"),
        said("entailment", judge="phi"),
        said("neutral", "d1"),
    ]
    assert disagreement(hypothesis(), labels, k=3) is None
    assert disagreement(hypothesis(), labels, k=2) == Finding(
        run="itn",
        item="itn-h",
        revision=0,
        check="judges",
        message="2 of 3 judges disagree with the label intended: mistral says neutral, gemma says unreadable",
        quotes=(),
    )


def test_nobody_asked_is_no_disagreement():
    assert disagreement(hypothesis(), [], k=1) is None
