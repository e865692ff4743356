"""The real model answers the real client. Nothing here judges what it says: SmolLM2 is 93 MB small."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from openai import AsyncOpenAI, BadRequestError, OpenAI
from pydantic import BaseModel

from annotate import local_model as engine
from annotate.dialects import Dialect
from annotate.llm import LLM, Chat, Endpoint
from annotate.local_model import local_model
from annotate.structured import ask_json
from crawlers.weights import SMOLLM2_135M, fetch
from schemas.answers import AnswerJournal
from tests.far_end import dialects

MESSAGES = [{"role": "user", "content": "How many legs has a spider?"}]


class Answer(BaseModel):
    legs: int
    animal: Literal["spider"]


@pytest.fixture(scope="module")
def weights_file():
    return fetch(SMOLLM2_135M)


@pytest.fixture(scope="module")
def running(weights_file):
    with local_model(weights_file, name=SMOLLM2_135M.model, threads=1, context=512, parallel=2) as model:
        yield model


@pytest.fixture
def client(running):
    with OpenAI(base_url=running.base_url, api_key="none", max_retries=0) as client:
        yield client


def is_running(pid):
    """Whether a process lives; one that ended and was not yet collected by its parent does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended_within(seconds, pid):
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_it_answers_a_chat_under_the_name_it_was_given(running, client):
    answer = client.chat.completions.create(model=running.name, messages=MESSAGES, max_tokens=12, temperature=0)
    assert answer.model == running.name == "smollm2-135m-instruct-q4_1@sha256:b179c9523d0e"
    assert answer.choices[0].message.content.strip()
    assert answer.usage.completion_tokens == 12
    assert answer.choices[0].finish_reason == "length"


def test_its_answer_follows_a_json_schema(running, client):
    answer = client.chat.completions.parse(
        model=running.name, messages=MESSAGES, max_tokens=60, temperature=0, response_format=Answer
    )
    assert answer.choices[0].finish_reason == "stop"
    assert isinstance(answer.choices[0].message.parsed, Answer)


async def test_the_real_server_is_asked_for_a_shape_by_its_schema_and_takes_either_token_limit(running, tmp_path):
    chat = Chat(running.name, (("user", "How many legs has a spider?"),), max_tokens=60)
    with AnswerJournal(tmp_path / "answers.sqlite") as journal:
        llm = LLM(Endpoint(running.base_url, "none"), journal, run="r", concurrency=1)
        try:
            answer, _ = await ask_json(llm, chat, Answer, stage="s")
            assert (type(answer), llm.sent, llm.dialects.of(running.name)) == (Answer, 1, Dialect())
            llm.dialects.learn(running.name, tokens="max_completion_tokens", temperature=False)
            assert (await llm.answer(replace(chat, max_tokens=3), stage="s")).completion_tokens == 3
        finally:
            await llm.close()


@pytest.mark.parametrize(
    "wanted", [{"type": "yaml"}, {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "yaml"}}}]
)
def test_a_format_it_refuses_is_refused_as_the_far_end_does(client, running, wanted):
    with pytest.raises(BadRequestError) as raised:
        client.chat.completions.create(model=running.name, messages=MESSAGES, response_format=wanted)
    assert (raised.value.code, raised.value.param, raised.value.type) == ("400", None, "invalid_request_error")
    if wanted == {"type": "yaml"}:
        assert raised.value.body == dialects.refusal({"model": "m", "response_format": wanted}, "llamacpp")


async def test_more_requests_than_slots_are_all_answered(running):
    async with AsyncOpenAI(base_url=running.base_url, api_key="none", max_retries=0) as client:
        asked = [
            client.chat.completions.create(model=running.name, messages=MESSAGES, max_tokens=4, temperature=0, seed=n)
            for n in range(8)
        ]
        answers = await asyncio.gather(*asked)
    assert [answer.usage.completion_tokens for answer in answers] == [4] * 8


def test_it_listens_on_the_loopback_address_alone(running):
    port = int(running.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
    assert running.base_url == f"http://127.0.0.1:{port}/v1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=1)


def test_it_writes_nothing_to_our_output_and_ends_with_its_block(weights_file, capfd):
    before = set(children(os.getpid()))
    with local_model(weights_file, name="quiet", context=256):
        (child,) = set(children(os.getpid())) - before
    assert not is_running(child)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_the_program_that_started_it(weights_file, how):
    program = (
        "import sys, time; from pathlib import Path; from annotate.local_model import local_model\n"
        "with local_model(Path(sys.argv[1]), name='m', context=256): print('ready', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(weights_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        assert owner.stdout.readline() == "ready\n"
        (child,) = children(owner.pid)
        owner.send_signal(how)
    assert ended_within(5, child)


def test_a_model_that_dies_in_use_is_said_whatever_else_went_wrong(weights_file):
    def lose_it():
        before = set(children(os.getpid()))
        with local_model(weights_file, name="m", context=256):
            (child,) = set(children(os.getpid())) - before
            os.kill(child, signal.SIGKILL)
            raise ConnectionError

    with pytest.raises(engine.DiedError, match=r"the local model m ended while it was in use \(ended by signal 9\)"):
        lose_it()


def test_a_torn_file_is_refused_with_the_reason_of_llama_cpp(weights_file, tmp_path):
    torn = tmp_path / "torn.gguf"
    with weights_file.open("rb") as whole:
        torn.write_bytes(whole.read(3_000_000))
    with (
        pytest.raises(engine.NotLoadedError, match=r"could not load .*torn\.gguf \(.*corrupted or incomplete\)"),
        local_model(torn, name="torn"),
    ):
        pass


def test_a_model_that_is_not_ready_in_time_is_given_up(weights_file, monkeypatch):
    monkeypatch.setattr(engine, "LOAD_SECONDS", 0.05)
    with (
        pytest.raises(engine.NotLoadedError, match=r"not ready after 0 s"),
        local_model(weights_file, name="late"),
    ):
        pass


def test_without_the_extra_the_command_to_install_it_is_said(weights_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with (
        pytest.raises(engine.NoEngineError, match=r"pip install -e '\.\[local\]'"),
        local_model(weights_file, name="m"),
    ):
        pass


def test_there_is_always_a_core_to_spare():
    assert 1 <= engine.spare_cores() <= os.cpu_count()
