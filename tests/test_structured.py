"""Answers of a given shape, from servers that speak every dialect the far end knows."""

import asyncio
import contextlib
import json
from dataclasses import replace

import pytest
from pydantic import BaseModel, Field, field_validator

from annotate.dialects import Dialects
from annotate.llm import LLM, Chat, Endpoint, EndpointError, NotRecorded, Unfinished
from annotate.structured import _read, ask_json, strict_schema
from schemas.answers import AnswerJournal
from schemas.journal import read_journal
from tests.far_end import translations
from tests.far_end.client import INTO_KOREAN
from tests.far_end.process import far_end

SPOKEN = [
    ("openai", "gpt-4o", "json_schema"),
    ("openai", "gpt-5-mini", "json_schema"),
    ("openai", "gpt-3.5-turbo", "json_object"),
    ("openai", "gpt-4", "words"),
    ("vllm", "qwen", "json_schema"),
    ("llamacpp", "qwen", "json_schema"),
    ("ollama", "qwen3", "json_schema"),
    ("ollama", "qwen3:480b-cloud", "json_object"),
    ("none", "qwen", "json_object"),
]
"""Server, model, and how it can be asked for a shape."""


class Sentence(BaseModel):
    text: str


class Even(BaseModel):
    number: int

    @field_validator("number")
    @classmethod
    def _is_even(cls, number: int) -> int:
        if number % 2:
            raise ValueError("it is odd")
        return number


class Step(BaseModel):
    title: str
    default: int = 3


class Plan(BaseModel):
    steps: list[Step]
    note: str | None = Field(default=None, title="A remark")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


def question(model="far-end", number=0):
    return Chat(model, (("system", INTO_KOREAN), ("user", f"How many days until number {number}?")))


@contextlib.asynccontextmanager
async def opened(url, path, dialects=None):
    """An LLM over a journal of its own; `url` None replays."""
    with AnswerJournal(path) as journal:
        llm = LLM(Endpoint(url, "no-key") if url else None, journal, run="r", dialects=dialects)
        try:
            yield llm
        finally:
            await llm.close()


@contextlib.asynccontextmanager
async def scripted(*answers):
    """A server that gives these answers in turn, a text or the error of a 400, and the list of what it was asked."""
    asked, left = [], list(answers)

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(json.loads(await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split()[0]))))
        said = left.pop(0)
        choice = {"message": {"content": said}, "finish_reason": "stop"}
        body = json.dumps({"choices": [choice]} if isinstance(said, str) else {"error": said}).encode()
        status = 200 if isinstance(said, str) else 400
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", asked


def requests_in(path):
    with contextlib.closing(read_journal(path)) as connection:
        return [json.loads(row["request"]) for row in connection.execute("SELECT request FROM answers ORDER BY seq")]


def forms(asked):
    return [request.get("response_format", {}).get("type", "words") for request in asked]


@pytest.mark.parametrize(("dialect", "model", "structure"), SPOKEN)
async def test_every_dialect_gives_the_shape_and_is_found_out_once(path, tmp_path, dialect, model, structure):
    memory = tmp_path / "cache" / "endpoints.json"
    with far_end(dialect=dialect, bad_share=0) as server:
        origin = server.url.removesuffix("/v1")
        for number in range(2):
            async with opened(server.url, path, Dialects(origin, memory)) as llm:
                server.reset()
                sentence, _ = await ask_json(llm, question(model, number), Sentence, stage="translate")
                assert llm.dialects.of(model).structure == structure
            assert sentence.text == translations.translate(f"How many days until number {number}?", "ko")
        assert server.stats().answered == {"200": 1}  # the second question was asked rightly at once
    assert forms(requests_in(path))[-1] == structure


@pytest.mark.parametrize(("dialect", "model", "structure"), SPOKEN)
async def test_what_was_answered_replays_whatever_is_known_of_the_endpoint(path, dialect, model, structure):
    with far_end(dialect=dialect, bad_share=0) as server:
        async with opened(server.url, path) as llm:
            first = await ask_json(llm, question(model), Sentence, stage="translate")
        async with opened(server.url, path) as llm:
            assert (await ask_json(llm, question(model), Sentence, stage="translate"), llm.sent) == (first, 0)
    async with opened(None, path) as llm:
        assert await ask_json(llm, question(model), Sentence, stage="translate") == first
        with pytest.raises(NotRecorded):
            await ask_json(llm, question(model, 1), Sentence, stage="translate")
    assert forms(requests_in(path))[-1] == structure


async def test_an_answer_from_before_the_endpoint_lost_its_schemas_is_served(path):
    with far_end(bad_share=0) as server:
        async with opened(server.url, path) as llm:
            first = await ask_json(llm, question(), Sentence, stage="translate")
            llm.dialects.learn("far-end", structure="json_object")
            assert await ask_json(llm, question(), Sentence, stage="translate") == first
            assert llm.sent == 1


