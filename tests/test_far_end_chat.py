"""The far end does what it announces, seen from the real client and from bare sockets."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import aiohttp
import openai
import pytest

from tests.far_end import translations
from tests.far_end.client import INTO_KOREAN, ask, client_of
from tests.far_end.faults import Faults
from tests.far_end.options import Limit, parse
from tests.far_end.process import body_hash, far_end

JANET = "Janet sells twenty-five eggs for $2 each, or 1,000 for $30. Solve $x^2+\\frac{1}{2}=3$."
INTO_KOREAN_MESSAGE = {"role": "system", "content": INTO_KOREAN}


@pytest.fixture(scope="module")
def server():
    with far_end(bad_share=0) as started:
        yield started


@pytest.fixture(scope="module")
def guarded():
    with far_end(key="right", model=["far-end"]) as started:
        yield started


def body_of(text):
    return json.dumps(
        {"model": "far-end", "messages": [INTO_KOREAN_MESSAGE, {"role": "user", "content": text}]}
    ).encode()


async def outcome_of(session, server, body):
    """What a bare client sees: `200 stop`, `429`, `reset`, `cut`."""
    try:
        async with session.post(f"{server.url}/chat/completions", data=body) as response:
            if response.status != 200:
                return str(response.status)
            choice = (await response.json())["choices"][0]
    except json.JSONDecodeError:
        return "malformed"
    except aiohttp.ClientPayloadError:
        return "cut"
    except aiohttp.ClientOSError:
        return "reset"
    if choice["message"]["content"] is None:
        return "refused" if choice["message"]["refusal"] else "empty"
    return f"200 {choice['finish_reason']}"


async def outcomes_of(server, bodies):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as session:
        return await asyncio.gather(*[outcome_of(session, server, body) for body in bodies])


def exchange(server, body):
    """What comes back on a bare socket until the far end closes it."""
    address = urlsplit(server.url)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: far-end\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=5) as sock:
        sock.sendall(head.encode() + body)
        received = b""
        while piece := sock.recv(65536):
            received += piece
    return received


async def test_a_completion_has_the_shape_of_openais(server):
    completion = (await ask(server, "She has 3 eggs.")).model_dump(exclude={"id", "created"}, exclude_unset=True)
    assert completion == {
        "object": "chat.completion",
        "model": "far-end",
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": translations.translate("She has 3 eggs.", "ko"),
                    "refusal": None,
                },
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 31, "completion_tokens": 3, "total_tokens": 34},
    }


async def test_the_same_body_gets_the_same_text_from_another_process(server):
    with far_end(bad_share=0) as other:
        texts = {(await ask(each, JANET)).choices[0].message.content for each in (server, other)}
    assert texts == {translations.translate(JANET, "ko")}


async def test_models_are_listed_and_health_is_ok(server):
    async with client_of(server) as client, aiohttp.ClientSession() as session:
        assert [model.id async for model in client.models.list()] == ["far-end"]
        async with session.get(server.url.replace("/v1", "/health")) as response:
            assert await response.json() == {"status": "ok"}


async def test_answers_come_after_the_latency_and_side_by_side():
    with far_end(latency="200ms") as server:
        began = time.monotonic()
        await outcomes_of(server, [body_of(f"egg {n}") for n in range(32)])
        assert 0.2 <= time.monotonic() - began < 2
        assert server.stats().max_in_flight == 32


async def test_faults_come_in_the_announced_shares_and_are_what_they_say():
    shares = {"500": 0.05, "503": 0.03, "408": 0.02, "429": 0.05, "reset": 0.05, "cut": 0.05, "malformed": 0.05}
    spoilt = {"truncate": 0.05, "refuse": 0.06, "empty": 0.04}
    with far_end(fault=shares | spoilt, bad_share=0) as server:
        seen = Counter(await outcomes_of(server, [body_of(f"Problem {n}: 3 eggs?") for n in range(1000)]))
        stats = server.stats()
    assert {name: seen[name] for name in shares} == {name: stats.faults[name] for name in shares}
    assert seen["200 length"] == stats.faults["truncate"]
    assert seen["refused"] + seen["200 content_filter"] == stats.faults["refuse"]
    assert seen["refused"] > 0
    assert seen["200 content_filter"] > 0
    assert seen["empty"] == stats.faults["empty"]
    assert seen["200 stop"] == len(stats.finished) == 1000 - sum(stats.faults.values())
    for name, share in (shares | spoilt).items():
        assert stats.faults[name] / 1000 == pytest.approx(share, abs=0.02), name


async def test_the_same_traffic_meets_the_same_faults_in_any_order():
    bodies = [body_of(f"egg {n}") for n in range(60)]
    faults = {"500": 0.3, "cut": 0.2}
    with far_end(fault=faults, seed=7) as one, far_end(fault=faults, seed=7) as other:
        forwards = await outcomes_of(one, bodies)
        backwards = await outcomes_of(other, bodies[::-1])
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == 3


async def test_a_retry_draws_anew():
    with far_end(fault={"500": 0.5}) as server:
        seen = [await outcomes_of(server, [body_of("one egg")]) for _ in range(20)]
    assert {tuple(each) for each in seen} == {("500",), ("200 stop",)}


def test_a_cut_body_is_half_of_what_its_header_announces():
    with far_end(fault={"cut": 1}) as server:
        head, _, body = exchange(server, body_of(JANET)).partition(b"\r\n\r\n")
    announced = int(re.search(rb"content-length: (\d+)", head)[1])
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(body) == announced // 2 > 100


def test_a_reset_sends_nothing_and_resets():
    with far_end(fault={"reset": 1}) as server, pytest.raises(ConnectionResetError):
        exchange(server, body_of(JANET))


async def test_a_hanging_request_never_ends_and_is_booked_as_abandoned():
    with far_end(fault={"hang": 1}) as server:
        async with client_of(server) as client:
            with pytest.raises(openai.APITimeoutError):
                await client.with_options(timeout=0.3).chat.completions.create(
                    model="m", messages=[INTO_KOREAN_MESSAGE]
                )
        stats = await _idle(server)
    assert (stats.received, stats.abandoned, stats.answered) == (1, 1, {})


async def _idle(server):
    """The counts once the far end has noticed that its clients left."""
    for _ in range(500):
        if not server.stats().in_flight:
            break
        await asyncio.sleep(0.01)
    return server.stats()


async def test_a_window_admits_its_number_and_refuses_the_rest_until_it_is_over():
    with far_end(window="5/500ms") as server:
        first = await outcomes_of(server, [body_of(f"egg {n}") for n in range(12)])
        await asyncio.sleep(0.55)
        second = await outcomes_of(server, [body_of(f"egg {n}") for n in range(12)])
    for outcomes in (first, second):
        assert Counter(outcomes) == {"200 stop": 5, "429": 7}


async def test_a_token_window_counts_tokens():
    with far_end(token_window="100/60s", bad_share=0) as server:
        tokens = (await ask(server, "She has 3 eggs.")).usage.total_tokens
        outcomes = await outcomes_of(server, [body_of("She has 3 eggs.")] * 5)
    assert outcomes.count("200 stop") + 1 == 100 // tokens


async def test_limits_are_told_in_headers_unless_silent():
    async with aiohttp.ClientSession() as session:
        with far_end(window="2/60s") as server, far_end(window="1/60s", silent_limit=True) as silent:
            told = [await _limit_headers(session, server) for _ in range(3)]
            untold = [await _limit_headers(session, silent) for _ in range(2)]
    limits = [
        {"x-ratelimit-limit-requests": "2", "x-ratelimit-remaining-requests": left, "x-ratelimit-reset-requests": "60s"}
        for left in ("1", "0", "0")
    ]
    assert told == [limits[0], limits[1], limits[2] | {"retry-after": "60"}]
    assert untold == [{}, {"retry-after": "60"}]


async def _limit_headers(session, server):
    async with session.post(f"{server.url}/chat/completions", data=body_of("one egg")) as response:
        named = {name.lower(): value for name, value in response.headers.items()}
    reset = named.get("x-ratelimit-reset-requests")
    rounded = {"x-ratelimit-reset-requests": f"{float(reset.rstrip('s')):.0f}s"} if reset else {}
    return {name: value for name, value in named.items() if name.startswith(("x-ratelimit", "retry"))} | rounded


@pytest.mark.parametrize(
    ("style", "header", "value"),
    [("seconds", "retry-after", r"2"), ("ms", "retry-after-ms", r"1500"), ("date", "retry-after", r"\w{3}, .* GMT")],
)
async def test_retry_after_is_told_in_each_style(style, header, value):
    with (
        far_end(fault={"429": 1}, retry_after="1500ms", retry_after_style=style) as server,
        pytest.raises(openai.RateLimitError) as refused,
    ):
        await ask(server, "one egg")
    assert re.fullmatch(value, refused.value.response.headers[header])


@pytest.mark.parametrize(
    ("parameters", "error", "code"),
    [
        ({"key": "wrong"}, openai.AuthenticationError, "invalid_api_key"),
        ({"model": "gpt-9"}, openai.NotFoundError, "model_not_found"),
        ({"messages": []}, openai.BadRequestError, None),
        ({"stream": True}, openai.BadRequestError, None),
    ],
)
async def test_a_request_that_openai_would_refuse_is_refused(guarded, parameters, error, code):
    with pytest.raises(error) as refused:
        await ask(guarded, "one egg", **{"key": "right"} | parameters)
    assert refused.value.code == code


async def test_the_right_key_and_a_known_model_are_answered(guarded):
    assert (await ask(guarded, "one egg", key="right")).choices[0].finish_reason == "stop"


async def test_an_unreadable_body_and_an_unknown_path_are_errors(server):
    assert await outcomes_of(server, [b'{"model": ']) == ["400"]
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/embeddings") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "unknown_url")


async def test_it_counts_what_it_finished_and_what_was_asked_again():
    bodies = [body_of("one egg"), body_of("two eggs"), body_of("one egg")]
    with far_end(bad_share=0) as server:
        for body in bodies:
            await outcomes_of(server, [body])
        stats = server.stats()
        server.reset()
        after = server.stats()
    assert stats.finished == {body_hash(bodies[0]): 2, body_hash(bodies[1]): 1}
    assert (stats.received, stats.answered, stats.repeated, stats.abandoned) == (3, {"200": 3}, 1, 0)
    assert 0 < stats.first_at <= stats.last_at
    assert (after.received, after.finished, after.first_at) == (0, {}, 0)


async def test_a_token_limit_cuts_the_text_and_is_not_a_finished_answer(server):
    server.reset()
    choice = (await ask(server, JANET, max_tokens=3)).choices[0]
    assert (choice.finish_reason, choice.message.content) == ("length", translations.translate(JANET, "ko")[:12])
    assert server.stats().finished == {}


def test_it_dies_with_a_parent_that_is_killed():
    code = """
