import json
import re
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from builders import cli
from builders.cli import COMMANDS, isogloss

ROOT = Path(__file__).parents[1]


def commands(group=isogloss, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


LEAVES = {path: command for path, command in commands() if not isinstance(command, click.Group)}


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example(path):
    shown = CliRunner().invoke(isogloss, [*path, "--help"])
    assert shown.exit_code == 0
    assert LEAVES[path].help
    assert "Example" in shown.output


@pytest.mark.parametrize("seed", ["-1", "4294967296"])
def test_a_seed_that_no_generator_takes_is_refused_before_anything_is_drafted(seed):
    seeds = [option for leaf in LEAVES.values() for option in leaf.params if "--seed" in option.opts]
    assert len(seeds) > 8
    for option in seeds:
        with pytest.raises(click.BadParameter, match=f"{seed} is not in the range"):
            option.type.convert(seed, option, None)


def test_the_list_of_commands_is_what_can_be_called():
    shown = CliRunner().invoke(isogloss, ["--help"]).output
    assert [name for name in COMMANDS if not re.search(rf"^  {name} ", shown, re.MULTILINE)] == []


def test_every_command_and_option_the_readme_types_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    typed = re.findall(r"^\.venv/bin/isogloss ([a-z ]+?) (?:--|work)(.*)$", readme, re.MULTILINE)
    assert len(typed) >= 5
    for words, rest in typed:
        # `isogloss review WORKSPACE` is short for `review serve WORKSPACE`.
        command = LEAVES.get(tuple(words.split())) or LEAVES[*words.split(), "serve"]
        options = {name for parameter in command.params for name in parameter.opts}
        assert set(re.findall(r"(--[a-z-]+)", rest.split("#")[0])) <= options


def test_the_decisions_the_readme_shows_are_decisions():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in re.findall(r'^\{"item".*\}$', readme, re.MULTILINE)]
    assert [line["decision"] for line in lines] == ["accept", "fix", "reject"]


def test_doctor_names_what_works_and_what_does_not(monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    shown = CliRunner().invoke(isogloss, ["doctor", "--json"])
    found = {symptom["name"]: symptom["works"] for symptom in json.loads(shown.output)}
    assert found["endpoint"] is False
    assert found["store"] is True
    assert set(found) == {"endpoint", "local model", "store", "disk", "browser"}


def test_ctrl_c_while_a_fault_is_told_ends_in_a_sentence_too(monkeypatch, capsys):
    told = iter([KeyboardInterrupt()])

    def interrupted(text, *, err):
        for interrupt in told:
            raise interrupt
        print(text, file=sys.stderr if err else sys.stdout)

    monkeypatch.setattr(cli.click, "echo", interrupted)
    with pytest.raises(SystemExit) as ended:
        cli.main(["status", "no-such-folder"])
    assert (ended.value.code, capsys.readouterr().err) == (130, f"isogloss: {cli.STOPPED}\n")
