"""Questions of any known benchmark become seeds; what cannot be answered right is refused, with the reason."""

import json
import os
import subprocess
import sys

import polars as pl
import pytest

from annotate.llm import LLM, Endpoint
from annotate.translate import MATHEMATICS, QUESTIONS, prompt_digest
from builders.adversarial.run_resolving import resolve
from builders.adversarial.seed_origins import licence_of, source_of
from builders.adversarial.seeds import read_seeds, take_in, translate_seed, unfit
from builders.intake import BadRowError
from builders.sources import SourceOptionError
from crawlers.benchmarks import BenchmarkError
from crawlers.choice_benchmarks import choice_benchmark_named, choice_row, known_choice_layout
from crawlers.row_files import InputError
from schemas.answers import AnswerJournal
from schemas.journal import read_journal
from schemas.records import Problem, Refusal, Translation
from schemas.store import Store
from schemas.workspace import Workspace
from tests.far_end.dataset_hub import COMMIT, dataset_hub
from tests.far_end.process import far_end

METALS = ["iron", "wool", "glass", "wood"]
ARC = {
    "id": "T_7",
    "question": "Which is a metal?",
    "choices": {"text": METALS, "label": ["1", "2", "3", "4"]},
    "answerKey": "1",
}
COMMONSENSE = {
    "id": "c1", "question": "Where do you keep a spoon?", "question_concept": "spoon",
    "choices": {"label": list("ABCDE"), "text": ["sea", "drawer", "sky", "shoe", "tree"]}, "answerKey": "B",
}  # fmt: skip
TRUTHFUL = {
    "question": "What happens when you whistle at noon?",
    "mc1_targets": {"choices": ["Nothing in particular", "It rains", "A door opens"], "labels": [1, 0, 0]},
}
SCIENCE = {
    "question": "What do roots take up?", "distractor3": "light", "distractor1": "sound", "distractor2": "heat",
    "correct_answer": "water", "support": "",
}  # fmt: skip
MMLU = {"question": "What is 2 + 3?", "subject": "sums", "choices": ["4", "5", "6", "7"], "answer": 1}
PUBLISHED = {"question": "Which is soft?", "choices": METALS, "answer": "wool", "source": "ai2_arc"}


