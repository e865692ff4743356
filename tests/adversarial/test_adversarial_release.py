"""A release of adversarial pairs, from decisions to rows that `datasets` loads, and the card that goes with them."""

import hashlib
import json
import shutil
from collections import Counter
from itertools import product

import datasets
import pytest
import yaml
from click.testing import CliRunner

from builders.adversarial.accounts import adversarial_accounts
from builders.adversarial.audit import audit
from builders.adversarial.evidence.cells import Addition
from builders.adversarial.release.making import made_line, sources_of
from builders.adversarial.release.releasing import release
from builders.adversarial.release.row_building import parts
from builders.adversarial.release.rows import Row
from builders.adversarial.release.run_release import RunRelease
from builders.adversarial.report import report
from builders.cli.adversarial import adversarial
from builders.deciding import decide
from builders.publishing.checking import check
from builders.release_folder import ReleaseError
from schemas.adversarial import CELLS
from schemas.runs import load_adversarial_runs
from schemas.workspace import Workspace
from tests.adversarial.drafting import HELD_OUT, SIMULATORS, decisions, pairs_of
from tests.publishing.release_worlds import copied, edited, with_provenance, with_rows

YES = {"ratings": {"same question": "yes", "natural": "no", "translated": "yes"}}
KOREAN = "data/quiz-ko/test-00000-of-00001.parquet"


class Decided:
    """A workspace about whose pairs people have decided, by what they said."""

    def __init__(self, root):
        self.workspace = Workspace(root)
        self.pairs = pairs_of(root)
        self.rejected, self.disputed, self.settled, self.unread, *self.accepted = self.pairs
        said = [
            (self.rejected, "ana", "reject", {"reason": "mistranslation"}),
            (self.disputed, "ana", "accept", {}),
            (self.disputed, "ben", "reject", {"reason": "unnatural"}),
            (self.settled, "ana", "accept", YES),
            (self.settled, "ben", "reject", {"reason": "other-question"}),
            (self.settled, "cho", "accept", {"role": "adjudicator"}),
            *((pair, "ana", "accept", YES) for pair in self.accepted),
        ]
        (root / "d.jsonl").write_text(decisions(*said))
        decide(self.workspace, root / "d.jsonl")


@pytest.fixture(scope="module")
def decided(searched, tmp_path_factory):
    return Decided(shutil.copytree(searched, tmp_path_factory.mktemp("decided") / "w"))


@pytest.fixture(scope="module")
def released(decided):
    return release(decided.workspace)


def loaded(released, cache):
    return [
        row
        for config in released.rows
        for row in datasets.load_dataset(str(released.folder), config, split="test", cache_dir=str(cache)).to_list()
    ]


@pytest.fixture(scope="module")
def rows(released, tmp_path_factory):
    return {row["id"]: row for row in loaded(released, tmp_path_factory.mktemp("cache"))}


def test_a_release_holds_what_people_accepted_and_says_why_the_rest_is_withheld(decided, released, rows):
    assert rows.keys() == {pair.node for pair in [decided.settled, *decided.accepted]}
    withheld = Counter[str]()
    for counts in released.pairs["quiz-adversarial"]:
        counts.check()
        withheld.update(counts.withheld)
        assert counts.released == counts.reviewed == released.rows[counts.config]
    assert withheld == {"rejected: mistranslation": 1, "disputed": 1, "unread": 1}


def test_pairs_of_one_seed_are_never_in_different_splits(released, rows):
    card = yaml.safe_load((released.folder / "README.md").read_text().split("---")[1])
    splits = {files["split"] for config in card["configs"] for files in config["data_files"]}
    seeds = Counter(row["seed"] for row in rows.values())
    assert (splits, max(seeds.values()) > 1) == ({"test"}, True)
    assert {config["config_name"] for config in card["configs"]} == set(released.rows)


def test_a_question_is_what_was_added_around_the_question_as_it_was(rows):
    for row in rows.values():
        assert list(row) == list(Row.model_fields)
        assert row["prequestion"] + row["oriquestion"] + row["sufquestion"] == row["question"]
        assert row["transpre"] + row["transori"] + row["transsuf"] == row["transquestion"]
        for added in row["perturbations"]:
            assert added["english"] in row["prequestion"] + row["sufquestion"]
            assert added["target"] in row["transpre"] + row["transsuf"]
        assert len(row["perturbations"]) == row["depth"] > 0


def test_a_question_with_text_on_both_sides_comes_apart_again():
    added = [Addition("It was late.", "before"), Addition("Ann left.", "after"), Addition("Hello!", "before")]
    assert parts("Hello! It was late. Who left? Ann left.", "Who left?", added) == (
        "Hello! It was late. ", "Who left?", " Ann left.",
    )  # fmt: skip
    assert parts("Who left?", "Who left?", []) == ("", "Who left?", "")


