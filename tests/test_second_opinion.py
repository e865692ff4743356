import subprocess
import sys
import threading
import time

import pytest

from annotate.second_opinion import SecondOpinion


@pytest.fixture(scope="module")
def opinion():
    with SecondOpinion(seconds=20) as opinion:
        yield opinion


@pytest.mark.parametrize(
    ("gold", "answer", "said"),
    [
        (r"\frac{\sqrt{2}}{2}", r"\frac{1}{\sqrt{2}}", "right"),
        (r"x^2-1", r"(x-1)(x+1)", "right"),
        (r"\{1,2\}", r"\{2,1\}", "right"),
        (r"(1,2)", r"(2,1)", "wrong"),
        ("3.14", r"\pi", "wrong"),
        ("7", "", "unparsable"),
        ("", "", "unparsable"),
        ("7", "7" * 1001, "unparsable"),
    ],
)
def test_math_verify_says_whether_two_expressions_are_equal(opinion, gold, answer, said):
    assert opinion.ask(gold, answer) == said


def test_threads_may_ask_which_math_verify_itself_refuses(opinion):
    said = []
    threads = [threading.Thread(target=lambda: said.append(opinion.ask("x+1", "1+x"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["right"] * 4


def test_a_question_that_takes_too_long_is_ended_and_the_next_one_gets_an_answer():
    with SecondOpinion(seconds=2) as opinion:
        assert opinion.ask("1", "1") == "right"
        began = time.monotonic()
        assert opinion.ask("1", r"9^{9^{9^{9}}}") == "too slow"
        assert time.monotonic() - began < 10
    with SecondOpinion(seconds=20) as opinion:
        assert opinion.ask("1", "1") == "right"
        opinion._child.kill()
        assert opinion.ask("1", "1") == "died"
        assert opinion.ask("1", "1") == "right"


def test_the_block_ends_the_child():
    with SecondOpinion() as opinion:
        assert opinion.ask("1", "1") == "right"
        child = opinion._child
    assert child.returncode is not None


def test_asking_keeps_sympy_out_of_our_process():
    asking = (
        "import sys; from annotate.answers import score; from annotate.second_opinion import SecondOpinion\n"
        "with SecondOpinion() as opinion: print(opinion.ask('1', '1'), 'sympy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert ran.stdout == "right False\n"
