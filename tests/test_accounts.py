import asyncio

import duckdb
import pytest

from builders.account_records import AccountsError, DirectionAccounts, ReviewAccounts, StageUsage, by_direction
from builders.accounts import accounts, render
from builders.deciding import decide
from builders.paper_shares import Share
from builders.review_queue import Residual, upper_bound
from schemas.answers import Answer, AnswerJournal
from schemas.runs import start_run
from tests.review_world import a_finding, a_problem, a_refusal, a_round_trip, a_run, drafted

MODEL = "tiny@sha256:0123456789ab"


def answered(world, *, model, finish="stop", number=1):
    async def keep():
        with AnswerJournal(world.workspace.answers) as journal:
            await journal.keep(
                Answer(
                    key=f"b2:{number}#0",
                    finish=finish,
                    request=b"{}",
                    response=b"{}",
                    model=model,
                    prompt_tokens=100,
                    completion_tokens=50,
                    asked_at="2026-01-01T00:00:00+00:00",
                    seconds=1.5,
                    attempts=1,
                    run=world.run.id,
                    stage="translate",
                )
            )

    asyncio.run(keep())


@pytest.fixture
def world(tmp_path):
    """Six translated (1 to 3 flagged), one failed, one waiting for a model, three refused."""
    world = drafted(tmp_path, items=6, flagged=[1, 2, 3])
    failed, waiting = a_problem(world.run, 7), a_problem(world.run, 8)
    world.store.add(
        [
            failed,
            waiting,
            a_refusal(world.run, failed.item, "translate", "truncated"),
            a_refusal(world.run, f"{world.run.id}-row-9", "read", "bad row"),
            a_refusal(world.run, f"{world.run.id}-row-10", "answer", "text answer"),
            a_refusal(world.run, f"{world.run.id}-row-11", "answer", "text answer"),
            a_finding(a_problem(world.run, 1), check="length", message="far shorter"),
            a_finding(a_problem(world.run, 1), check="numbers", message="numbers lost: 13"),
            a_finding(a_problem(world.run, 2), check="round trip", message="taken back: numbers lost: 12"),
            a_round_trip(a_problem(world.run, 2)),
            a_round_trip(a_problem(world.run, 5)),
        ]
    )
    return world


def decided(world):
    lines = [
        {"item": world.items[0], "decision": "reject", "annotator": "ana", "reason": "number"},
        {"item": world.items[1], "decision": "fix", "annotator": "ana", "text": "고친 글"},
        {"item": world.items[1], "decision": "accept", "annotator": "ben"},
        {"item": world.items[2], "decision": "fix", "annotator": "ana", "text": "고친 글"},
        {"item": world.items[3], "decision": "accept", "annotator": "ana"},
        {"item": world.items[4], "decision": "fix", "annotator": "ana", "text": "고친 글"},
        {"item": world.items[4], "decision": "reject", "annotator": "ben", "reason": "unnatural"},
    ]
    decide(world.workspace, world.write(*lines))


def test_every_item_is_counted_once_at_every_stage(world):
    decided(world)
    answered(world, model=MODEL)
    (books,) = accounts(world.workspace)
    books.check()
    assert books.model_dump() == {
        "run": "gsm8k-en-ko",
        "direction": "en-ko",
        "review": "all",
        "came_in": 11,
        "waiting_for_reader": 0,
        "kept": 8,
        "refused": {"text answer": 2, "bad row": 1},
        "paper": Share(kept=1_319, of=1_319).model_dump(),
        "planned": None,
        "translated": 6,
        "failed": {"truncated": 1},
        "waiting_for_model": 1,
        "clean": ReviewAccounts(items=3, accepted=1, fixed=0, rejected=0, disputed=1, waiting=1).model_dump(),
        "flagged": ReviewAccounts(items=3, accepted=0, fixed=1, rejected=1, disputed=0, waiting=1).model_dump(),
        "findings": {"numbers": 3, "length": 1, "round trip": 1},
        "reject_reasons": {"number": 1},
        "round_trips": 2,
        "round_trips_with_findings": 1,
        "queued": {"all": 6},
        "max_residual_error": 0.99,
        "residual": None,
        "usage": (
            StageUsage(
                stage="translate",
                model=MODEL,
                answers=1,
                unfinished=0,
                prompt_tokens=100,
                completion_tokens=50,
                seconds=1.5,
                cost=0.0,
            ).model_dump(),
        ),
        "strays": {
            "translations of unknown problems": 0,
            "findings about untranslated items": 0,
            "queued items without a translation": 0,
            "decisions about untranslated items": 0,
            "decisions about no item": 0,
        },
    }


