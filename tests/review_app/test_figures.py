"""What a lead counts, kept up as decisions arrive, against the same counted at once from all of them."""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.adjudication import adjudications
from annotate.agreement import agreement_of
from annotate.agreement.verdicts import VERDICTS, Unit, first_round
from annotate.pace import frame_of
from review_app.catalogue import Catalogue
from review_app.figures import Figures
from review_app.standings import Standings
from schemas.decisions import read_decisions, write_decisions
from schemas.known_answers import Known
from schemas.outcomes import by_item, outcome
from schemas.review_items import DocumentView, PremiseView
from tests.review_batches import a_workspace, an_item, write_batch
from tests.review_world import a_decision, a_run

RUN = a_run(annotators=2)
CHANCES = {f"{RUN.id}-{number:04}": 1 / number for number in (1, 2, 3)}
KNOWN = f"{RUN.id}-0004"
LATE = f"{RUN.id}-0005"
"""Its batch comes after some decisions about it: they were imported."""


@st.composite
def arrivals(draw):
    """Decisions in the order written, and how many were there at each look of the lead's."""
    rows = []
    for seq in range(1, draw(st.integers(1, 14)) + 1):
        item = draw(st.sampled_from([*CHANCES, *CHANCES, KNOWN, LATE]))
        who = draw(st.sampled_from(["ana", "ben", "cem", RUN.translator, "eva", "fay"]))
        changes = {"role": "adjudicator", "round": draw(st.integers(1, 2))} if who in {"eva", "fay"} else {}
        verdict = draw(st.sampled_from([*VERDICTS, "skip", "undo"]))
        if verdict == "undo":
            changes["undoes"] = f"e{draw(st.integers(1, seq))}"
        rows.append(a_decision(seq, verdict, who, item=item, revision=draw(st.sampled_from([0, 0, 1])), **changes))
    return rows, sorted(draw(st.sets(st.integers(0, len(rows))))), draw(st.booleans())


def the_known():
    """What is known of the hidden item."""
    made = {"origin": "a-en-ko-0001", "expected": "accept", "kind": "", "what": "", "share": 0.04, "seed": 7}
    return {KNOWN: Known(item=KNOWN, run=RUN.id, **made)}


def counted(decisions):
    """The same figures from all decisions at once, item by item."""
    given = by_item(decision for decision in decisions if decision.item != KNOWN)
    states = Counter(
        (RUN.id, outcome(own, annotators=RUN.annotators, fixes_final=RUN.fixes_final).state) for own in given.values()
    )
    units = {item: Unit(item, 1 / CHANCES.get(item, 1.0)) for item in given}
    judgments = first_round(given, units, models={RUN.translator, RUN.judge}).judgments
    return {
        "decisions": frame_of(decisions).rows(),
        "states": dict(sorted(states.items())),
        "judgments": sorted(judgments),
        "adjudications": adjudications(given, annotators=RUN.annotators),
        "agreement": agreement_of(judgments, labels=VERDICTS, ordered=True),
    }


def kept_up(figures):
    return {
        "decisions": figures.decisions.rows(),
        "states": figures.states(),
        "judgments": sorted(figures.judgments(RUN.id).rows()),
        "adjudications": figures.adjudications(RUN.id),
        "agreement": figures.agreement(RUN.id),
    }


@given(arrivals())
@settings(max_examples=60, deadline=None)
def test_figures_kept_up_are_those_counted_at_once_whenever_decisions_arrive(arriving):
    rows, looks, late = arriving
    with tempfile.TemporaryDirectory() as folder:
        items = [an_item(number, inclusion_probability=1 / number) for number in range(1, 5)]
        workspace = a_workspace(Path(folder), items)
        if not late:
            write_batch(workspace, [an_item(5)], "gsm8k-en-ko-0002")
        catalogue = Catalogue(workspace.review, the_known)
        standings = Standings(workspace.decisions, {RUN.id: RUN}, catalogue.known)
        figures = Figures(catalogue, standings)
        written = 0
        for look in [*looks, len(rows)]:
            write_decisions(workspace.decisions, rows[written:look])
            written = look
            refresh(catalogue, standings, figures)
            figures.agreement(RUN.id)
        write_batch(workspace, [an_item(5)], "gsm8k-en-ko-0002")
        refresh(catalogue, standings, figures)
        assert kept_up(figures) == counted(read_decisions(workspace.decisions))


def refresh(catalogue, standings, figures):
    catalogue.refresh()
    standings.refresh()
    figures.refresh()


def test_items_about_one_event_are_one_cluster_and_any_other_is_its_own(tmp_path):
    document = DocumentView(language="en", title="", date="2026-01-01", text="It rained.", units=((0, 10),), twin="")
    premise = PremiseView(pair="p", event="flood-7", hypothesis_language="en", documents=(document, document))
    items = [an_item(1, premise=premise), an_item(2, premise=premise, inclusion_probability=0.25), an_item(3)]
    catalogue = Catalogue(a_workspace(tmp_path, items).review)
    catalogue.refresh()
    one, two, three = (item.item for item in items)
    expected = [(three, three, 1.0), (one, "flood-7", 1.0), (two, "flood-7", 4.0)]
    assert catalogue.units([three, one, two]).rows() == expected
