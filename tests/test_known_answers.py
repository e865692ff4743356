"""Hidden items whose verdict is known: they look like any other, everybody meets them, and they count nowhere."""

import json
import stat

import polars as pl
import pytest
from click.testing import CliRunner

from annotate.checks import check, pair_of
from builders.accounts import accounts
from builders.cli.reviewing import review
from builders.cli.workspaces import status
from builders.deciding import decide, project
from builders.known_answers import annotator_quality, hide_known_items
from builders.release_rows import select
from builders.review_batches import publish_batches
from review_app.catalogue import Catalogue, Wanted
from review_app.standings import Standings
from review_app.writing import Press, Said, submit
from schemas.decisions import read_decisions, write_decisions
from schemas.known_answers import Known, KnownError, due, known_items, known_review_items
from schemas.people import local_person
from schemas.records import Decision, Problem
from schemas.review_items import COLUMNS
from schemas.store import Store
from tests.browser.serving import serving
from tests.review_app.page_socket import frames_of
from tests.review_world import a_decision, a_run, a_translation, drafted

SHARE = 0.1


def accept(world, items, annotator="old"):
    start = len(read_decisions(world.workspace.decisions)) + 1
    rows = [
        a_decision(seq, "accept", annotator, item=item, event=f"{annotator}-{item}")
        for seq, item in enumerate(items, start=start)
    ]
    write_decisions(world.workspace.decisions, rows)


@pytest.fixture
def world(tmp_path):
    """Forty items, one of them flagged; `old` accepted the first twenty."""
    made = drafted(tmp_path / "w", items=40, flagged=(1,))
    accept(made, made.items[:20])
    return made


@pytest.fixture
def hidden(world):
    hide_known_items(world.workspace, share=SHARE, seed=3)
    return world


def shown(world):
    """What the server of the pages knows."""
    catalogue = Catalogue(world.workspace.review, lambda: known_items(world.workspace))
    catalogue.refresh()
    standings = Standings(world.workspace.decisions, {world.run.id: world.run}, catalogue.known)
    standings.refresh()
    return catalogue, standings


def judge(world, standings, item, annotator, verdict="accept"):
    press = Press(item, 0, len(standings.by(annotator)), local_person(annotator), "v")
    submit(world.workspace, standings, press, Said(verdict, reason="other" if verdict == "reject" else ""))
    standings.refresh()


def test_every_other_one_is_good_and_the_rest_have_a_mistake_that_no_check_sees(world):
    [made] = hide_known_items(world.workspace, share=SHARE, seed=3)
    assert (made.run, made.good, made.bad, made.wanted, made.short) == (world.run.id, 2, 3, 5, 0)
    known = known_items(world.workspace)
    texts = {text.item: text for text in map(a_translation, world.store.all(Problem))}
    for item in known_review_items(world.workspace):
        row = known[item.item]
        assert row.origin in world.items[1:20], "clean, and accepted by all"
        assert (item.question == texts[row.origin].question) == (row.expected == "accept")
        assert bool(row.what) == (row.expected == "reject")
        assert check(pair_of(item.problem, item.translation, world.run)) == ()
        assert item.findings == ()


def test_nothing_in_a_batch_tells_them_apart(hidden):
    batches = sorted(hidden.workspace.review.glob("*.parquet"))
    assert [batch.name for batch in batches] == ["gsm8k-en-ko-0001.parquet", "gsm8k-en-ko-0002.parquet"]
    ordinary, made = (pl.read_parquet(batch) for batch in batches)
    assert ordinary.schema == made.schema == pl.DataFrame(schema=COLUMNS).schema
    for column in ("run", "revision", "because", "inclusion_probability", "source_language", "answer_type"):
        assert made[column].unique().to_list() == ordinary[column].unique().to_list()
    assert made["item"].str.contains(r"^gsm8k-en-ko-[0-9a-f]{12}$").all()


def test_which_they_are_is_for_its_owner_alone(hidden):
    file = hidden.workspace.people / "known.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_second_call_adds_only_what_is_missing(world):
    accept(world, world.items[20:21])
    assert [row.good + row.bad for row in hide_known_items(world.workspace, share=SHARE, seed=3)] == [5]
    before = known_items(world.workspace)
    assert [row.good + row.bad for row in hide_known_items(world.workspace, share=SHARE, seed=3)] == [0]
    assert [row.good + row.bad for row in hide_known_items(world.workspace, share=0.15, seed=3)] == [3]
    after = known_items(world.workspace)
    assert {name: row for name, row in after.items() if name in before} == before
    assert len({row.origin for row in after.values()}) == len(after) == 8


