"""Who is asked about a hypothesis from which document alone, and what of it is kept."""

import pytest

from review_app import needs_table
from review_app.alone_sample import AloneSample, PremiseItem
from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.permissions import NotPermitted
from review_app.rejudging import Stratum
from review_app.standings import Standings
from review_app.writing import Press, Said, submit, undo
from schemas.alone_reading import AloneReading, start_alone_reading
from schemas.assignment import NoPlaceLeftError
from schemas.decisions import read_decisions
from schemas.people import Private, invite
from tests.inference_release.inference_world import a_run, drafted, publish

ALL = AloneReading(share=1, seed=5)
SPOKEN = {
    "ana": ("ar", "de", "en"), "ben": ("ar", "de", "en"), "eva": ("de", "en"), "dan": ("ar", "en"),
    "kim": ("ar", "de", "en"), "lou": ("ar",), "mia": ("es", "en"),
}  # fmt: skip


class Place:
    """Drafted pairs of two events, the first in Arabic, German and English. And who was invited."""

    def __init__(self, root):
        self.world = drafted(root, events=2, run=a_run(judged_alone=0.5))
        publish(self.world)
        workspace, self.run = self.world.workspace, self.world.run
        self.catalogue = Catalogue(workspace.review)
        self.catalogue.refresh()
        self.standings = Standings(workspace.decisions, {self.run.id: self.run})
        self.sample = AloneSample(self.standings, self.catalogue.premise_items)
        self.people = {
            name: invite(workspace.people, name, role=None, languages=dict.fromkeys(tags, "fluent"), private=Private())
            for name, tags in SPOKEN.items()
        }
        start_alone_reading(workspace.people, share=1, seed=5)

    def named(self, languages, event=0):
        pair = f"{self.run.id}-e{event:05x}-{languages}"
        return [hypothesis.item for hypothesis in self.world.hypotheses if hypothesis.pair == pair]

    def press(self, item, annotator, verdict="neutral", view="originals", *, count=0, **asked):
        press = Press(self.catalogue.item(item), 0, count, self.people[annotator], "v1", **asked)
        submit(self.world.workspace, self.standings, press, Said(verdict, ratings={"view": view}))
        self.standings.refresh()

    def agree(self, item, verdict="neutral"):
        for annotator in ("ana", "ben"):
            self.press(item, annotator, verdict)

    def wanted(self, item):
        found = {name: self.sample.view_wanted(item, person, ALL) for name, person in self.people.items()}
        return {name: view for name, view in found.items() if view}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "w")


def test_an_item_of_the_catalogue_keeps_its_documents_apart_by_their_text(place):
    (one, *_), (other, *_) = place.named("ar-de"), place.named("ar-en")
    known = place.catalogue.premise_items()
    (arabic, german), (same, english) = known[one].documents, known[other].documents
    assert (arabic == same, len({arabic, german, english})) == (True, 3)
    pair = f"{place.run.id}-e00000-ar-de"
    stratum = Stratum(place.run.id, "ar de", "native")
    assert known[one] == PremiseItem("en", stratum, pair, (arabic, german), ("ar", "de"))


def test_a_share_of_each_language_pair_is_drawn_those_first_that_judges_labelled_alone(place):
    known, drawn = place.catalogue.premise_items(), place.sample.drawn(AloneReading(share=0.3, seed=5))
    by_languages = {}
    for item, premise in known.items():
        by_languages.setdefault(premise.stratum.languages, []).append(item)
    assert {languages: len(items) for languages, items in by_languages.items()} == {
        "ar de": 3, "ar en": 3, "de en": 6, "de es": 3, "en es": 3,
    }  # fmt: skip
    counts = {languages: len(drawn & set(items)) for languages, items in by_languages.items()}
    assert counts == {"ar de": 1, "ar en": 1, "de en": 2, "de es": 1, "en es": 1}
    alone = [place.run.judges_alone(known[item].pair) for item in by_languages["de en"]]
    assert alone.count(True) == 3, "one of the two pairs, in this world"
    assert all(place.run.judges_alone(known[item].pair) for item in drawn & set(by_languages["de en"]))