def written(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run_of(workspace, *files, **named):
    named = {"perturber": "p", "simulators": ["s"], "targets": ["ko"], "endpoint": "local"} | named
    return resolve(workspace, files=files, **named)


def seeds_of(tmp_path, *rows, **named):
    workspace = Workspace(tmp_path / "w")
    run = run_of(workspace, written(tmp_path / "mine.jsonl", *rows), **named)
    return read_seeds(run, workspace=workspace, limit=None)


def gold_of(seed):
    return seed.choices[int(seed.answer)]


@pytest.mark.parametrize(
    ("record", "licence", "source_id", "gold"),
    [
        (ARC, "CC-BY-SA-4.0", "arc/T_7", "iron"),
        (COMMONSENSE, "MIT", "commonsenseqa/c1", "drawer"),
        (TRUTHFUL, "Apache-2.0", "truthfulqa/0", "Nothing in particular"),
        (SCIENCE, "CC-BY-NC-3.0", "sciq/0", "water"),
        (MMLU, "MIT", "mmlu/0", "5"),
        (PUBLISHED, "CC-BY-SA-4.0", "arc/0", "wool"),
    ],
)
def test_each_benchmark_is_known_by_its_shape_and_brings_its_licence(tmp_path, record, licence, source_id, gold):
    workspace = Workspace(tmp_path / "w")
    run = run_of(workspace, written(tmp_path / "mine.jsonl", record))
    [seed] = read_seeds(run, workspace=workspace, limit=None).problems
    assert (run.source.licence, licence_of(source_of(seed, run), run)) == (licence, licence)
    assert (seed.source_id, gold_of(seed), seed.question) == (source_id, gold, record["question"])


def test_several_benchmarks_are_one_set_of_seeds_in_turn_each_with_its_own_licence(tmp_path):
    workspace = Workspace(tmp_path / "w")
    arc = written(tmp_path / "arc.jsonl", ARC, ARC | {"id": "T_8", "question": "Which one is a metal here?"})
    run = run_of(workspace, arc, written(tmp_path / "sciq.jsonl", SCIENCE))
    seeds = read_seeds(run, workspace=workspace, limit=2).problems
    assert (run.id, run.source.licence) == ("seeds-adversarial", "CC-BY-SA-4.0 AND CC-BY-NC-3.0")
    assert [(seed.source_id, licence_of(source_of(seed, run), run)) for seed in seeds] == [
        ("arc/T_7", "CC-BY-SA-4.0"),
        ("sciq/0", "CC-BY-NC-3.0"),
    ]
    assert {path.read_bytes() for path in workspace.sources.iterdir()} >= {arc.read_bytes()}


def test_a_licence_that_the_user_gives_goes_before_what_the_shape_tells(tmp_path):
    workspace = Workspace(tmp_path / "w")
    run = run_of(workspace, written(tmp_path / "mine.jsonl", SCIENCE), licence="CC0-1.0")
    [seed] = read_seeds(run, workspace=workspace, limit=None).problems
    assert licence_of(source_of(seed, run), run) == "CC0-1.0"


def science(count):
    return [SCIENCE | {"question": f"What do the roots of plant {number} take up?"} for number in range(count)]


def test_options_are_shuffled_by_the_seed_of_the_run_where_the_right_one_always_comes_first(tmp_path):
    shuffled = seeds_of(tmp_path, *science(40)).problems
    assert {gold_of(seed) for seed in shuffled} == {"water"}
    places = [seed.answer for seed in shuffled]
    assert {place: places.count(place) > 3 for place in sorted(set(places))} == dict.fromkeys("0123", True)
    assert seeds_of(tmp_path, *science(40)).problems == shuffled
    assert [seed.answer for seed in seeds_of(tmp_path, *science(40), seed=1).problems] != places


def test_options_of_other_benchmarks_stay_where_they_are(tmp_path):
    assert [seed.choices for seed in seeds_of(tmp_path, COMMONSENSE).problems] == [
        ("sea", "drawer", "sky", "shoe", "tree")
    ]


def test_a_file_of_ones_own_is_read_by_its_columns_and_shuffled_when_the_gold_has_a_column(tmp_path):
    rows = [
        {"q": f"Which of {number}?", "good": f"yes {number}", "bad": "no", "worse": "never"} for number in range(20)
    ]
    named = {"question_column": "q", "answer_column": "good", "choices_column": "good, bad, worse"}
    seeds = seeds_of(tmp_path, *rows, **named).problems
    assert [gold_of(seed) for seed in seeds] == [row["good"] for row in rows]
    assert {seed.answer for seed in seeds} == {"0", "1", "2"}
    named = {"question_column": "q", "answer_column": "key", "choices_column": "options"}
    lettered = {"q": "Which?", "key": "B", "options": ["no", "yes"]}
    assert [gold_of(seed) for seed in seeds_of(tmp_path, lettered, **named).problems] == ["yes"]


def test_columns_that_bear_our_names_need_not_be_named(tmp_path):
    row = {"question": "Which?", "choices": ["no", "yes"], "answer": "yes"}
    assert [gold_of(seed) for seed in seeds_of(tmp_path, row).problems] == ["yes"]


def test_a_list_of_options_and_an_index_are_no_mmlu_without_its_subject(tmp_path):
    row = {"question": "Which?", "choices": ["no", "yes"], "answer": 1}
    workspace = Workspace(tmp_path / "w")
    run = run_of(workspace, written(tmp_path / "mine.jsonl", row, row | {"question": "What?", "answer": 0}))
    assert [gold_of(seed) for seed in read_seeds(run, workspace=workspace, limit=None).problems] == ["yes", "no"]
    assert (run.source.name, run.source.licence, run.source.citation) == ("mine", "unknown", "")


def test_indexes_that_count_from_1_are_said_before_each_makes_another_option_right(tmp_path):
    rows = [{"question": f"Which, {gold}?", "choices": ["no", "yes", "never"], "answer": gold} for gold in (1, 3, 2)]
    with pytest.raises(SourceOptionError, match=r"mine\.jsonl, row 2: the answer 3 of 3 options, and no answer 0, say"):
        seeds_of(tmp_path, *rows)
    assert len(seeds_of(tmp_path, rows[0], rows[2]).problems) == 2


def test_a_column_that_is_not_there_is_said_of_the_file_as_the_user_named_it(tmp_path):
    with pytest.raises(
        SourceOptionError, match=r"^mine\.jsonl has no column a, b: it has question, choices, answer, so"
    ):
        seeds_of(tmp_path, PUBLISHED, choices_column="a, b")
    assert not (tmp_path / "w").exists()


def test_a_letter_that_is_an_options_text_is_that_option(tmp_path):
    row = PUBLISHED | {"choices": ["B", "A", "O", "AB"], "answer": "B"}
    assert [gold_of(seed) for seed in seeds_of(tmp_path, row).problems] == ["B"]


@pytest.mark.parametrize(
    ("row", "stage", "reason", "detail"),
    [
        (PUBLISHED | {"answer": "gold"}, "answer", "gold is no option",
         '"gold" is the text of no option: iron; wool; glass; wood'),
        (ARC | {"answerKey": "A"}, "answer", "gold is no option",
         '"(0 options are labelled A)" is the text of no option: iron; wool; glass; wood'),
        (MMLU | {"answer": 4}, "answer", "gold is no option",
         '"(no option has the index 4)" is the text of no option: 4; 5; 6; 7'),
        (TRUTHFUL | {"mc1_targets": {"choices": ["yes", "no"], "labels": [1, 1]}}, "answer", "gold is no option",
         '"(2 options are labelled 1)" is the text of no option: yes; no'),
        (PUBLISHED | {"choices": ["wool", "ＷＯＯＬ ", "iron"]}, "read", "equal options", "wool; ＷＯＯＬ"),
        (PUBLISHED | {"choices": ["wool"]}, "read", "fewer than two options", "wool"),
        (PUBLISHED | {"choices": ["wool", *map(str, range(26))]}, "read", "more than 26 options", "27 options"),
        (PUBLISHED | {"question": " "}, "read", "empty text", "the question is empty (column question)"),
        (PUBLISHED | {"choices": ["wool", ""]}, "read", "empty text", "option 2 of 2 is empty (choices)"),
        (ARC | {"question": "which  is a METAL?", "choices": {"text": ["Wood", *METALS[2::-1]], "label": list("4321")}},
         "read", "duplicate question", "the same as row 1"),
    ],
)  # fmt: skip
def test_what_can_never_be_answered_right_is_refused_with_its_reason(tmp_path, row, stage, reason, detail):
    intake = seeds_of(tmp_path, ARC, row)
    assert [seed.row for seed in intake.problems] == [1]
    run = "seeds-adversarial" if {"subject", "mc1_targets"} & row.keys() else "arc-adversarial"
    assert intake.refusals == [Refusal(run=run, item=f"{run}-row-2", stage=stage, reason=reason, detail=detail)]


def test_options_that_only_compatibility_forms_would_make_one_are_two(tmp_path):
    row = PUBLISHED | {"choices": ["x²", "x2"], "answer": "x²"}
    assert [gold_of(seed) for seed in seeds_of(tmp_path, row).problems] == ["x²"]


def test_a_row_that_cannot_be_read_stops_unless_such_are_skipped(tmp_path):
    named = {"question_column": "question", "answer_column": "answer", "choices_column": "choices"}
    bad = {"question": "Which?", "choices": "none", "answer": "A"}
    with pytest.raises(BadRowError, match=r"mine\.jsonl, row 2: column choices holds no list of options"):
        seeds_of(tmp_path, PUBLISHED, bad, **named)
    [refusal] = seeds_of(tmp_path, PUBLISHED, bad, **named, skip_bad_rows=True).refusals
    assert (refusal.reason, refusal.detail) == ("bad row", "column choices holds no list of options")


def test_seeds_and_refusals_are_in_the_store(tmp_path):
    workspace = Workspace(tmp_path / "w")
    run = run_of(workspace, written(tmp_path / "mine.jsonl", PUBLISHED, PUBLISHED))
    store = Store(workspace.store)
    assert take_in(run, workspace=workspace, store=store, limit=None) == store.all(Problem, run=run.id)
    assert [refusal.reason for refusal in store.all(Refusal, run=run.id)] == ["duplicate question"]


@pytest.mark.parametrize(
    "record",
    [
        {"question": "Which?", "answer": "A"},
        PUBLISHED | {"source": "my own"},
        MMLU | {"choices": "4 or 5"},
        MMLU | {"answer": "B"},
    ],
)
def test_what_only_resembles_a_benchmark_is_not_taken_for_it(tmp_path, record):
    assert choice_row(record) is None
    assert known_choice_layout(written(tmp_path / "mine.jsonl", record)) is None


def test_a_file_that_is_mixed_or_unknown_is_said_so(tmp_path):
    mixed = written(tmp_path / "mixed.jsonl", ARC, {"question": "Which?"})
    with pytest.raises(InputError, match="row 2: its columns are of no benchmark that is known; rows are known by"):
        run_of(Workspace(tmp_path / "w"), mixed)
    own = written(tmp_path / "own.jsonl", {"question": "Which?", "answer": "A"})
    with pytest.raises(SourceOptionError, match=r"own\.jsonl is of no benchmark that is known, as the others are"):
        run_of(Workspace(tmp_path / "w"), written(tmp_path / "arc.jsonl", ARC), own)
    with pytest.raises(SourceOptionError, match=r"own\.jsonl: name the column of the options with --choices-column"):
        run_of(Workspace(tmp_path / "w"), own)


def test_either_files_or_benchmarks_and_only_those_that_are_known(tmp_path):
    with pytest.raises(SourceOptionError, match="give either --input FILE or --benchmark NAME"):
        run_of(Workspace(tmp_path / "w"))
    with pytest.raises(
        BenchmarkError, match="no benchmark gsm8k of multiple choice is known, only arc-challenge, arc-"
    ):
        choice_benchmark_named("gsm8k")


FILES = {
    "allenai/ai2_arc": {"ARC-Challenge/test-00000-of-00001.parquet": ARC, "ARC-Easy/test-00000-of-00001.parquet": ARC},
    "cais/mmlu": {"all/test-00000-of-00001.parquet": MMLU},
    "tau/commonsense_qa": {"data/validation-00000-of-00001.parquet": COMMONSENSE},
    "truthfulqa/truthful_qa": {"multiple_choice/validation-00000-of-00001.parquet": TRUTHFUL},
    "allenai/sciq": {"data/test-00000-of-00001.parquet": SCIENCE},
}


@pytest.fixture
def hub(tmp_path):
    datasets = {}
    for repo, files in FILES.items():
        datasets[repo] = {"README.md": b"", "data/train-00000-of-00001.parquet": b""}
        for file, record in files.items():
            pl.DataFrame([record]).write_parquet(tmp_path / "one.parquet")
            datasets[repo][file] = (tmp_path / "one.parquet").read_bytes()
    with dataset_hub(datasets) as running:
        yield running


RESOLVE = """
import sys
from pathlib import Path
from builders.adversarial.run_resolving import resolve
from builders.adversarial.seeds import read_seeds
from schemas.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
run = resolve(workspace, benchmarks=sys.argv[2:], perturber="p", simulators=["s"], targets=["ko"], endpoint="local")
print(run.model_dump_json())
for seed in read_seeds(run, workspace=workspace, limit=None).problems:
    print(seed.model_dump_json())
"""


def resolved(tmp_path, url, *benchmarks):
    environment = {**os.environ, "HF_ENDPOINT": url, "HF_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", RESOLVE, str(tmp_path / "hub"), *benchmarks]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=90)
    run, *seeds = map(json.loads, done.stdout.splitlines())
    return run, seeds