def test_where_too_few_are_vouched_for_it_says_how_many_are_short(tmp_path):
    world = drafted(tmp_path / "w", items=40, flagged=())
    with pytest.raises(KnownError, match="is vouched for yet"):
        hide_known_items(world.workspace, share=SHARE)
    accept(world, world.items[:2])
    assert [(row.good, row.bad, row.short) for row in hide_known_items(world.workspace, share=SHARE)] == [(1, 1, 3)]


def test_what_somebody_rejected_vouches_for_nothing(tmp_path):
    world = drafted(tmp_path / "w", items=10, flagged=(), run=a_run(annotators=2))
    accept(world, world.items, "ana")
    with pytest.raises(KnownError):
        hide_known_items(world.workspace, share=SHARE)
    accept(world, world.items[:1], "ben")
    hide_known_items(world.workspace, share=SHARE)
    assert {row.origin for row in known_items(world.workspace).values()} == {world.items[0]}


def test_published_translations_of_another_workspace_vouch_for_themselves(tmp_path):
    published = drafted(tmp_path / "mgsm", items=6, flagged=(1,), run=a_run(name="mgsm", translator="human:mgsm"))
    world = drafted(tmp_path / "w", items=40, flagged=())
    [made] = hide_known_items(world.workspace, share=SHARE, source=published.workspace)
    assert (made.good, made.bad, made.short) == (2, 3, 0)
    known = known_items(world.workspace)
    assert {row.origin for row in known.values()} <= set(published.items[1:])
    assert all(name.startswith("gsm8k-en-ko-") for name in known)
    with pytest.raises(KnownError):
        hide_known_items(published.workspace, share=SHARE)


def test_a_file_of_known_items_that_is_damaged_stops_everything(hidden):
    file = hidden.workspace.people / "known.jsonl"
    file.write_text("{}\n")
    with pytest.raises(KnownError, match="restore it, or items made to measure people would count"):
        project(hidden.workspace, hidden.store)


def test_everybody_is_asked_about_them_and_nobody_settles_them(hidden):
    catalogue, standings = shown(hidden)
    item = known_review_items(hidden.workspace)[0]
    for annotator, verdict in (("ana", "accept"), ("ben", "reject"), ("cho", "accept")):
        assert standings.to_do(item.item, item.run, annotator)
        judge(hidden, standings, item, annotator, verdict)
        assert not standings.to_do(item.item, item.run, annotator)
    assert standings.outcome(item.item, item.run).state == "waiting"
    assert item.item not in standings.items()
    assert len(catalogue) == 45


def test_they_stand_among_the_others_and_not_at_the_end(hidden):
    catalogue, _ = shown(hidden)
    listing = catalogue.listing(Wanted(order="as in the source"))
    places = [place for place, item in enumerate(listing) if item in catalogue.known()]
    assert [item for item in listing if item not in catalogue.known()] == hidden.items
    assert places != list(range(40, 45))
    assert len(places) == 5


def test_each_reader_meets_them_at_their_pace(hidden):
    catalogue, standings = shown(hidden)
    for annotator in ("ana", "ben"):
        met = []
        for name in hidden.items[20:]:
            if turn := standings.due(hidden.run.id, annotator):
                assert standings.open(turn, hidden.run.id, annotator)
                judge(hidden, standings, catalogue.item(turn), annotator)
                met.append(turn)
            press = a_decision(1, "skip", annotator, item=name, event=f"{annotator}-{name}")
            write_decisions(hidden.workspace.decisions, [press])
            standings.refresh()
        assert len(met) in {2, 3}
        assert standings.due(hidden.run.id, annotator) not in met


def test_one_that_is_not_due_is_leased_to_nobody(hidden):
    catalogue, standings = shown(hidden)
    turn = standings.due(hidden.run.id, "ana")
    opened = [name for name in catalogue.known() if standings.open(name, hidden.run.id, "ana")]
    assert opened == ([turn] if turn else [])


def a_pool(size):
    rows = [
        Known(
            item=f"k-{n}", run="r", origin=f"o-{n}", expected="reject" if n % 2 else "accept", kind="", what="",
            share=0.04, seed=0,
        )
        for n in range(size)
    ]  # fmt: skip
    return {row.item: row for row in rows}


def read_through(annotator, known, items):
    met = []
    while len(met) < items:
        met.append(due(annotator, known, met) or f"r-{len(met)}")
    return met


@pytest.mark.parametrize("annotator", ["ana", "ben", "cho", "dov", "eli", "fay"])
def test_of_every_hundred_items_that_a_person_reads_three_to_five_are_known(annotator):
    known = a_pool(40)
    met = read_through(annotator, known, 800)
    for start in range(0, 800, 100):
        assert 3 <= sum(item in known for item in met[start : start + 100]) <= 5
    verdicts = [known[item].expected for item in met if item in known]
    assert verdicts.count("accept") == verdicts.count("reject")


