import json

import pytest

from annotate.judge import JudgeError, family, judge, require_other_family
from annotate.llm import LLM, Endpoint
from annotate.translate import TranslationTask, translate
from schemas.answers import AnswerJournal
from schemas.journal import read_journal
from schemas.records import Problem
from tests.far_end.process import far_end

TASK = TranslationTask("m", "en", "ko", exemplars=(("Two apples cost $4.", "사과 두 개는 $4입니다."),))


def problem(question, choices=()):
    return Problem(
        run="r", item="i", row=1, source_id="", question=question, choices=choices, answer="0" if choices else "7",
        answer_type="choice" if choices else "numeric", solution="", language="en",
    )  # fmt: skip


@pytest.fixture
async def llm(tmp_path):
    with far_end(bad_share=0) as server, AnswerJournal(tmp_path / "answers.sqlite") as journal:
        asking = LLM(Endpoint(server.url, "k"), journal, run="r", concurrency=2)
        yield asking
        await asking.close()


def asked(tmp_path):
    connection = read_journal(tmp_path / "answers.sqlite")
    return [json.loads(row["request"]) for row in connection.execute("SELECT request FROM answers ORDER BY seq")]


async def test_a_problem_is_asked_for_after_the_exemplars_and_never_templated(llm, tmp_path):
    text = r"If $x = \frac{3}{4}$ and {y} = 7, what is TARGET?"
    made = await translate(problem(text), llm=llm, task=TASK)
    messages = asked(tmp_path)[0]["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert messages[-1]["content"] == f"Translate into Korean:\n\n{text}"
    assert "from English (en) into Korean (ko)" in messages[0]["content"]
    assert "do not solve it" in messages[0]["content"]
    assert (made.revision, made.translator, made.item) == (0, "m", "i")
    assert r"$x = \frac{3}{4}$" in made.question


async def test_options_come_back_in_number_and_order_through_json(llm):
    made = await translate(problem("What is 2 + 3?", ("5 apples", "6 pears", "7 figs", "8 kiwis")), llm=llm, task=TASK)
    assert [choice[0] for choice in made.choices] == ["5", "6", "7", "8"]


async def test_a_glossary_and_the_rule_for_names_are_in_the_system_text(llm, tmp_path):
    task = TranslationTask("m", "en", "ko", glossary=(("prime", "소수"),), localise="adapt")
    await translate(problem("Is 7 prime?"), llm=llm, task=task)
    system = asked(tmp_path)[0]["messages"][0]["content"]
    assert "- prime: 소수" in system
    assert "familiar to readers of Korean" in system


async def test_a_judge_gives_a_finding_only_when_it_sees_a_difference(llm):
    one = problem("What is 2 + 3?")
    made = await translate(one, llm=llm, task=TASK)
    findings = await judge(one, made, llm=llm, model="other", target="ko")
    assert [finding.check for finding in findings] in ([], ["judge"])


def test_a_judge_of_the_translators_own_family_is_refused():
    assert family("Qwen/Qwen2.5-72B-Instruct") == family("qwen2.5-coder-1.5b@sha256:cc324af070c2") == "qwen"
    assert family("o3-mini") == family("gpt-4o") == "gpt"
    require_other_family("gpt-4o", "llama-3.1-70b")
    with pytest.raises(JudgeError, match="own family"):
        require_other_family("gpt-4o-mini", "gpt-4.1")
