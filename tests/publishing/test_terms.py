"""Under which terms a release stands, and what only people can say of it."""

import json

import pytest

from builders.deciding import decide
from builders.publishing.checking import check
from builders.release import ReleaseError, release
from builders.releasing.licence_rules import clash, forbids_derivatives, licences_in
from builders.releasing.rights import rights_of, state_rights
from builders.releasing.stated import Stated, StatedError
from builders.releasing.terms import model_terms
from schemas.math_runs import PageReading, PublishedTranslation
from schemas.records import Source
from schemas.workspace import Workspace
from tests.review_world import a_run, drafted

WRITTEN = """
contact = "Ana Kim, Bonn"
motivation = "No parallel mathematics in Korean had been read by people."
curators = "The NLP lab in Bonn."
funding = "Nobody paid for it."
personal_information = "Names in the problems are invented."
intended_use = "Comparing models across two languages."
out_of_scope_use = "Grading pupils."
maintenance = "Errata are taken in once a year."
[terms.gsm8k]
licence = "CC-BY-4.0"
holder = "OpenAI"
url = "https://example.org/terms"
[models]
tiny = "https://example.org/output"
"""


def a_source(name="gsm8k", licence="MIT"):
    return Source(name=name, location="lab/gsm8k", revision="0123abcd", split="test", licence=licence, citation="")


def a_world(root, **changes):
    """Four problems, all accepted."""
    world = drafted(root / "w", flagged=[], run=a_run(**changes))
    decide(world.workspace, world.write(*({"item": i, "decision": "accept", "annotator": "ana"} for i in world.items)))
    return world


def texts_of(folder):
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    return (folder / "README.md").read_text(encoding="utf-8"), (folder / "LICENSES.md").read_text(), provenance


@pytest.mark.parametrize(
    ("licences", "found"),
    [
        (["mit", "cc-by-4.0", "cc-by-nc-4.0"], None),
        (["cc-by-sa-3.0", "cc-by-sa-4.0"], None),
        (["cc-by-sa-4.0", "cc-by-4.0", "mit"], None),
        (["cc-by-nc-4.0", "cc-by-nc-sa-4.0"], None),
        (["cc-by-sa-4.0", "unknown"], None),
        (["cc-by-sa-4.0", "cc-by-nc-sa-4.0"], ("cc-by-nc-sa-4.0", "cc-by-sa-4.0")),
        (["mit", "cc-by-sa-4.0", "cc-by-nc-4.0"], ("cc-by-nc-4.0", "cc-by-sa-4.0")),
        (["gpl-3.0", "odbl"], ("gpl-3.0", "odbl")),
    ],
)
def test_licences_that_cannot_govern_one_work_are_named(licences, found):
    assert clash(licences) == found


def test_only_a_licence_without_derivatives_forbids_them():
    names = ["cc-by-nd-4.0", "CC-BY-NC-ND-4.0", "cc-by-4.0", "unknown"]
    assert list(map(forbids_derivatives, names)) == [True, True, False, False]
    assert licences_in("MIT AND CC-BY-SA-4.0") == ("mit", "cc-by-sa-4.0")


def test_what_people_wrote_stands_on_the_card_and_both_licences_of_a_source(tmp_path):
    world = a_world(tmp_path, source=a_source(licence="unknown"))
    world.workspace.card.write_text(WRITTEN, encoding="utf-8")
    folder = release(world.workspace).folder
    card, licences, provenance = texts_of(folder)
    line = "| gsm8k | gsm8k | CC-BY-4.0 | unknown | OpenAI, https://example.org/terms |"
    assert line in card.splitlines()
    assert line in licences.splitlines()
    assert "license: cc-by-4.0" in card.splitlines()
    assert "| tiny@sha256:0123456789ab | https://example.org/output |" in card.splitlines()
    assert "### Intended use\n\nComparing models across two languages.\n" in card
    assert "Nobody has written" not in card
    assert provenance["terms"] == [
        {"config": "gsm8k", "source": "gsm8k", "tagged": "unknown", "licence": "CC-BY-4.0", "holder": "OpenAI",
         "url": "https://example.org/terms", "rows": 4}
    ]  # fmt: skip
    assert (provenance["unwritten"], check(folder).defects) == ([], ())


def test_what_nobody_wrote_is_said_to_be_so_and_advised(tmp_path):
    folder = release(a_world(tmp_path).workspace).folder
    card, _, provenance = texts_of(folder)
    assert "### Motivation\n\nNobody has written yet why this dataset was made.\n" in card
    assert "| tiny@sha256:0123456789ab | unknown |" in card.splitlines()
    assert "| gsm8k | gsm8k | MIT | MIT | not looked up |" in card.splitlines()
    checked = check(folder)
    assert checked.advice[-1] == f"Nobody has written into card.toml: {', '.join(provenance['unwritten'])}."
    assert (len(provenance["unwritten"]), checked.defects) == (8, ())


def test_a_source_of_unknown_terms_is_released_here_and_not_fit_to_be_published(tmp_path):
    folder = release(a_world(tmp_path, source=a_source(licence="unknown")).workspace).folder
    assert "The terms of gsm8k are unknown: find them out before you share the data." in texts_of(folder)[0]
    assert any("licen" in defect.sentence for defect in check(folder).defects)


