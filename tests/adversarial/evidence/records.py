"""Records of evidence with no more in them than a count needs."""

from itertools import product

from schemas.adversarial import CELLS, CommonAnswer, FreshAnswer, ResampledNode, SearchNode, Vote


def node(name, seed, *, language="ko", arm="search", fate="included", parent="root", **changed):
    return SearchNode(
        run="r", node=name, seed=seed, language=language, arm=arm, parent=parent, depth=1 if parent else 0,
        wrong_option=1, draft=0, place="after", perturbation="It rained.", perturbation_target="비가 왔다.",
        question="Q It rained.", question_target="질문 비가 왔다.", meaning=1.0, meaning_target=1.0, votes=(),
        accuracy=1.0, accuracy_target=0.2, value=0.8, fate=fate, why="",
    ).model_copy(update=changed)  # fmt: skip


def root(seed, *, language="ko", value=0.0, **changed):
    return node(f"{seed}-{language}", seed, language=language, parent="", fate="root", value=value, **changed)


def fresh(item, model, right, *, of=5, unparsable=0):
    """`of` answers to each cell of `right`, a number of right ones by cell; the gold is 0. The unparsable come last."""
    return [
        FreshAnswer(run="r", item=item, cell=cell, model=model, sample=sample, order=(0, 1), answer="",
                    choice=0 if sample < count else None if sample >= of - unparsable else 1, answer_key="")
        for cell, count in right.items()
        for sample in range(of)
    ]  # fmt: skip


def all_cells(*right):
    return dict(zip(CELLS, right, strict=True))


def vote(side, model="m", choice=0):
    return Vote(side=side, model=model, answer="", choice=choice, extracted=False, answer_key="")


def resample(seed, number, *, passes, language="ko"):
    return ResampledNode(run="r", seed=seed, language=language, number=number, right=0, asked=5, passes=passes)


def common(wrong, languages=("aa", "bb", "cc", "dd"), model="m"):
    """Answers from a table: a row a question, a seed each; 1 wrong, 0 right, None not asked. The gold is 0."""
    return [
        CommonAnswer(run="r", seed=f"s{row}", question=f"q{row}", language=languages[column], model=model,
                     choice=wrong[row][column], answer_key="")
        for row, column in product(range(len(wrong)), range(len(languages)))
        if wrong[row][column] is not None
    ]  # fmt: skip