def test_the_right_option_is_the_same_in_both_languages(rows):
    for row in rows.values():
        assert row["choices"][row["answer_index"]] == row["answer"]
        assert row["transchoices"][row["answer_index"]] == row["transanswer"]
        assert len(row["transchoices"]) == len(row["choices"]) == 4


def test_rates_and_value_are_those_of_the_votes(rows):
    for row in rows.values():
        assert [vote["model"] for vote in row["votes"]] == list(SIMULATORS)
        right, right_target = (
            sum(vote[side] == row["answer_index"] for vote in row["votes"]) for side in ("english", "target")
        )
        assert (row["rate_ori"], row["rate_trans"]) == (right / 5, right_target / 5)
        assert row["value"] == pytest.approx(row["rate_ori"] ** 2 - row["rate_trans"])
        assert row["value"] >= 0.8


def accuracy(row, cell, panel):
    """The mean over models of the share of right answers."""
    own = [one for one in row["cells"] if (one["cell"], one["panel"]) == (cell, panel)]
    return sum(one["right"] / one["answers"] for one in own) / len(own)


def test_claims_are_those_of_the_fresh_answers_to_all_controls(rows):
    for row in rows.values():
        controls = [cell for cell in CELLS if row["neutral"] or not cell.endswith("+n")]
        asked = Counter((one["cell"], one["model"]) for one in row["cells"])
        assert asked == Counter(product(controls, (*SIMULATORS, HELD_OUT)))
        for panel, column in (("simulators", "claim_simulators"), ("held-out", "claim_held_out")):
            e0, e, t0, t = (accuracy(row, cell, panel) for cell in ("E0", "E+dE", "T0", "T+dT"))
            assert row[column] == pytest.approx((t0 - t) - (e0 - e), abs=1e-6)
        assert row["held_up"] == (row["claim_held_out"] > 0 and e > t)


def test_a_row_says_what_people_said_and_no_file_says_who(decided, released, rows):
    own = {"verdict": "accept", "reason": "", "adjudicator": False}
    answered = {"same_question": "yes", "natural": "no", "translated": "yes"}
    silent = dict.fromkeys(answered, "")
    assert rows[decided.accepted[0].node]["judgments"] == [own | answered]
    assert rows[decided.settled.node]["judgments"] == [
        own | answered,
        own | silent | {"adjudicator": True},
        own | silent | {"verdict": "reject", "reason": "other-question"},
    ]
    written = [path.read_text() for path in released.folder.rglob("*") if path.suffix in {".md", ".json"}]
    everything = " ".join([*written, json.dumps(list(rows.values()))])
    told = ('"ana"', '"ben"', '"cho"', "ana and", str(decided.workspace.root))
    assert [name for name in told if name in everything] == []


def test_a_row_bears_its_source_and_terms_and_the_card_names_them(released, rows):
    assert {(row["source"], row["licence"], row["review_state"]) for row in rows.values()} == {
        ("quiz", "CC0-1.0", "reviewed")
    }
    card = (released.folder / "README.md").read_text()
    assert f"| quiz | CC0-1.0 | {len(rows)} |" in card
    assert "- Own questions (2026)." in card
    assert "Licence: CC0-1.0" in (released.folder / "LICENSES.md").read_text()


def test_the_card_shows_nulls_baselines_and_controls_and_what_is_no_evidence(released):
    card = (released.folder / "README.md").read_text()
    for arm in ("search", "neutral", "resampled", "one-shot", "no perturbation"):
        assert [line for line in card.splitlines() if line.startswith(f"| ko | {arm} |")]
    for cell in CELLS:
        assert [line for line in card.splitlines() if line.startswith(f"| {cell} |")]
    assert "An interval that holds 0 means that no effect was found. That is a result" in card
    assert "- held-out: no interval, so that no effect can be claimed" in card
    assert "${" not in card
    assert (released.folder / "images" / "quiz-adversarial-affinity.png").read_bytes().startswith(b"\x89PNG")


def test_the_provenance_vouches_for_every_file_with_parameters_accounts_and_evidence(released):
    provenance = json.loads((released.folder / "provenance.json").read_text())
    files = {str(path.relative_to(released.folder)): path for path in released.folder.rglob("*") if path.is_file()}
    digests = {path: hashlib.sha256(file.read_bytes()).hexdigest() for path, file in files.items()}
    assert provenance["files"] == {path: digest for path, digest in digests.items() if path != "provenance.json"}
    assert provenance["runs"][0]["simulators"] == list(SIMULATORS)
    assert provenance["accounts"][0]["seeds"] == 10
    assert provenance["evidence"]["quiz-adversarial"]["conversions"][0]["arm"] == "search"


