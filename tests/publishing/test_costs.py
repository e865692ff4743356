"""What models were asked for a release, on its card."""

from builders.account_records import StageUsage
from builders.releasing.costs import costs_text


def used(model, stage, *, answers, tokens, cost):
    prompt, completion = tokens
    return StageUsage(
        stage=stage, model=model, answers=answers, unfinished=0, prompt_tokens=prompt, completion_tokens=completion,
        seconds=1.5, cost=cost,
    )  # fmt: skip


def test_stages_of_one_model_are_one_line_and_an_unknown_price_is_no_price_of_nought():
    spent = {
        "gsm8k-en-ko": (
            used("gpt-4o-mini", "translate", answers=1319, tokens=(400_000, 200_000), cost=0.18),
            used("gpt-4o-mini", "round trip", answers=132, tokens=(40_000, 20_000), cost=0.02),
            used("home*made", "judge", answers=1319, tokens=(500_000, 2_000), cost=None),
        ),
        "of another release": (used("gpt-4o", "translate", answers=1, tokens=(1, 1), cost=9.0),),
    }
    assert costs_text(spent, ["gsm8k-en-ko", "gsm8k-ko-en"]).splitlines() == [
        "| Run | Model | Answers | Prompt tokens | Completion tokens | US dollars |",
        "| --- | --- | ---: | ---: | ---: | --- |",
        "| gsm8k-en-ko | gpt-4o-mini | 1,451 | 440,000 | 220,000 | 0.20 |",
        "| gsm8k-en-ko | home\\*made | 1,319 | 500,000 | 2,000 | unknown |",
        "",
        "In all $0.20, and 502,000 tokens of unknown price, rows included that were refused, rejected or withheld.",
    ]


def test_a_release_without_a_journal_says_so():
    assert costs_text({}, ["gsm8k-en-ko"]) == "No answer of a model is on record."