def test_readers_of_one_document_are_asked_once_the_label_stands(place):
    (item, *_) = place.named("ar-de")
    assert place.wanted(item) == {}
    place.press(item, "ana")
    assert place.wanted(item) == {}
    place.press(item, "ben")
    # lou does not read the hypothesis, mia neither document; ana and ben judged both.
    assert place.wanted(item) == {"eva": "d2", "dan": "d1", "kim": ALL.first(item)}


def test_a_rejected_item_is_not_asked_about(place):
    (item, *_) = place.named("ar-de")
    for annotator in ("ana", "ben"):
        press = Press(place.catalogue.item(item), 0, 0, place.people[annotator], "v1")
        submit(place.world.workspace, place.standings, press, Said("reject", reason="ambiguous"))
    place.standings.refresh()
    assert place.wanted(item) == {}


def test_a_document_that_has_its_reader_is_wanted_of_nobody_else(place):
    (item, *_) = place.named("ar-de")
    place.agree(item)
    place.press(item, "eva", view="d2", round=3)
    assert place.wanted(item) == {"dan": "d1", "kim": "d1"}
    with pytest.raises(NoPlaceLeftError, match="from this document alone meanwhile"):
        place.press(item, "kim", view="d2", round=3)
    assert place.sample.view_judged(item, "eva") == "d2"


def test_who_met_the_other_document_in_another_item_is_not_asked(place):
    (first, second, third), (english, *_) = place.named("ar-de"), place.named("ar-en")
    for item in (first, second, third, english):
        place.agree(item)
    place.press(first, "kim", view="d1", round=3)  # of the Arabic document all, of the others nothing
    assert [place.wanted(item)["kim"] for item in (second, third, english)] == ["d1", "d1", "d1"]
    place.press(english, "kim", "skip")
    assert "kim" not in place.wanted(english)
    assert place.wanted(third)["kim"] == "d1"
    place.press(second, "kim", "skip", view="d2", round=3)
    assert "kim" not in place.wanted(third)


def test_a_reader_of_one_language_may_say_something_of_that_document_alone_and_take_it_back(place):
    (item, *_) = place.named("ar-de")
    place.agree(item)
    with pytest.raises(NotPermitted, match="eva has not declared to read ar and en"):
        place.press(item, "eva", view="d1", round=3)
    with pytest.raises(NotPermitted, match="eva has not declared to read ar and de"):
        place.press(item, "eva")
    place.press(item, "eva", "entailment", view="d2", round=3)
    said = place.standings.last_of("eva").event
    undo(place.world.workspace, place.standings, place.catalogue.item(item), said, place.people["eva"])
    place.standings.refresh()
    kept = read_decisions(place.world.workspace.decisions)[-2:]
    assert [(one.verdict, one.round, one.chance) for one in kept] == [("entailment", 3, None), ("undo", 3, None)]
    assert place.wanted(item)["eva"] == "d2"


def test_the_lead_sees_which_documents_labels_take_and_nothing_of_it_is_in_the_agreement(place):
    first, second, third = place.named("ar-de")
    for item in (first, second, third):
        place.agree(item, "entailment")
    place.press(first, "eva", "neutral", view="d2", round=3)
    place.press(first, "dan", "entailment", view="d1", round=3)
    place.press(second, "dan", "entailment", view="d1", round=3)
    figures = Figures(place.catalogue, place.standings)
    figures.refresh()
    assert figures.agreement(place.run.id).counts.judgments == 6
    needed = {"both": 0, "either": 0, "d1": 1, "d2": 0}
    row = {"premises": "native", "from one alone": 2, "from each alone": 1} | needed
    assert needs_table.rows(figures.needs(place.run.id)) == [row]
    assert {place.standings.outcome(item, place.run.id).label for item in (first, second, third)} == {"entailment"}