def test_two_people_meet_them_in_another_order_at_other_places():
    known = a_pool(40)
    ana, ben = (read_through(name, known, 400) for name in ("ana", "ben"))
    assert [n for n, item in enumerate(ana) if item in known] != [n for n, item in enumerate(ben) if item in known]
    assert [item for item in ana if item in known] != [item for item in ben if item in known]
    assert read_through("ana", known, 400) == ana


def test_whoever_judged_the_origin_is_not_shown_the_copy():
    known = a_pool(2)
    met = [f"r-{n}" for n in range(60)]
    assert due("ana", known, met) is not None
    assert due("ana", known, [*met, "o-0", "o-1"]) is None


def test_decisions_about_them_enter_no_store_no_account_and_no_release(hidden):
    _, standings = shown(hidden)
    before = accounts(hidden.workspace)
    rows = select(hidden.run, hidden.store, preview=True).rows
    for item in known_review_items(hidden.workspace):
        judge(hidden, standings, item, "ana", "reject")
    assert project(hidden.workspace, hidden.store) == 0
    after = accounts(hidden.workspace)
    after[0].check()
    assert after == before
    assert select(hidden.run, hidden.store, preview=True).rows == rows
    assert {row.item for row in Store(hidden.workspace.store).all(Decision)} == set(hidden.items[:20])


def test_a_decision_after_theirs_is_still_projected(hidden):
    _, standings = shown(hidden)
    judge(hidden, standings, known_review_items(hidden.workspace)[0], "ana")
    accept(hidden, hidden.items[30:31], "ana")
    assert project(hidden.workspace, hidden.store) == 21
    assert project(hidden.workspace, hidden.store) == 0


def test_a_draft_that_goes_on_writes_its_next_batch_beside_them(hidden):
    assert publish_batches(hidden.workspace, hidden.store, hidden.run, final=True) == []


def test_a_file_of_decisions_may_hold_them_like_any_other(hidden):
    item = known_review_items(hidden.workspace)[0].item
    file = hidden.write({"item": item, "decision": "reject", "annotator": "ana", "reason": "number"})
    assert decide(hidden.workspace, file).new == 1


def test_how_well_a_person_judges_comes_from_the_journal(hidden):
    _, standings = shown(hidden)
    known = known_items(hidden.workspace)
    for item in known_review_items(hidden.workspace):
        judge(hidden, standings, item, "ana", known[item.item].expected)
        judge(hidden, standings, item, "ben")
    found = [
        (row.annotator, row.sensitivity.right, row.sensitivity.of, row.specificity.right, row.specificity.of)
        for row in annotator_quality(hidden.workspace)
    ]
    assert found == [("ana", 3, 3, 2, 2), ("ben", 0, 3, 2, 2)]


def test_no_frame_that_a_browser_receives_tells_one_from_another(hidden):
    known = known_items(hidden.workspace)
    _, standings = shown(hidden)
    for item in known_review_items(hidden.workspace):
        judge(hidden, standings, item, "ben", "reject")
    with serving(hidden.workspace, "ana") as served:
        pages = {name: frames_of(served.url, query=f"item={name}") for name in (*known, hidden.items[30])}
        listing = frames_of(served.url, page="items")
    for received in (*pages.values(), listing):
        for told in ("known", "origin", "expected", "ben", *(row.kind for row in known.values() if row.kind)):
            assert told.encode() not in received
    for name, row in known.items():
        assert name.encode() in pages[name]
        assert row.origin.encode() not in pages[name]
        assert not row.what or row.what.encode() not in pages[name]


def test_status_counts_them_apart(hidden):
    _, standings = shown(hidden)
    judge(hidden, standings, known_review_items(hidden.workspace)[0], "ana")
    printed = CliRunner().invoke(status, [str(hidden.workspace.root)]).output
    assert printed.endswith("counted apart 1 decisions about 5 hidden items with known answers, 0 training verdicts\n")


def test_the_commands_say_what_they_did(world):
    command = CliRunner()
    place = str(world.workspace.root)
    hidden = command.invoke(review, ["known", place, "--share", "0.1"])
    assert hidden.output == "gsm8k-en-ko: 2 good and 3 bad items hidden, 5 wanted in all\n"
    nobody = command.invoke(review, ["quality", place])
    assert nobody.output.startswith("nobody has judged an item with a known answer yet")
    item = known_review_items(world.workspace)[0]
    _, standings = shown(world)
    judge(world, standings, item, "ana")
    expected = known_items(world.workspace)[item.item].expected
    person = json.loads(command.invoke(review, ["quality", place, "--json"]).output)[0]
    assert (person["annotator"], person["sensitivity"]["of"] + person["specificity"]["of"]) == ("ana", 1)
    assert person["specificity" if expected == "accept" else "sensitivity"]["right"] == (expected == "accept")