def test_a_workspace_without_decisions_or_answers_adds_up(tmp_path):
    world = drafted(tmp_path, items=0, flagged=[])
    (books,) = accounts(world.workspace)
    books.check()
    assert (books.came_in, books.translated, books.usage) == (0, 0, ())


@pytest.mark.parametrize(
    ("doctored", "equation"),
    [
        ("DELETE FROM problem WHERE item LIKE '%0001'", "kept = translated"),
        ("DELETE FROM \"translation\" WHERE item LIKE '%0001' AND revision = 0", "rows of unknown items"),
        ("DELETE FROM \"translation\" WHERE item LIKE '%0002' AND revision = 0", "translated = clean"),
        ("UPDATE refusal SET item = 'gsm8k-en-ko-0001' WHERE stage = 'translate'", "kept = translated"),
        ("UPDATE refusal SET item = 'gsm8k-en-ko-0001' WHERE reason = 'bad row'", "came in = kept"),
        ("UPDATE decision SET item = 'gsm8k-en-ko-0007' WHERE item LIKE '%0001'", "rows of unknown items"),
        ("UPDATE decision SET item = 'elsewhere' WHERE item LIKE '%0001'", "rows of unknown items"),
        ("UPDATE queued SET item = 'gsm8k-en-ko-0008' WHERE item LIKE '%0001'", "rows of unknown items"),
    ],
)
def test_a_doctored_store_does_not_add_up(world, doctored, equation):
    decided(world)
    accounts(world.workspace)
    with duckdb.connect(str(world.workspace.store)) as connection:
        connection.execute(doctored)
    (books,) = accounts(world.workspace)
    with pytest.raises(AccountsError, match=f"the accounts of gsm8k-en-ko do not add up: {equation}"):
        books.check()


@pytest.mark.parametrize(("model", "cost"), [("gpt-4o-mini", 100 * 0.15e-6 + 50 * 0.6e-6), ("nobody-knows", None)])
def test_the_cost_is_the_tables_or_unknown_and_never_zero_for_want_of_a_price(world, model, cost):
    answered(world, model=model, finish="length")
    (books,) = accounts(world.workspace)
    assert [(stage.cost, stage.unfinished) for stage in books.usage] == [(cost and pytest.approx(cost), 1)]


def test_a_risk_run_says_what_its_sample_shows(tmp_path):
    world = drafted(tmp_path, run=a_run(review="risk", max_residual_error=0.5))
    (books,) = accounts(world.workspace)
    assert books.queued == {"sample": 2, "flagged": 1}
    assert books.residual == Residual(
        sampled=2, read=0, errors=0, bound=upper_bound(0, 0), exceeded=False, releasable=False, reads_needed=5
    )
    assert "5 more without an error would show it, more than the sample holds" in " ".join(render([books]).split())


def test_directions_are_told_apart(world):
    back = a_run(name="kmo", source_language="ko", target_language="en")
    start_run(world.workspace.runs, back)
    decided(world)
    assert by_direction(accounts(world.workspace)) == [
        DirectionAccounts(
            direction="en-ko",
            translated=6,
            flagged=3,
            fixed=1,
            rejected=1,
            findings={"numbers": 3, "length": 1, "round trip": 1},
        ),
        DirectionAccounts(direction="ko-en", translated=0, flagged=0, fixed=0, rejected=0, findings={}),
    ]


def test_the_text_fits_a_terminal_and_shows_the_sums(world):
    decided(world)
    text = render(accounts(world.workspace))
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    assert "came in 11 = 8 kept + 3 refused (text answer 2, bad row 1)" in flat
    assert "kept 8 = 6 translated + 1 failed (truncated 1) + 1 waiting for a model" in flat
    assert "flagged 3 = 0 accepted + 1 fixed + 1 rejected + 0 disputed + 1 waiting" in flat


def test_no_runs_is_a_next_step():
    assert render([]) == "no runs: draft one with `isogloss math draft`"


def test_what_the_filter_kept_stands_beside_the_papers_share_unless_nothing_was_refused(world, tmp_path):
    (books,) = accounts(world.workspace)
    line = "HRM8K         kept 1,319 of 1,319 (100.0%) of this source; here 8 of 11 (72.7%)"
    assert line in render([books]).splitlines()
    assert "HRM8K" not in render(accounts(drafted(tmp_path / "all kept").workspace))
    assert "HRM8K" not in render(accounts(drafted(tmp_path / "own", run=a_run(name="own")).workspace))