def test_benchmarks_come_from_the_hub_at_their_commits_and_are_one_set(tmp_path, hub):
    names = ("arc-challenge", "mmlu", "commonsenseqa", "truthfulqa", "sciq")
    run, seeds = resolved(tmp_path, hub.url, *names)
    assert run["source"]["location"] == (
        f"arc-challenge: allenai/ai2_arc@{COMMIT}, mmlu: cais/mmlu@{COMMIT}, "
        f"commonsenseqa: tau/commonsense_qa@{COMMIT}, truthfulqa: truthfulqa/truthful_qa@{COMMIT}, "
        f"sciq: allenai/sciq@{COMMIT}"
    )
    assert run["source"]["revision"] == "sha256:" + run["file"].removesuffix(".jsonl")
    assert run["source"]["licence"] == "CC-BY-SA-4.0 AND MIT AND Apache-2.0 AND CC-BY-NC-3.0"
    assert run["source"]["split"] == "test, validation"
    assert [(seed["source_id"], seed["choices"][int(seed["answer"])]) for seed in seeds] == [
        ("arc/T_7", "iron"),
        ("mmlu/0", "5"),
        ("commonsenseqa/c1", "drawer"),
        ("truthfulqa/0", "Nothing in particular"),
        ("sciq/0", "water"),
    ]


