"""What tokens cost: a bundled table, a user's own over it, and an unknown price that stays unknown."""

import pytest

from annotate.prices import FREE, Price, PriceError, load_prices, price_of

OWN = '["my-model"]\nprompt = 1\ncompletion = 2.5\n["gpt-4o-mini"]\nprompt = 9\ncompletion = 9\n'


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text(OWN)
    return path


def test_a_price_counts_prompt_and_completion_by_the_million():
    assert Price(prompt=0.15, completion=0.60).of(2_000_000, 500_000) == pytest.approx(0.60)


def test_a_users_own_table_adds_to_the_bundled_one_and_overrides_it(own):
    prices = load_prices(own)
    assert prices["my-model"] == Price(1.0, 2.5)
    assert prices["gpt-4o-mini"] == Price(9.0, 9.0)
    assert prices["gpt-4o"] == load_prices()["gpt-4o"]


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("a", Price(1, 1)),
        ("a-mini", Price(2, 2)),
        ("a-2024-08-06", Price(1, 1)),
        ("a-mini-2024-07-18", Price(2, 2)),
        ("a-large", None),
        ("unheard-of", None),
        ("qwen@sha256:0123456789ab", FREE),
    ],
)
def test_a_dated_name_has_its_base_models_price_and_an_unknown_one_has_none(model, price):
    assert price_of(model, {"a": Price(1, 1), "a-mini": Price(2, 2)}) == price


@pytest.mark.parametrize("text", ["[broken", '["m"]\nprompt = 1\n', '["m"]\nprompt = "x"\ncompletion = 1\n', "m = 1\n"])
def test_a_table_that_cannot_be_read_says_what_each_model_needs(tmp_path, text):
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(PriceError, match=r"prices\.toml .*each model needs \[name\] with prompt and completion"):
        load_prices(path)