import time
from tests.far_end.process import far_end
with far_end() as server:
    print(server.url, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        url = parent.stdout.readline().strip()
        os.kill(parent.pid, signal.SIGKILL)
    address = urlsplit(url)
    assert address.hostname == "127.0.0.1"
    assert _refuses(address.hostname, address.port, within=5)


def _refuses(host, port, *, within):
    """Whether the port stops taking connections within so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        with socket.socket() as sock:
            if sock.connect_ex((host, port)):
                return True
        time.sleep(0.02)
    return False


def test_it_says_which_faults_there_are():
    with pytest.raises(ValueError, match="no such fault: flood; there are 500, 502"):
        Faults({"flood": 0.1})
    with pytest.raises(ValueError, match="add up to 1 at most"):
        Faults({"500": 0.6, "cut": 0.6})


def test_flags_read_durations_limits_and_shares():
    options = parse(
        ["--latency", "200ms", "--window", "1000/10s", "--truncate", "0.02", "--refuse", "0.01", "--fault", "500=0.05"]
    )
    assert (options.latency, options.window) == (0.2, Limit(1000, 10.0))
    assert options.faults == Faults({"500": 0.05, "truncate": 0.02, "refuse": 0.01})


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--latency", "soon"], "'soon' is no duration: write 200ms, 1.5s or 1m"),
        (["--window", "many"], "'many' is no limit: write 1000/10s"),
        (["--fault", "0.05"], "'0.05' has no name: write NAME=0.05"),
        (["--key-file", "absent.jsonl"], "No such file or directory: 'absent.jsonl'"),
    ],
)
def test_a_flag_that_cannot_be_read_says_how_to_write_it(flags, message, capsys):
    with pytest.raises(SystemExit):
        parse(flags)
    assert message in capsys.readouterr().err
