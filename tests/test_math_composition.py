"""What a release of mathematics is made of, on its card."""

from builders.math_composition import composition
from builders.release_rows import Row


def row(**changes):
    known = {
        "id": "a", "question": "1 더하기 1은?", "original": "What is 1 plus 1?", "choices": (), "original_choices": (),
        "answer": "2", "source_answer": "2", "answer_type": "numeric", "source": "gsm8k", "source_id": "1",
        "language": "ko", "original_language": "en", "direction": "en-ko", "translator": "m", "decision": "accepted",
        "review_state": "reviewed", "inclusion_probability": 1.0,
    }  # fmt: skip
    return Row(**(known | changes))


def test_rows_are_counted_by_direction_and_kind_and_lengths_by_language():
    there = row()
    back = row(question="What is 1 plus 1?", original="1 더하기 1은?", language="en", original_language="ko",
               direction="ko-en", decision="fixed")  # fmt: skip
    choice = row(answer_type="choice", original="Which?", decision="none", review_state="machine-clean")
    assert composition({"gsm8k": [there, choice], "ksm": [back]}).splitlines() == [
        "| Configuration | Direction | Answers | Rows | Accepted | Fixed | Unread |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
        "| gsm8k | en-ko | choice | 1 | 0 | 0 | 1 |",
        "| gsm8k | en-ko | numeric | 1 | 1 | 0 | 0 |",
        "| ksm | ko-en | numeric | 1 | 0 | 1 | 0 |",
        "",
        "| Configuration | Language | Problems | Characters, median | Shortest | Longest |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
        "| gsm8k | en | 2 | 12 | 6 | 17 |",
        "| gsm8k | ko | 2 | 9 | 9 | 9 |",
        "| ksm | en | 1 | 17 | 17 | 17 |",
        "| ksm | ko | 1 | 9 | 9 | 9 |",
    ]