def test_one_benchmark_is_known_by_its_own_commit(tmp_path, hub):
    run, [seed] = resolved(tmp_path, hub.url, "arc-easy")
    source = {field: run["source"][field] for field in ("name", "location", "revision", "split", "licence")}
    assert source == {
        "name": "arc-easy",
        "location": "allenai/ai2_arc",
        "revision": COMMIT,
        "split": "test",
        "licence": "CC-BY-SA-4.0",
    }
    assert seed["run"] == "arc-easy-adversarial"


SEED = Problem(
    run="arc-adversarial", item="arc-adversarial-1", row=1, source_id="arc/T_7", answer="2", answer_type="choice",
    question="Which of these 3 materials is a metal that bends?", choices=("soft wool", "clear glass", "grey iron"),
    solution="", language="en",
)  # fmt: skip
GOOD = ("이 3가지 재료 가운데 구부러지는 금속은 무엇입니까?", ("부드러운 양털", "투명한 유리", "회색 철"))


def flaws(question, choices, *, seed=SEED):
    translation = Translation(
        run=seed.run, item=seed.item, revision=0, question=question, choices=choices, translator="m", answer_key="k"
    )
    return list(unfit(seed, translation, "ko"))


def test_a_translation_that_keeps_everything_is_fit():
    assert flaws(*GOOD) == []


