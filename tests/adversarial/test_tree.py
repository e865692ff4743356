"""A search as it is printed for a terminal: every node, with its figures and why it was kept or not."""

import pytest

from builders.adversarial.tree import TreeError, render, search_of
from schemas.adversarial import SearchNode
from schemas.store import Store
from schemas.workspace import Workspace

ROOT = SearchNode(
    run="quiz-adversarial", node="root", seed="seed", language="ko", arm="search", parent="", depth=0, wrong_option=-1,
    draft=0, place="after", perturbation="", perturbation_target="", question="Which gas do plants take in?",
    question_target="식물은 어떤 기체를 흡수합니까?", meaning=None, meaning_target=None, votes=(), accuracy=1.0,
    accuracy_target=0.6, value=0.4, fate="root", why="",
)  # fmt: skip
LONG = "A class had just measured how lively its pupils felt after a walk in the fresh air of a wood."


def child(name, parent, **changed):
    return ROOT.model_copy(
        update={"node": name, "parent": parent, "wrong_option": 0, "accuracy": None, "value": None, **changed}
    )


SEARCH = (
    ROOT,
    child("a", "root", fate="beam", value=0.4, accuracy=1.0, perturbation="It was late.", why="V is 0.40"),
    child("b", "a", depth=2, fate="contains option", perturbation=LONG, why="the perturbation holds an option"),
    child("c", "root", wrong_option=2, fate="gate", accuracy_target=None, perturbation="Ann left.", why="1 is wrong"),
)


def test_a_search_fits_a_terminal_of_80_columns_and_its_figures_stand_in_columns():
    assert render(SEARCH) == (
        "seed in ko: 3 nodes\n"
        "E 1.00  T 0.60  V 0.40  Which gas do plants take in?\n"
        "├─ beam             E 1.00  T 0.60  V 0.40  after, leans on A: It was late. (V\n"
        "│      is 0.40)\n"
        "│  └─ contains option  E    -  T 0.60  V    -  after, leans on A: A class had\n"
        "│         just measured how lively its pupils felt after a walk in the fresh air\n"
        "│         of a... (the perturbation holds an option)\n"
        "└─ gate             E    -  T    -  V    -  after, leans on C: Ann left. (1 is\n"
        "       wrong)"
    )


def test_a_search_that_is_not_there_is_named_with_its_language_and_arm(searched):
    workspace = Workspace(searched)
    some = Store(workspace.store).all(SearchNode)[0].seed
    with pytest.raises(TreeError, match=f"^no search of {some} in fr: there are quiz-adversarial-"):
        search_of(workspace, some, language="fr")
    with pytest.raises(TreeError, match=r"^no search of nothing by the arm neutral: there are quiz-adversarial-"):
        search_of(workspace, "nothing", arm="neutral")