async def test_an_ignored_schema_leads_to_json_mode_then_a_repair_turn_then_the_models_failure(path):
    async with scripted("A schema? Never.", '{"txt": 1}', "no JSON at all") as (url, asked):
        async with opened(url, path) as llm:
            with pytest.raises(Unfinished) as raised:
                await ask_json(llm, question(), Sentence, stage="translate")
            assert llm.dialects.of("far-end").structure == "json_object"
        async with opened(None, path) as llm:
            with pytest.raises(Unfinished) as replayed:
                await ask_json(llm, question(), Sentence, stage="translate")
    assert (raised.value.reason, raised.value.text) == ("wrong shape", "no JSON at all")
    assert (replayed.value.reason, replayed.value.text) == ("wrong shape", "no JSON at all")
    assert forms(asked) == ["json_schema", "json_object", "json_object"]
    shown = asked[1]["messages"][0]["content"].removeprefix(INTO_KOREAN).partition("{")[1:]
    assert json.loads("".join(shown)) == strict_schema(Sentence)
    assert asked[2]["messages"][:2] == asked[1]["messages"]
    assert asked[2]["messages"][2:] == [
        {"role": "assistant", "content": '{"txt": 1}'},
        {
            "role": "user",
            "content": "That is not the JSON that was asked for (text: Field required). "
            "Answer again with the JSON object alone.",
        },
    ]


async def test_a_repaired_answer_is_the_answer_with_its_own_key(path):
    async with scripted("prose", '{"txt": 1}', 'Sure: {"text": "hello"}') as (url, _), opened(url, path) as llm:
        sentence, key = await ask_json(llm, question(), Sentence, stage="translate")
    with contextlib.closing(read_journal(path)) as connection:
        keys = [row["key"] for row in connection.execute("SELECT key FROM answers ORDER BY seq")]
    assert (sentence, key) == (Sentence(text="hello"), keys[2])


async def test_a_value_that_no_schema_forbids_is_repaired_without_blaming_the_endpoint(path):
    async with scripted('{"number": 3}', '{"number": 4}') as (url, asked), opened(url, path) as llm:
        even, _ = await ask_json(llm, question(), Even, stage="s")
        assert (even.number, llm.dialects.of("far-end").structure) == (4, "json_schema")
    assert forms(asked) == ["json_schema", "json_schema"]


async def test_a_fault_that_no_form_avoids_is_said_and_nothing_is_remembered(path):
    error = {"message": "no", "param": None, "code": None}
    async with scripted(error, error, error) as (url, asked), opened(url, path) as llm:
        with pytest.raises(EndpointError, match="answered 400"):
            await ask_json(llm, question(), Sentence, stage="s")
        assert llm.dialects.of("far-end").structure == "json_schema"
    assert forms(asked) == ["json_schema", "json_object", "words"]


@pytest.mark.parametrize("error", [{"param": "messages"}, {"message": "Invalid 'model' name"}])
async def test_a_refusal_that_names_another_parameter_is_not_taken_for_one_of_the_form(path, error):
    async with scripted(error) as (url, asked), opened(url, path) as llm:
        with pytest.raises(EndpointError, match="answered 400"):
            await ask_json(llm, question(), Sentence, stage="s")
    assert len(asked) == 1


async def test_a_question_without_a_system_text_gets_one_that_shows_the_schema(path):
    bare = replace(question("gpt-3.5-turbo"), messages=(("user", "How many days?"),))
    with far_end() as server:
        async with opened(server.url, path) as llm:
            await ask_json(llm, bare, Sentence, stage="s")
    (request,) = requests_in(path)
    assert [message["role"] for message in request["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "a"}',
        ' \n{"text": "a"}\n',
        'Sure!\n```json\n{"text": "a"}\n```\nAnything else?',
        '<think>perhaps {"text": "b"}? With $\\frac{1}{2}$, no.</think>\n{"text": "a"}',
        '$\\{1, 2\\}$ and {so: on} {"text": "a"}',
        '{"a":' * 5000 + ' then {"text": "a"}',
    ],
    ids=["plain", "spaced", "fenced", "after thoughts", "after LaTeX", "after a deep nest"],
)
def test_the_object_is_found_in_what_stands_around_it(text):
    assert _read(Sentence, text) == Sentence(text="a")


def test_a_schema_is_closed_and_complete_as_strict_mode_wants_it():
    assert strict_schema(Plan) == {
        "$defs": {
            "Step": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "default": {"type": "integer"}},
                "required": ["title", "default"],
                "additionalProperties": False,
            }
        },
        "type": "object",
        "properties": {
            "steps": {"type": "array", "items": {"$ref": "#/$defs/Step"}},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["steps", "note"],
        "additionalProperties": False,
    }


async def test_a_model_that_wants_the_newer_token_limit_and_its_own_temperature_is_asked_so(tmp_path):
    path, memory = tmp_path / "answers.sqlite", tmp_path / "endpoints.json"

    async def ask(url, number, dialects=None):
        with AnswerJournal(path) as journal:
            llm = LLM(Endpoint(url, "key-1") if url else None, journal, run="r", dialects=dialects)
            try:
                messages = (("system", INTO_KOREAN), ("user", f"{number} eggs"))
                return await llm.ask(Chat("gpt-5-mini", messages, max_tokens=77), stage="s"), llm.sent
            finally:
                await llm.close()

    with far_end(bad_share=0) as server:
        origin = server.url.removesuffix("/v1")
        first, sent = await ask(server.url, 0, Dialects(origin, memory))
        assert (sent, server.stats().answered) == (3, {"400": 2, "200": 1})
        assert (await ask(server.url, 1, Dialects(origin, memory)))[1] == 1
        assert await ask(server.url, 0) == (first, 0)  # recorded, whatever is remembered
    assert await ask(None, 0) == (first, 0)
    with contextlib.closing(read_journal(path)) as connection:
        requests = [json.loads(row["request"]) for row in connection.execute("SELECT request FROM answers")]
    assert [{"max_completion_tokens", "max_tokens", "temperature"} & set(each) for each in requests] == [
        {"max_completion_tokens"}
    ] * 2
    assert requests[0]["max_completion_tokens"] == 77
    assert b"key-1" not in memory.read_bytes()
