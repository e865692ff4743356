"""Where items stand, as a journal grows under the pages."""

from review_app.standings import Standings
from schemas.decisions import write_decisions
from tests.review_world import a_decision, a_run

RUN = a_run(annotators=2)
ONE, TWO = f"{RUN.id}-0001", f"{RUN.id}-0002"


def standings_of(path, *decisions):
    write_decisions(path, decisions)
    standings = Standings(path, {RUN.id: RUN})
    standings.refresh()
    return standings


def test_an_item_nobody_spoke_about_is_to_do_for_everybody(tmp_path):
    standings = Standings(tmp_path / "d.sqlite", {RUN.id: RUN})
    standings.refresh()
    assert standings.to_do(ONE, RUN.id, "ana")
    assert (standings.seq, standings.outcome(ONE, RUN.id).state) == (0, "waiting")
    assert standings.last_of("ana") is None


def test_what_others_decide_is_taken_in_with_the_next_look(tmp_path):
    path = tmp_path / "d.sqlite"
    standings = standings_of(path, a_decision(1, "accept", "ana", item=ONE))
    assert not standings.to_do(ONE, RUN.id, "ana")
    assert standings.to_do(ONE, RUN.id, "ben")
    write_decisions(path, [a_decision(2, "accept", "ben", item=ONE)])
    assert standings.to_do(ONE, RUN.id, "ben")
    standings.refresh()
    assert not standings.to_do(ONE, RUN.id, "ben")
    assert standings.outcome(ONE, RUN.id).state == "accepted"


def test_a_skip_leaves_the_item_to_do_and_a_verdict_ends_the_skip(tmp_path):
    path = tmp_path / "d.sqlite"
    standings = standings_of(path, a_decision(1, "skip", "ana", item=ONE))
    assert (standings.to_do(ONE, RUN.id, "ana"), standings.skipped(ONE, "ana")) == (True, True)
    assert not standings.skipped(ONE, "ben")
    write_decisions(path, [a_decision(2, "accept", "ana", item=ONE)])
    standings.refresh()
    assert (standings.to_do(ONE, RUN.id, "ana"), standings.skipped(ONE, "ana")) == (False, False)


def test_the_last_decision_is_the_last_that_was_not_taken_back(tmp_path):
    standings = standings_of(
        tmp_path / "d.sqlite",
        a_decision(1, "accept", "ana", item=ONE),
        a_decision(2, "accept", "ana", item=TWO),
        a_decision(3, "undo", "ana", item=TWO, undoes="e2"),
        a_decision(4, "accept", "ben", item=TWO),
    )
    assert standings.last_of("ana").event == "e1"
    assert [decision.seq for decision in standings.by("ana")] == [1, 2, 3]
    assert [decision.seq for decision in standings.of(TWO)] == [2, 3, 4]
    assert standings.to_do(TWO, RUN.id, "ana")