def test_a_source_that_allows_no_derivatives_stops_the_release(tmp_path):
    world = a_world(tmp_path, source=a_source(licence="CC-BY-ND-4.0"))
    with pytest.raises(ReleaseError) as refused:
        release(world.workspace)
    assert str(refused.value) == (
        "gsm8k is under CC-BY-ND-4.0, which allows no derivatives, and so no translation of its 4 rows in config "
        "gsm8k: leave the source out, or ask its right-holder and write the answer as `[terms.gsm8k]` into card.toml"
    )
    assert not world.workspace.release.exists()
    world.workspace.card.write_text('[terms.gsm8k]\nlicence = "CC-BY-4.0"\n')
    assert release(world.workspace).rows == {"gsm8k": 4}


def test_a_translation_whose_licence_cannot_be_joined_with_the_problems_stops_the_release(tmp_path):
    translation = PublishedTranslation(
        source=a_source("kogsm", "CC-BY-NC-4.0"), file="k.jsonl", columns={"id": "id"}, answer_style="plain"
    )
    changes = {"source": a_source(licence="CC-BY-SA-4.0"), "translation": translation, "translator": "human:kogsm"}
    with pytest.raises(ReleaseError, match=r"config gsm8k joins kogsm .cc-by-nc-4.0. and gsm8k .cc-by-sa-4.0., whose"):
        release(a_world(tmp_path, **changes).workspace)


def test_sources_that_cannot_be_combined_are_configs_of_their_own_with_their_licences(tmp_path):
    world = a_world(tmp_path, source=a_source("share", "CC-BY-SA-4.0"))
    other = a_world(tmp_path, source=a_source("closed", "CC-BY-NC-4.0"))
    folder = release(other.workspace).folder
    card = texts_of(folder)[0]
    assert "| share | share | CC-BY-SA-4.0 | CC-BY-SA-4.0 | not looked up |" in card.splitlines()
    assert "| closed | closed | CC-BY-NC-4.0 | CC-BY-NC-4.0 | not looked up |" in card.splitlines()
    assert "license:\n- cc-by-nc-4.0\n- cc-by-sa-4.0\n" in card
    assert world.workspace == other.workspace
    assert check(folder).defects == ()


def test_pages_of_exams_need_a_statement_of_rights_which_is_kept(tmp_path):
    pages = PageReading(
        backend="vision", reader="eyes", instruction="b2:x", max_tokens=9, keys="k.csv", min_error_rate=None
    )
    workspace, run = Workspace(tmp_path), a_run(pages=pages)
    with pytest.raises(ReleaseError, match="gsm8k comes from exam pages, whose rights somebody must speak to: release"):
        rights_of(workspace, [run])
    with pytest.raises(ReleaseError, match="the rights statement ' ' is empty"):
        state_rights(workspace, " ")
    (tmp_path / "rights.txt").write_text("KICE allows research use.\n", encoding="utf-8")
    state_rights(workspace, str(tmp_path / "rights.txt"))
    assert rights_of(workspace, [run, a_run()]) == "KICE allows research use."
    state_rights(workspace, "Their authors agreed.")
    assert (rights_of(workspace, [run]), rights_of(workspace, [a_run()])) == ("Their authors agreed.", "")


def test_models_that_read_wrote_or_judged_have_terms_and_people_and_programs_have_none():
    pages = PageReading(
        backend="vision", reader="eyes", instruction="b2:x", max_tokens=9, keys="k.csv", min_error_rate=None
    )
    program = pages.model_copy(update={"backend": "tesseract", "reader": "tesseract-5@sha256:0123456789ab"})
    runs = [a_run(pages=pages, judge="gpt-4o"), a_run(pages=program, translator="human:kogsm")]
    written = Stated(models={"gpt-4o": "https://example.org/gpt", "tiny": "https://example.org/tiny"})
    assert model_terms(runs, written) == {
        "eyes": "unknown", "gpt-4o": "https://example.org/gpt", "tiny@sha256:0123456789ab": "https://example.org/tiny"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("contact = ", "is no TOML (Invalid value (at end of document)): mend it and release again"),
        ('contacts = "Ana"', "`contacts` is no key of it; the keys are motivation, curators, funding, "),
        ("contact = 7", "`contact` input should be a valid string; the keys are "),
        (
            '[terms.math]\nlicence = "MIT"',
            "card.toml has [terms.math], and no source is so named: the sources are gsm8k",
        ),
        ("[terms.gsm8k]\nlicence = ''", "`terms.gsm8k.licence` string should have at least 1 character; the keys"),
    ],
)
def test_a_card_toml_that_cannot_be_used_stops_the_release_in_one_sentence(text, sentence, tmp_path):
    world = a_world(tmp_path)
    world.workspace.card.write_text(text, encoding="utf-8")
    with pytest.raises(StatedError) as refused:
        release(world.workspace)
    assert sentence in str(refused.value)
    assert not world.workspace.release.exists()
