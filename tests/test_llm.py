"""The one door to models, against a far end that fails in every way it knows."""

import asyncio
import contextlib
import json
import socket
import time

import pytest

from annotate import llm as door
from annotate.llm import (
    LLM,
    Chat,
    Endpoint,
    EndpointError,
    LLMError,
    NotRecorded,
    Unanswered,
    Unfinished,
)
from annotate.prices import Price
from annotate.stream import each
from annotate.traffic import Budget, BudgetSpent
from schemas.answers import AnswerJournal, usage
from schemas.journal import JournalError, read_journal
from tests.bench.passes import begin, finish, question, rows_in
from tests.bench.running import kill_when
from tests.far_end.client import INTO_KOREAN
from tests.far_end.process import far_end

KEY = "sk-secret-0123456789"


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0) as started:
        yield started


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


@contextlib.asynccontextmanager
async def opened(url, path, **options):
    """An LLM over a journal of its own; `url` None replays."""
    with AnswerJournal(path) as journal:
        llm = LLM(Endpoint(url, KEY) if url else None, journal, run="r", **options)
        try:
            yield llm
        finally:
            await llm.close()


def ask(llm, number=0):
    return llm.ask(question(number), stage="translate")


async def outcomes(llm, count):
    """Replies and errors of so many questions, in their order."""
    return await asyncio.gather(*[ask(llm, number) for number in range(count)], return_exceptions=True)


async def texts(llm, count):
    return [reply.text for reply in await asyncio.gather(*[ask(llm, number) for number in range(count)])]


def whole_journal(path):
    with contextlib.closing(read_journal(path)) as connection:
        return [dict(row) for row in connection.execute("SELECT * FROM answers ORDER BY seq")]


