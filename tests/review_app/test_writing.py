"""What a press writes, into a real journal."""

import threading

import pytest

from review_app.permissions import NotSaved
from review_app.standings import Standings
from review_app.writing import Press, Said, submit, undo
from schemas.decisions import read_decisions, verify_chain
from schemas.outcomes import revisions
from schemas.people import local_person
from tests.review_batches import a_workspace, many_items
from tests.review_world import a_run

ITEM, OTHER = many_items(2)


class Place:
    """A workspace with two items, and the standings one process keeps of it."""

    def __init__(self, root, **run):
        self.workspace = a_workspace(root, [ITEM, OTHER], **run)
        self.standings = Standings(self.workspace.decisions, {ITEM.run: a_run(**run)})

    def press(self, verdict, *, item=ITEM, revision=0, count=0, annotator="ana", **said):
        press = Press(item, revision, count, local_person(annotator), "v1")
        submit(self.workspace, self.standings, press, Said(verdict, **said))

    def take_back(self, item=ITEM, annotator="ana"):
        undo(self.workspace, self.standings, item, self.standings.last_of(annotator).event, local_person(annotator))

    def rows(self):
        return [
            (row.item, row.annotator, row.revision, row.verdict) for row in read_decisions(self.workspace.decisions)
        ]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_press_is_kept_with_all_that_goes_with_it(place):
    place.press("reject", reason="number", note="12 became 21", ratings={"latex": "no"}, active_ms=1500)
    [kept] = read_decisions(place.workspace.decisions)
    assert kept.model_dump(exclude={"event", "made_at", "ratings"}) == {
        "seq": 1, "annotator": "ana", "role": "annotator", "item": ITEM.item, "revision": 0, "round": 1,
        "verdict": "reject", "reason": "number", "question": "", "choices": (), "note": "12 became 21",
        "guideline": "v1", "active_ms": 1500, "undoes": "", "original": "", "chance": 1.0,
        "answer": "",
    }  # fmt: skip
    assert [(rating.question, rating.answer) for rating in kept.ratings] == [("latex", "no")]


def test_the_same_press_twice_is_one_row(place):
    place.press("accept")
    place.press("accept")
    assert place.rows() == [(ITEM.item, "ana", 0, "accept")]


def test_a_second_key_on_the_same_screen_changes_nothing(place):
    place.press("accept")
    place.press("reject", reason="number")
    assert place.rows() == [(ITEM.item, "ana", 0, "accept")]


def test_a_press_that_was_on_its_way_when_its_decision_was_undone_changes_nothing(place):
    place.press("accept")
    place.standings.refresh()
    place.take_back()
    place.press("accept")
    assert place.rows() == [(ITEM.item, "ana", 0, "accept"), (ITEM.item, "ana", 0, "undo")]
    assert place.standings.to_do(ITEM.item, ITEM.run, "ana")


def test_after_an_undo_the_next_screen_can_decide_the_same_again(place):
    place.press("accept")
    place.standings.refresh()
    place.take_back()
    place.press("accept", count=2)
    assert [verdict for *_, verdict in place.rows()] == ["accept", "undo", "accept"]


def test_an_undo_pressed_twice_takes_back_one_decision(place):
    place.press("accept", item=OTHER)
    place.press("accept")
    place.standings.refresh()
    last = place.standings.last_of("ana")
    undo(place.workspace, place.standings, ITEM, last.event, local_person("ana"))
    undo(place.workspace, place.standings, ITEM, last.event, local_person("ana"))
    place.standings.refresh()
    assert [verdict for *_, verdict in place.rows()] == ["accept", "accept", "undo"]
    assert place.standings.last_of("ana").item == OTHER.item


def test_a_fix_that_changes_nothing_is_refused_with_a_sentence(place):
    with pytest.raises(NotSaved, match=r"^not saved: the fix equals revision 0: to agree with it, `accept`$"):
        place.press("fix", question=ITEM.question + "  ", choices=())
    assert place.rows() == []


def test_an_empty_fix_is_refused_with_a_sentence(place):
    with pytest.raises(NotSaved, match=r"^not saved: a fix needs the corrected question as `text`$"):
        place.press("fix", question=" ", choices=())


def test_a_fix_is_a_revision_and_its_author_is_not_asked_again(tmp_path):
    place = Place(tmp_path, annotators=2)
    place.press("fix", question="옷에 2필이 든다.", choices=())
    place.standings.refresh()
    assert [text.question for text in revisions(place.standings.of(ITEM.item), run=ITEM.run)] == ["옷에 2필이 든다."]
    assert place.standings.wanted(ITEM.item, ITEM.run, "ana") is None


def test_what_is_in_the_fields_when_a_verdict_falls_is_no_fix(place):
    place.press("accept", note="reads well")
    [kept] = read_decisions(place.workspace.decisions)
    assert (kept.verdict, kept.question, kept.note) == ("accept", "", "reads well")


def test_threads_that_press_at_once_write_each_press_once(place):
    presses = [(item, annotator) for item in (ITEM, OTHER) for annotator in ("ana",)] * 8
    threads = [
        threading.Thread(target=place.press, args=("accept",), kwargs={"item": item, "annotator": annotator})
        for item, annotator in presses
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(place.rows()) == [(ITEM.item, "ana", 0, "accept"), (OTHER.item, "ana", 0, "accept")]
    assert verify_chain(place.workspace.decisions) == 2
