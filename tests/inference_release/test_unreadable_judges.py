"""What an answer that is none of the labels comes to: it is counted, and tells nothing of what an item needs."""

from builders.inference_accounts import inference_accounts
from builders.inference_release.selection import needed_documents
from schemas.inference import Hypothesis, MachineLabel
from schemas.store import Store
from tests.inference_release.inference_world import drafted


def said(label, view, judge="gemma", item="h"):
    return MachineLabel(run="r", item=item, judge=judge, view=view, label=label, answer_key="")


def test_an_item_of_which_a_judge_is_unreadable_from_one_document_is_not_said_to_need_both():
    right = [said("entailment", view) for view in ("both", "d1")]
    assert needed_documents([*right, said("neutral", "d2")], "entailment") == "d1"
    assert needed_documents([*right, said("unreadable", "d2")], "entailment") is None
    other = [said("entailment", view, judge="mistral") for view in ("both", "d1", "d2")]
    assert needed_documents([*right, said("unreadable", "d2"), *other], "entailment") == "either"


def test_status_counts_the_answers_of_a_judge_that_are_unreadable(tmp_path):
    world = drafted(tmp_path, events=1, pairs=1)
    store = Store(world.workspace.store)
    one, two, three = store.all(Hypothesis, run=world.run.id)
    answers = [(one, "both", one.label), (one, "d1", "unreadable"), (two, "both", "unreadable")]
    answers += [(three, "both", three.label)]
    store.add([
        MachineLabel(run=world.run.id, item=of.item, judge="gemma", view=view, label=label, answer_key="")
        for of, view, label in answers
    ])  # fmt: skip
    [account] = inference_accounts(world.workspace)
    assert account.judges_agree["gemma"] == "2 of 3, 2 answers unreadable"