async def raw_server(reply):
    """An endpoint of one fixed reply, for what no honest one says; closes each connection."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        writer.write(reply(head) if callable(reply) else reply)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def url_of(server):
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


def http(status, body):
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


async def test_an_answer_is_in_the_journal_with_its_request_and_its_cost(server, path):
    async with opened(server.url, path) as llm:
        reply = await ask(llm)
        (row,) = whole_journal(path)
    said = json.loads(row["response"])
    assert (reply.text, reply.key) == (said["choices"][0]["message"]["content"], row["key"])
    assert row["request"] == question(0).body()
    assert (row["finish"], row["attempts"], row["run"], row["stage"]) == ("stop", 1, "r", "translate")
    assert (row["prompt_tokens"], row["completion_tokens"]) == (
        said["usage"]["prompt_tokens"],
        said["usage"]["completion_tokens"],
    )


async def test_a_second_pass_sends_nothing_and_says_the_same(server, path):
    server.reset()
    async with opened(server.url, path) as llm:
        first = await texts(llm, 50)
    async with opened(server.url, path) as llm:
        assert await texts(llm, 50) == first
        assert llm.sent == 0
    assert server.stats().received == 50


async def test_without_an_endpoint_the_journal_answers_and_what_it_lacks_is_not_recorded(server, path):
    async with opened(server.url, path) as llm:
        first = await ask(llm)
    async with opened(None, path) as llm:
        assert await ask(llm) == first
        with pytest.raises(NotRecorded, match=r"the journal holds no answer b2:\w+#0: draft again with an endpoint"):
            await ask(llm, 1)


async def test_identical_questions_in_flight_are_asked_once(path):
    with far_end(latency="100ms") as server:
        async with opened(server.url, path) as llm:
            replies = await asyncio.gather(*[ask(llm) for _ in range(20)])
        assert (server.stats().received, len(set(replies))) == (1, 1)


async def test_another_sample_or_prompt_is_another_question(server, path):
    chat = question(0)
    others = [
        Chat(chat.model, chat.messages, sample=1),
        Chat(chat.model, chat.messages, temperature=0.5),
        Chat(chat.model, (("system", INTO_KOREAN + "!"), *chat.messages[1:])),
    ]
    async with opened(server.url, path) as llm:
        replies = [await llm.ask(each_chat, stage="s") for each_chat in (chat, *others)]
    assert len({reply.key for reply in replies}) == 4


@pytest.mark.parametrize("fault", ["500", "503", "408", "reset", "cut", "malformed"])
async def test_a_fault_of_the_world_is_asked_again_until_it_is_answered(path, fault):
    with far_end(fault={fault: 0.1}) as server:
        async with opened(server.url, path, concurrency=32) as llm:
            answered = await texts(llm, 200)
        stats = server.stats()
    assert all(answered)
    assert stats.faults[fault] > 0
    assert stats.received == 200 + stats.faults[fault]
    assert (stats.repeated, sum(stats.finished.values())) == (0, 200)


async def test_a_refusal_holds_its_request_for_as_long_as_it_says(path):
    with far_end(window="1/1s", silent_limit=True) as server:
        async with opened(server.url, path) as llm:
            await ask(llm, 0)
            started = time.monotonic()
            await ask(llm, 1)
            held = time.monotonic() - started
        assert server.stats().answered == {"200": 2, "429": 1}
    assert 0.9 < held < 2.5


async def test_an_endpoint_that_fails_for_ever_is_given_up_with_its_reason(path, monkeypatch):
    monkeypatch.setattr(door, "ATTEMPTS", 2)
    with far_end(fault={"500": 1}) as server:
        async with opened(server.url, path) as llm:
            with pytest.raises(Unanswered, match="no answer after 2 attempts: HTTP 500"):
                await ask(llm)
        assert server.stats().received == 2
    assert whole_journal(path) == []


@pytest.mark.parametrize(
    "reply",
    [
        b"this is not HTTP\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nxxxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n",
        http(200, b"[]"),
        http(200, b'{"choices": []}'),
        http(200, b'{"choices": [{"message": null, "finish_reason": "stop"}]}'),
        http(200, b'{"error": {"message": "overloaded"}}'),
        http(200, b"\xff\xfe"),
    ],
)
async def test_a_reply_that_is_no_completion_is_the_worlds_failure(path, monkeypatch, reply):
    monkeypatch.setattr(door, "ATTEMPTS", 2)
    monkeypatch.setattr(door, "ATTEMPTS_UNREACHED", 2)
    async with await raw_server(reply) as far, opened(url_of(far), path) as llm:
        with pytest.raises(LLMError, match=r"cannot be reached|no answer after 2 attempts"):
            await ask(llm)
    assert whole_journal(path) == []


async def test_nobody_at_the_endpoint_stops_the_run_after_a_few_attempts(path, monkeypatch):
    monkeypatch.setattr(door, "ATTEMPTS_UNREACHED", 2)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with opened(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", path) as llm:
            with pytest.raises(EndpointError, match="cannot be reached: the connection failed"):
                await ask(llm)


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://example.org/v1", "https://"])
def test_what_is_no_url_is_said_before_anything_is_sent(path, url):
    with AnswerJournal(path) as journal, pytest.raises(EndpointError, match=r"OPENAI_BASE_URL|begins with https://"):
        LLM(Endpoint(url, KEY), journal, run="r")


@pytest.mark.parametrize(
    ("options", "status", "remedy"),
    [({"key": "another"}, 401, "set OPENAI_API_KEY"), ({"model": ["gpt"]}, 404, "check --model and OPENAI_BASE_URL")],
)
async def test_an_endpoint_that_refuses_us_is_asked_once_and_the_sentence_says_what_to_do(
    path, options, status, remedy
):
    with far_end(**options) as server:
        origin = server.url.removesuffix("/v1")
        async with opened(server.url, path) as llm:
            with pytest.raises(EndpointError) as raised:
                await ask(llm)
        assert server.stats().received == 1
    assert str(raised.value).startswith(f"{origin} answered {status} for far-end; ")
    assert remedy in str(raised.value)


@pytest.mark.parametrize("code", ["invalid_api_key", "content_filter"])
async def test_a_key_that_the_endpoint_echoes_is_in_no_message_and_no_journal(path, code):
    def echo(head):
        authorization = next(line for line in head.decode().split("\r\n") if line.lower().startswith("authorization"))
        assert KEY in authorization
        message = "x" * 190 + authorization  # the key stands across the end of what we quote
        return http(400, json.dumps({"error": {"code": code, "message": message}}).encode())

    async with await raw_server(echo) as far, opened(url_of(far), path) as llm:
        with pytest.raises((EndpointError, Unfinished)) as raised:
            await ask(llm)
        shown = f"{raised.value!s} {raised.value!r} {llm.endpoint!r} {llm!r}"
    assert "sk-secret" not in shown
    assert b"sk-secret" not in path.read_bytes()


async def test_a_truncated_answer_is_never_good_and_is_asked_three_times_over_all_runs(path):
    with far_end(truncate=1) as server:
        async with opened(server.url, path) as llm:
            with pytest.raises(Unfinished) as raised:
                await ask(llm)
            assert (raised.value.reason, llm.sent) == ("length", 3)
        async with opened(server.url, path) as llm:
            with pytest.raises(Unfinished):
                await ask(llm)
            assert llm.sent == 0
    async with opened(None, path) as llm:
        with pytest.raises(Unfinished) as replayed:
            await ask(llm)
    assert replayed.value.text == raised.value.text != ""


async def test_of_truncated_answers_none_is_accepted_and_the_others_are_whole(path):
    with far_end(truncate=0.2, bad_share=0) as server, far_end(bad_share=0) as faultless:
        async with opened(server.url, path) as llm:
            got = await outcomes(llm, 200)
        async with opened(faultless.url, path.with_name("faultless.sqlite")) as llm:
            expected = await texts(llm, 200)
        truncated = server.stats().faults["truncate"]
    assert truncated > 20
    kept = {index: reply.text for index, reply in enumerate(got) if not isinstance(reply, Unfinished)}
    assert kept == {index: expected[index] for index in kept}
    assert {str(row["finish"]) for row in whole_journal(path)} == {"stop", "length"}
    assert usage(path)[0].unfinished == truncated


@pytest.mark.parametrize(("fault", "reasons"), [("refuse", {"refusal", "content_filter"}), ("empty", {"empty"})])
async def test_a_model_that_declines_or_says_nothing_is_unfinished(path, fault, reasons):
    with far_end(fault={fault: 1}) as server:
        async with opened(server.url, path) as llm:
            got = await outcomes(llm, 20)
    assert {outcome.reason for outcome in got} == reasons


async def test_a_budget_of_tokens_stops_after_the_requests_under_way_and_goes_on_with_a_larger_one(server, path):
    async with opened(server.url, path, concurrency=4) as llm:
        await ask(llm)
        mean = llm.budget.tokens
    budget = Budget(max_tokens=20 * mean)
    async with opened(server.url, path, concurrency=4, budget=budget) as llm:
        with pytest.raises(BudgetSpent, match=f"--max-tokens {20 * mean} is spent"):
            async for _ in each(range(200), lambda number: ask(llm, number), window=8):
                pass
        sent = llm.sent
    assert 15 <= sent <= 21
    assert budget.tokens <= 20 * mean
    assert rows_in(path) == sent + 1
    async with opened(server.url, path) as llm:
        await texts(llm, 200)
        assert llm.sent == 200 - (sent + 1)


async def test_a_budget_of_money_stops_at_the_price(server, path):
    budget = Budget(max_cost=0.001, prices={question(0).model: Price(prompt=1.0, completion=1.0)})
    async with opened(server.url, path, concurrency=2, budget=budget) as llm:
        with pytest.raises(BudgetSpent, match=r"--max-cost 0\.001 is spent"):
            async for _ in each(range(200), lambda number: ask(llm, number), window=4):
                pass
    assert 0 < budget.cost <= 0.001


async def test_a_full_disk_stops_all_who_wait(server, path):
    async with opened(server.url, path) as llm:
        await ask(llm)
        connection = llm.journal._connection
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
        got = await asyncio.gather(*[ask(llm, number) for number in range(1, 100)], return_exceptions=True)
        stopped = [outcome for outcome in got if isinstance(outcome, JournalError)]
        # What still fitted into the last page is answered and kept; nobody has an answer that is not on disk.
        assert (len(stopped) > 0, llm._asking) == (True, {})
    assert len(whole_journal(path)) == 1 + len(got) - len(stopped)


async def test_both_who_ask_the_same_get_the_same_failure_and_none_is_left_behind(path):
    with far_end(key="another", latency="20ms") as server:
        async with opened(server.url, path) as llm:
            got = await asyncio.gather(ask(llm), ask(llm), return_exceptions=True)
            assert [type(outcome) for outcome in got] == [EndpointError, EndpointError]
            assert llm._asking == {}
        assert server.stats().received == 1


async def test_one_who_leaves_does_not_take_the_answer_from_another(path):
    with far_end(latency="100ms") as server:
        async with opened(server.url, path) as llm:
            leaving, staying = asyncio.create_task(ask(llm)), asyncio.create_task(ask(llm))
            await asyncio.sleep(0.05)
            leaving.cancel()
            assert (await staying).text
            assert leaving.cancelled()
        assert server.stats().received == 1


async def test_closing_keeps_what_is_under_way_and_sends_nothing_more(path):
    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    with far_end(latency="200ms") as server:
        async with opened(server.url, path, concurrency=2) as llm:
            tasks = [asyncio.create_task(ask(llm, number)) for number in range(6)]
            await asyncio.sleep(0.1)
            for task in tasks:
                task.cancel()
        assert server.stats().received == 2
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (rows_in(path), llm._asking, complaints) == (2, {}, [])


async def test_closing_does_not_ask_again_what_fails_meanwhile(path):
    with far_end(fault={"500": 1}, latency="100ms") as server:
        async with opened(server.url, path) as llm:
            task = asyncio.create_task(ask(llm))
            await asyncio.sleep(0.05)
            task.cancel()
        assert server.stats().received == 1


def test_a_kill_half_way_sends_again_only_what_was_in_flight(path):
    with far_end(latency="50ms", bad_share=0) as server:
        kill_when(begin(server, path, 400, 32), server, received=200)
        on_disk, given = rows_in(path), sum(server.stats().finished.values())
        again = finish(begin(server, path, 400, 32))
        repeated = server.stats().repeated
    assert on_disk > 50
    assert (again.outcome.answered, again.outcome.sent, rows_in(path)) == (400, 400 - on_disk, 400)
    assert repeated == given - on_disk <= 64
