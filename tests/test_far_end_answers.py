"""What the far end says: translations, letters and JSON that a pipeline can be tested with."""

import asyncio
import json
import re
from collections import Counter

import jsonschema
import openai
import pytest
from pydantic import BaseModel, Field

from tests.far_end import translations
from tests.far_end.client import INTO_KOREAN, ask, client_of
from tests.far_end.number_words import digits
from tests.far_end.process import far_end

JANET = "Janet sells twenty-five eggs for $2 each, or 1,000 for $30. Solve $x^2+\\frac{1}{2}=3$."
INTO_KOREAN_MESSAGE = {"role": "system", "content": INTO_KOREAN}


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0) as started:
        yield started


def test_a_translation_keeps_numbers_formulas_and_symbols_and_no_word():
    korean = translations.translate(JANET, "ko")
    assert re.findall(r"\$x\S+\$|\$?[\d,]*\d", korean) == ["25", "$2", "1,000", "$30", "$x^2+\\frac{1}{2}=3$"]
    assert re.findall(r"[a-zA-Z]+", korean) == ["x", "frac"]


@pytest.mark.parametrize(
    ("tag", "script"), [("ja", "぀-ヿ"), ("zh-Hans", "一-鿿"), ("zh-Hant", "一-鿿"), ("ru", "Ѐ-ӿ"), ("th", "ก-๛")]
)
async def test_the_target_is_the_last_tag_of_the_system_message(server, tag, script):
    answer = await ask(server, "Each robe takes blue fiber.", system=f"From English (en) into the target ({tag}).")
    assert re.fullmatch(rf"[{script} ]+\.", answer.choices[0].message.content, re.IGNORECASE)


def test_simplified_and_traditional_chinese_differ():
    assert translations.translate(JANET, "zh-Hans") != translations.translate(JANET, "zh-Hant")


def test_number_words_become_digits():
    text = "Two hundred and six sheep, 3만 원, two dozen eggs, half a dozen, half a mile, often weighs $1.5 million"
    assert digits(text) == "206 sheep, 30,000 원, 24 eggs, 6, 1/2 a mile, often weighs $1,500,000"


def test_bad_translations_come_in_their_share_and_of_every_kind():
    sources = [f"Ann has {n} eggs." for n in range(2000)]
    defects = Counter(translations.defect_of(source, bad_share=0.2) for source in sources)
    assert set(defects) == {"", *translations.DEFECTS}
    assert 1 - defects[""] / 2000 == pytest.approx(0.2, abs=0.02)


def test_each_defect_is_what_it_is_called():
    answers = {}
    for source in (f"Ann has {n} eggs." for n in range(1000)):
        defect = translations.defect_of(source, bad_share=1)
        answers[defect] = (source, translations.translate(source, "ko"), translations.answer(source, "ko", bad_share=1))
    source, good, dropped = answers["number dropped"]
    assert dropped == good.replace(re.search(r" \d+", source)[0], "")
    source, good, echo = answers["echo"]
    assert echo == source
    source, good, solved = answers["solved"]
    assert re.fullmatch(re.escape(good) + r"\n\n정답: \d+", solved)
    source, good, elsewhere = answers["wrong language"]
    assert elsewhere == translations.translate(source, "zh-Hans")
    source, good, preamble = answers["preamble"]
    assert preamble == f"Here is the translation:\n\n{good}"
    assert answers["refusal"][2].startswith("I'm sorry")


async def test_a_model_is_right_as_often_as_it_is_told_to_be(tmp_path):
    key = {f"What is {n} + 1?": "ABCD"[n % 4] for n in range(100)}
    key_file = tmp_path / "key.jsonl"
    key_file.write_text("".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in key.items()))
    with far_end(accuracy={"weak": 0.6}, key_file=key_file) as server:
        right = {model: await _right_answers(server, model, key) for model in ("weak", "sure")}
    assert right["weak"] == pytest.approx(60, abs=10)
    assert right["sure"] == 100


async def _right_answers(server, model, key):
    options = "\nA. 1\nB. 2\nC. 3\nD. 4"
    async with client_of(server) as client:
        completions = await asyncio.gather(
            *[
                client.chat.completions.create(model=model, messages=[{"role": "user", "content": question + options}])
                for question in key
            ]
        )
    return sum(
        each.choices[0].message.content == letter for each, letter in zip(completions, key.values(), strict=True)
    )


class Translated(BaseModel):
    question: str
    choices: list[str]
    confidence: int = Field(ge=1, le=5)
    note: str | None


SOURCE = json.dumps({"question": "How many eggs?", "choices": ["3 eggs", "4 hens"]})


async def test_a_json_schema_is_satisfied_with_the_users_fields_translated(server):
    async with client_of(server) as client:
        completion = await client.chat.completions.parse(
            model="m", messages=[INTO_KOREAN_MESSAGE, {"role": "user", "content": SOURCE}], response_format=Translated
        )
    parsed = completion.choices[0].message.parsed
    assert parsed.question == translations.translate("How many eggs?", "ko")
    assert parsed.choices == [translations.translate(each, "ko") for each in ("3 eggs", "4 hens")]


