"""Who is asked about items in English, who again about the originals, and what of it is kept."""

import pytest

from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.flip_tables import rows
from review_app.permissions import NotPermitted
from review_app.rejudging import Rejudging, Stratum, TwinItem
from review_app.standings import Standings
from review_app.writing import Press, Said, submit, undo
from schemas.assignment import NoPlaceLeftError
from schemas.decisions import read_decisions
from schemas.people import Private, invite
from schemas.twin_reading import TwinReading, start_twin_reading
from tests.inference_release.inference_world import a_run, drafted, publish

READING = TwinReading(share=0.1, seed=5)
ON_TWINS, ON_ORIGINALS = {"view": "twins"}, {"view": "originals"}


class Place:
    """Drafted pairs of two events in Arabic, German and English; the first has twins. And who was invited."""

    def __init__(self, root):
        self.world = drafted(root, events=2, run=a_run(twins="m2m"), twins=[0])
        publish(self.world)
        workspace, run = self.world.workspace, self.world.run
        self.catalogue = Catalogue(workspace.review)
        self.catalogue.refresh()
        self.standings = Standings(workspace.decisions, {run.id: run})
        spoken = {"ana": ["en"], "ben": ["en"], "eva": ["ar", "de", "en"], "dan": ["ar", "de"]}
        self.people = {
            name: invite(workspace.people, name, role=None, languages=dict.fromkeys(tags, "fluent"), private=Private())
            for name, tags in spoken.items()
        }

    def named(self, languages, event=0):
        """Items of an event by the languages of their documents."""
        return [
            hypothesis.item
            for hypothesis in self.world.hypotheses
            if hypothesis.pair == f"{self.world.run.id}-e{event:05x}-{languages}"
        ]

    def press(self, item, annotator, verdict="neutral", ratings=ON_TWINS, *, count=0, **asked):
        press = Press(self.catalogue.item(item), 0, count, self.people[annotator], "v1", **asked)
        submit(self.world.workspace, self.standings, press, Said(verdict, ratings=ratings))

    def drawn(self):
        self.standings.refresh()
        rejudging, known = Rejudging(self.standings), self.catalogue.twin_items()
        rejudging.refresh(known)
        return [item for item, one in known.items() if rejudging.is_drawn(item, one.stratum, READING)]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "w")


@pytest.fixture
def allowed(place):
    start_twin_reading(place.world.workspace.people, share=0.1, seed=5)
    return place


def test_items_whose_documents_have_twins_or_are_english_can_be_read_in_english(place):
    run = place.world.run.id
    strata = {pair: Stratum(run, pair.replace("-", " "), "native") for pair in ("ar-de", "ar-en", "de-en")}
    expected = {item: TwinItem("en", stratum) for pair, stratum in strata.items() for item in place.named(pair)}
    assert place.catalogue.twin_items() == expected


def test_nobody_judges_on_twins_unless_the_lead_lets_them(place):
    (item, *_) = place.named("ar-de")
    with pytest.raises(NotPermitted, match="ana has not declared to read ar and de"):
        place.press(item, "ana")


def test_a_reader_of_english_judges_on_twins_and_may_take_it_back(allowed):
    (item, *_) = allowed.named("ar-de")
    allowed.press(item, "ana")
    allowed.standings.refresh()
    said = allowed.standings.last_of("ana").event
    undo(allowed.world.workspace, allowed.standings, allowed.catalogue.item(item), said, allowed.people["ana"])
    kept = read_decisions(allowed.world.workspace.decisions)
    assert [(one.verdict, one.round, one.chance) for one in kept] == [("neutral", 1, 1.0), ("undo", 1, None)]


def test_a_reader_of_english_judges_nothing_without_twins_and_nothing_again(allowed):
    (item, *_), (bare, *_) = allowed.named("ar-de"), allowed.named("de-es", event=1)
    with pytest.raises(NotPermitted, match="ana has not declared to read de and es"):
        allowed.press(bare, "ana")
    with pytest.raises(NotPermitted, match="ana has not declared to read ar and de"):
        allowed.press(item, "ana", round=2)


def test_of_what_two_judged_on_twins_one_of_each_language_pair_is_drawn(allowed):
    for item in [*allowed.named("ar-de"), *allowed.named("ar-en")[:1]]:
        allowed.press(item, "ana")
        allowed.press(item, "ben")
    allowed.press(allowed.named("de-en")[0], "ana")  # the first round is not over
    allowed.press(allowed.named("ar-en")[1], "eva", ratings=ON_ORIGINALS)
    expected = READING.drawn(allowed.named("ar-de")) | set(allowed.named("ar-en")[:1])
    assert set(allowed.drawn()) == expected
    assert len(expected) == 2


def test_one_reader_of_both_judges_again_apart_from_the_first_round(allowed):
    (item, *_) = allowed.named("ar-de")
    for annotator in ("ana", "ben"):
        allowed.press(item, annotator)
    allowed.press(item, "eva", "entailment", ON_ORIGINALS, round=2)
    with pytest.raises(NoPlaceLeftError):
        allowed.press(item, "dan", "entailment", ON_ORIGINALS, round=2)
    again = read_decisions(allowed.world.workspace.decisions)[-1]
    assert (again.annotator, again.round, again.verdict, again.chance) == ("eva", 2, "entailment", None)
    allowed.standings.refresh()
    assert allowed.standings.outcome(item, allowed.world.run.id).state == "disputed"

    figures = Figures(allowed.catalogue, allowed.standings)
    figures.refresh()
    assert figures.agreement(allowed.world.run.id).counts.judgments == 2
    (origin, found), *others = figures.flips(allowed.world.run.id).items()
    counts = {"judged on twins": 1, "again": 1, "divided on twins": 0, "flips": 1}
    row = counts | {"share of flips": "1.00 (0.21 to 1.00)"}
    assert (origin, rows(found), others) == ("native", [{"languages": "all"} | row, {"languages": "ar de"} | row], [])