@pytest.mark.parametrize(
    ("question", "choices", "reason", "detail"),
    [
        (GOOD[0], GOOD[1][:2], "another number of options", "3 in English, 2 in the translation"),
        (" ", GOOD[1], "empty text", "the question or an option is empty in the translation"),
        (GOOD[0], ("양털", "", "철"), "empty text", "the question or an option is empty in the translation"),
        (GOOD[0], ("양털", "유리", " 유리"), "equal options", "유리;  유리"),
        ("¿Cuál de estos 3 materiales es un metal que se puede doblar?", ("A", "B", "C"), "another language",
         "left in Latin letters: Cuál de estos materiales es un metal que se puede doblar"),
        (SEED.question, SEED.choices, "not translated",
         "the translation repeats the source: 100% of its words stand there"),
        (GOOD[0].replace("3", "4"), GOOD[1], "numbers changed", "numbers lost: 3; numbers added: 4"),
    ],
)  # fmt: skip
def test_a_translation_that_cannot_be_answered_as_its_seed_is_told_by_its_reason(question, choices, reason, detail):
    assert flaws(question, choices)[0] == (reason, detail)


def test_formulas_are_kept_and_options_with_numbers_stay_in_their_places():
    seed = SEED.model_copy(update={"question": "What is $x^2+y$ when x is 20?", "choices": ("30 m", "40 m", "50 m")})
    assert flaws("x가 20일 때 $x^2+y$의 값은 얼마입니까?", ("30 m", "40 m", "50 m"), seed=seed) == []
    assert flaws("x가 20일 때 $x^3+y$의 값은 얼마입니까?", ("30 m", "40 m", "50 m"), seed=seed)[0] == (
        "LaTeX changed", "formulas lost: x^2+y; added: x^3+y"
    )  # fmt: skip
    assert flaws("x가 20일 때 $x^2+y$의 값은 얼마입니까?", ("30 m", "50 m", "40 m"), seed=seed)[0] == (
        "options moved", "options in another order: B, C"
    )  # fmt: skip


async def translated(tmp_path, **faults):
    run = run_of(Workspace(tmp_path / "w"), written(tmp_path / "mine.jsonl", ARC), translator="m")
    with far_end(**({"bad_share": 0} | faults)) as server, AnswerJournal(tmp_path / "a.sqlite") as journal:
        llm = LLM(Endpoint(server.url, "k"), journal, run=run.id, concurrency=2)
        try:
            return await translate_seed(SEED, "ko", run=run, llm=llm)
        finally:
            await llm.close()


async def test_a_seed_is_translated_as_a_question_and_not_as_mathematics(tmp_path):
    made = await translated(tmp_path)
    assert (made.seed, made.language, made.translator, len(made.choices)) == ("arc-adversarial-1", "ko", "m", 3)
    [row] = read_journal(tmp_path / "a.sqlite").execute("SELECT request FROM answers").fetchall()
    system = json.loads(row["request"])["messages"][0]["content"]
    assert system.startswith("You translate exam questions from English (en) into Korean (ko)")
    assert "mathematics" not in system


async def test_a_translation_that_the_model_does_not_finish_is_a_refusal_of_the_seed_in_that_language(tmp_path):
    made = await translated(tmp_path, truncate=1)
    assert (made.stage, made.item, made.reason) == ("translate", "arc-adversarial-1:ko", "length")


def test_the_words_for_mathematics_are_those_they_were():
    assert prompt_digest() == prompt_digest(MATHEMATICS) == "b2:9173d60ae12ba7685418bb2db119446e"
    assert prompt_digest(QUESTIONS) != prompt_digest()