async def test_every_kind_of_schema_is_satisfied(server):
    schema = {
        "type": "object",
        "$defs": {"verdict": {"enum": ["same", "different"]}},
        "properties": {
            "verdict": {"$ref": "#/$defs/verdict"},
            "score": {"type": "number", "minimum": 2, "maximum": 3},
            "sure": {"type": "boolean"},
            "reasons": {
                "type": "array",
                "minItems": 2,
                "items": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 4}}},
            },
            "pair": {"type": "array", "prefixItems": [{"const": 1}, {"type": "null"}]},
        },
    }
    answer = await ask(server, JANET, response_format=_json_schema(schema, strict=False))
    filled = json.loads(answer.choices[0].message.content)
    jsonschema.validate(filled, schema)
    assert set(filled) == set(schema["properties"])


def _json_schema(schema, *, strict=True):
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": strict}}


OPEN_SCHEMA = {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"]}
CLOSED_SCHEMA = OPEN_SCHEMA | {"additionalProperties": False}


@pytest.mark.parametrize(
    ("dialect", "wanted"),
    [
        ("none", _json_schema(CLOSED_SCHEMA)),
        ("openai", _json_schema(OPEN_SCHEMA)),
        ("openai", {"type": "json_object"}),
        ("llamacpp", {"type": "yaml"}),
    ],
)
async def test_a_dialect_refuses_the_formats_it_does_not_know(dialect, wanted):
    with far_end(dialect=dialect) as server, pytest.raises(openai.BadRequestError):
        await ask(server, JANET, response_format=wanted)


@pytest.mark.parametrize(
    ("dialect", "wanted"),
    [
        ("openai", _json_schema(CLOSED_SCHEMA)),
        ("vllm", _json_schema(OPEN_SCHEMA)),
        ("llamacpp", {"type": "json_object", "schema": OPEN_SCHEMA}),
        ("none", {"type": "json_object"}),
    ],
)
async def test_a_dialect_honours_the_formats_it_knows(dialect, wanted):
    system = f"{INTO_KOREAN} Answer in JSON: {json.dumps(OPEN_SCHEMA)}"
    with far_end(dialect=dialect, bad_share=0) as server:
        answer = await ask(server, "How many eggs?", system=system, response_format=wanted)
    assert json.loads(answer.choices[0].message.content) == {"question": translations.translate("How many eggs?", "ko")}


async def test_asked_in_words_a_model_talks_around_its_json_until_it_is_told_not_to():
    system = f"{INTO_KOREAN} Answer in JSON: {json.dumps(OPEN_SCHEMA)}"
    with far_end(bad_share=0) as server:
        first = {n: await ask(server, f"{n} eggs", system=system) for n in range(5)}
        texts = {n: each.choices[0].message.content for n, each in first.items()}
        talked = next(n for n, text in texts.items() if not text.startswith("{"))
        turns = [
            {"role": "user", "content": f"{talked} eggs"},
            {"role": "assistant", "content": texts[talked]},
            {"role": "user", "content": "Only the JSON object, please."},
        ]
        repaired = await ask(server, "", messages=[{"role": "system", "content": system}, *turns])
    assert any(text.startswith("{") for text in texts.values())
    assert json.loads(repaired.choices[0].message.content) == {
        "question": translations.translate(f"{talked} eggs", "ko")
    }


async def test_a_cloud_model_of_ollama_takes_a_schema_and_forgets_it():
    wanted = _json_schema(OPEN_SCHEMA)
    with far_end(dialect="ollama", bad_share=0) as server:
        local = await ask(server, "2 eggs", model="qwen3", response_format=wanted)
        cloud = [
            await ask(server, f"{n} eggs", model="qwen3:480b-cloud", response_format=wanted, max_completion_tokens=1)
            for n in range(5)
        ]
    assert list(json.loads(local.choices[0].message.content)) == ["question"]
    assert {each.choices[0].message.content.startswith('{"answer"') for each in cloud} == {True, False}
    assert {each.choices[0].finish_reason for each in cloud} == {"stop"}  # the newer limit is ignored too


async def test_a_reasoning_model_of_openai_takes_the_newer_limit_and_no_temperature():
    with far_end() as server:
        with pytest.raises(openai.BadRequestError) as limited:
            await ask(server, JANET, model="gpt-5-mini", max_tokens=9)
        with pytest.raises(openai.BadRequestError) as cooled:
            await ask(server, JANET, model="o3", max_completion_tokens=9, temperature=0)
        cut = await ask(server, JANET, model="gpt-5-mini", max_completion_tokens=1)
    assert [(each.value.param, each.value.code) for each in (limited, cooled)] == [
        ("max_tokens", "unsupported_parameter"),
        ("temperature", "unsupported_value"),
    ]
    assert cut.choices[0].finish_reason == "length"


async def test_vllm_refuses_what_xgrammar_lacks_and_names_no_parameter():
    lacking = {"type": "object", "properties": {"n": {"type": "integer", "multipleOf": 2}}}
    with far_end(dialect="vllm") as server, pytest.raises(openai.BadRequestError) as raised:
        await ask(server, JANET, response_format=_json_schema(lacking))
    assert (raised.value.param, raised.value.code) == (None, "400")