def test_our_own_audit_of_published_pairs_finds_none_of_the_faults_it_looks_for(released):
    files = sorted(released.folder.glob("data/*/*.parquet"))
    found = audit(files)
    for own in found.languages:
        assert (own.unanswerable, own.option_counts_differ, own.repeated_options) == (0, 0, 0)
        assert (own.holds_wrong_option, own.holds_right_option, own.glued, own.unreadable) == (0, 0, 0, 0)
    assert sum(own.pairs for own in found.languages) == sum(released.rows.values())


def test_the_release_is_sound(released):
    found = check(released.folder)
    assert (found.sound, found.defects) == (True, ())
    assert len(found.figures) > 10


def test_a_release_that_was_tampered_with_is_not_sound(released, tmp_path):
    more = edited_card(copied(released.folder, tmp_path / "card"))
    forged = copied(released.folder, tmp_path / "forged")
    with_rows(forged, lambda rows: rows[0].update(review_state="unread"), file=KOREAN)
    fewer = copied(released.folder, tmp_path / "fewer")
    with_provenance(fewer, lambda told: told["pairs"]["quiz-adversarial"][0].update(found=99))
    sentences = [[defect.sentence for defect in check(folder).defects] for folder in (more, forged, fewer)]
    assert sentences[0][0].startswith("pairs and seeds: the card says 999 adversarial pairs of")
    assert any("read by nobody" in sentence for sentence in sentences[1])
    assert any("reviewed and" in sentence for sentence in sentences[1])
    assert any(sentence.startswith("the pairs of quiz-ko do not add up (99 found") for sentence in sentences[2])


def edited_card(folder):
    count = next(line for line in (folder / "README.md").read_text().splitlines() if " adversarial pairs of " in line)
    edited(folder, "README.md", count, count.replace(count.split()[0], "999", 1))
    return folder


def test_a_preview_adds_what_nobody_read_and_says_so(decided, released, tmp_path):
    copy = Workspace(shutil.copytree(decided.workspace.root, tmp_path / "w"))
    said = CliRunner().invoke(adversarial, ["release", str(copy.root), "--preview"])
    assert (said.exit_code, "preview" in said.stdout) == (0, True)
    found = check(copy.release)
    assert (found.sound, found.preview) == (True, True)
    card = (copy.release / "README.md").read_text()
    total = sum(released.rows.values()) + 1
    assert f"1 of {total} pairs were read by nobody" in card
    assert "# Preview, not reviewed" in card


def test_the_same_decisions_make_the_same_files(decided, released):
    def digests():
        files = sorted(path for path in released.folder.rglob("*") if path.is_file())
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = digests()
    said = CliRunner().invoke(adversarial, ["release", str(decided.workspace.root), "--json"])
    assert json.loads(said.stdout)["rows"] == released.rows
    assert digests() == before


def test_nothing_accepted_is_an_error_with_the_counts_and_leaves_no_folder(searched, tmp_path):
    workspace = Workspace(shutil.copytree(searched, tmp_path / "w"))
    count = len(pairs_of(workspace.root))
    with pytest.raises(ReleaseError, match=rf"^nothing to release \({count} unread\): decide about more with"):
        release(workspace)
    assert not workspace.release.exists()
    with pytest.raises(ReleaseError, match="has no adversarial pairs: find some with `isogloss adversarial draft`"):
        release(Workspace(tmp_path / "empty"))


def test_the_card_says_whose_answers_in_english_had_to_be_right(decided):
    [book], [run] = adversarial_accounts(decided.workspace), load_adversarial_runs(decided.workspace.runs)
    forgiving = run.model_copy(update={"search": run.search.model_copy(update={"epsilon": 0.4})})
    assert "right in English by all simulators. writer" in made_line(run, book)
    assert "right in English by at least 3 of 5 simulators. writer" in made_line(forgiving, book)


def test_a_citation_that_the_user_gave_goes_before_that_of_the_benchmark(decided):
    [run] = load_adversarial_runs(decided.workspace.runs)
    own = run.model_copy(update={"source": run.source.model_copy(update={"name": "arc", "citation": "Ours (2026)."})})
    rows = [Row.model_construct(source="arc", licence="CC-BY-SA-4.0")]
    released = RunRelease(own, evidence=report(decided.workspace)[0], rows={"arc-ko": rows}, counts=())
    assert [(source.name, source.citation) for source in sources_of(released)] == [("arc", "Ours (2026).")]
