"""No request is sent beyond what the Hub's headers allow, however many threads there are."""

import threading
import time

import pytest

from crawlers.hub_quota import Quota, Stopped


def told(remaining, reset):
    return {"ratelimit": f'"api";r={remaining};t={reset}', "ratelimit-policy": '"fixed window";"api";q=9;w=300'}


def waiting(quota):
    """A thread that wants one request, and whether it got it."""
    got = threading.Event()

    def ask():
        try:
            quota.take()
        except Stopped:
            return
        got.set()

    threading.Thread(target=ask, daemon=True).start()
    return got


def test_one_request_goes_alone_until_its_answer_says_what_is_left():
    quota = Quota()
    quota.take()
    others = [waiting(quota) for _ in range(3)]
    assert not any(got.wait(0.1) for got in others)
    quota.settle(told(2, 300), status=200)
    time.sleep(0.2)
    assert sum(got.is_set() for got in others) == 2


def test_an_answer_that_says_less_than_was_counted_is_believed():
    quota = Quota()
    quota.take()
    quota.settle(told(100, 300), status=200)
    quota.take()
    quota.settle(told(0, 300), status=200)
    assert not waiting(quota).wait(0.1)


def test_the_next_window_begins_when_the_header_said_and_not_before():
    quota = Quota()
    quota.take()
    quota.settle(told(0, 1), status=200)
    began = time.monotonic()
    quota.take()
    assert 0.9 < time.monotonic() - began < 1.5


def test_what_comes_home_late_does_not_open_the_next_window():
    quota = Quota()
    quota.take()
    quota.settle(told(3, 1), status=200)
    for _ in range(3):
        quota.take()
    time.sleep(1.1)
    others = [waiting(quota) for _ in range(2)]
    quota.settle(told(8, 9), status=200)
    quota.settle(told(7, 9), status=200)
    assert not any(got.wait(0.1) for got in others)
    quota.settle(told(6, 9), status=200)
    assert all(got.wait(1.0) for got in others)


@pytest.mark.parametrize("headers", [told(0, 1), {"retry-after": "1"}])
def test_a_refusal_holds_everybody_for_as_long_as_it_says(headers):
    quota = Quota()
    quota.take()
    quota.settle(headers, status=429)
    got = waiting(quota)
    assert not got.wait(0.8)
    assert got.wait(1.0)


def test_a_lost_request_lets_another_one_find_out():
    quota = Quota()
    quota.take()
    got = waiting(quota)
    quota.lose()
    assert got.wait(1.0)


def test_without_headers_nothing_is_held_back():
    quota = Quota()
    quota.take()
    quota.settle({}, status=200)
    for _ in range(50):
        quota.take()


def test_who_waits_is_woken_by_a_stop():
    quota = Quota()
    quota.take()
    quota.settle(told(0, 300), status=200)
    woken = threading.Event()

    def ask():
        with pytest.raises(Stopped):
            quota.take()
        woken.set()

    threading.Thread(target=ask, daemon=True).start()
    time.sleep(0.1)
    quota.stop()
    assert woken.wait(1.0)
