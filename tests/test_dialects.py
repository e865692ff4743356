"""What an endpoint refuses, and that it is remembered."""

import json

import pytest

from annotate.dialects import ORDINARY, Dialect, Dialects, may_refuse_format, refused_parameter
from annotate.wire import EndpointError

MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)


@pytest.mark.parametrize(
    ("status", "error", "parameter"),
    [
        (400, {"param": "max_tokens", "code": "unsupported_parameter"}, "max_tokens"),
        (400, {"param": "response_format.type"}, "response_format"),
        (400, {"param": None, "message": MAX_TOKENS}, "max_tokens"),
        (400, {"message": "gateway: OpenAIException - " + MAX_TOKENS, "code": "400"}, "max_tokens"),
        (422, {"param": "temperature"}, "temperature"),
        (400, {"message": "The provided JSON schema contains features not supported by xgrammar."}, ""),
        (400, {"message": 7, "param": 0}, ""),
        (400, {}, ""),
        (401, {"param": "max_tokens"}, ""),
    ],
)
def test_the_refused_parameter_is_read_from_what_servers_say(status, error, parameter):
    assert refused_parameter(EndpointError("no", status=status, error=error)) == parameter


@pytest.mark.parametrize(("status", "param", "may"), [(400, None, True), (400, "tools", False), (403, None, False)])
def test_only_a_bad_request_that_names_nothing_else_may_be_one_of_the_format(status, param, may):
    assert may_refuse_format(EndpointError("no", status=status, error={"param": param})) is may


def test_each_parameter_is_left_off_once():
    without = ORDINARY.without("max_tokens").without("temperature")
    assert without == Dialect(tokens="max_completion_tokens", temperature=False)
    assert [without.without(each) for each in ("max_tokens", "temperature", "messages", "")] == [None] * 4


def test_what_an_endpoint_lacks_is_read_back_and_what_it_learned_to_do_is_forgotten(tmp_path):
    file = tmp_path / "deep" / "endpoints.json"
    Dialects("http://a", file).learn("m", structure="json_object")
    Dialects("http://b", file).learn("m", temperature=False)
    assert Dialects("http://a", file).of("m") == Dialect(structure="json_object")
    assert Dialects("http://b", file).of("m") == Dialect(temperature=False)
    assert Dialects("http://c", file).of("m") == ORDINARY
    Dialects("http://a", file).learn("m", structure="json_schema")
    assert list(json.loads(file.read_bytes())) == ["http://b m"]
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_an_ordinary_endpoint_leaves_no_file(tmp_path):
    Dialects("http://a", tmp_path / "endpoints.json").learn("m", structure="json_schema", temperature=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"http://a m": {"structure": "yaml"}}', b'{"http://a m'])
def test_a_file_that_is_not_understood_is_as_none_and_is_replaced(tmp_path, content):
    file = tmp_path / "endpoints.json"
    file.write_bytes(content)
    dialects = Dialects("http://a", file)
    assert dialects.of("m") == ORDINARY
    dialects.learn("m", temperature=False)
    assert Dialects("http://a", file).of("m") == Dialect(temperature=False)


def test_a_home_that_cannot_be_written_costs_the_memory_and_nothing_else(tmp_path):
    (tmp_path / "file").write_text("in the way")
    dialects = Dialects("http://a", tmp_path / "file" / "endpoints.json")
    dialects.learn("m", temperature=False)
    assert dialects.of("m") == Dialect(temperature=False)
