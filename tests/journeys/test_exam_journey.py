"""Exam pages become a dataset: read at the far end, joined with their answers, translated, decided, released."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import datasets
import pytest
from PIL import Image

from schemas.records import Transcription
from schemas.store import Store
from tests.far_end.process import far_end
from tests.whole_store import everything

LEFT, RIGHT = ({"left": x, "top": 0.0, "right": x + 0.5, "bottom": 1.0} for x in (0.0, 0.5))
DRAFT = ("exam", "draft", "--pages", "PAGES.csv", "--answers", "KEYS.csv", "--from", "ko", "--to", "en", "--model", "m",
         "--name", "ksm", "--workspace", "w", "--round-trip", 0)  # fmt: skip


def problem(text, number=None, box=LEFT, **changes):
    seen = {"number": number, "text": text, "choices": [], "needs_figure": False, "complete": True, "box": box}
    return seen | changes


SCANS = {
    "one": [problem("자연수 $12$와 $30$의 합을 구하시오.")],
    "two": [
        problem("$2^5$의 값을 구하시오.", 2, LEFT),
        problem("$x+3=7$일 때 $x$는?", 3, RIGHT, choices=["$2$", "$3$", "$4$", "$5$"]),
    ],
    "figure": [problem("그림에서 $4$번 각의 크기를 구하시오.", needs_figure=True)],
    "cut": [problem("$5$보다 큰", complete=False)],
    "keyless": [problem("$6$의 약수의 개수를 구하시오.")],
    "double": [problem("자연수 $12$와 $30$의 합을 구하시오.")],
    "easy": [problem("$8$을 $2$로 나눈 값을 구하시오.")],
    "blank": [],
}
NUMBERS = {"one": 1, "figure": 4, "cut": 5, "keyless": 6, "double": 7, "easy": 8, "blank": 9}
KEYS = """exam,number,answer,answer_type,error_rate
csat,1,42,,0.91
csat,2,32,,0.75
csat,3,3,choice,0.8
csat,4,90,,0.9
csat,5,1,,0.9
csat,7,42,,0.9
csat,8,4,,0.2
"""


@pytest.fixture
def scans(tmp_path):
    """The pages, their manifest and keys, and what stands on them for the far end."""
    lines, answers = [], []
    for shade, (name, problems) in enumerate(SCANS.items()):
        Image.new("RGB", (80, 40), (shade, 0, 0)).save(tmp_path / f"{name}.png")
        digest = sha256((tmp_path / f"{name}.png").read_bytes()).hexdigest()
        answers.append(json.dumps({"image": digest, "answer": {"problems": problems}}) + "\n")
        lines.append(f"{name}.png,csat,2024,{shade + 1},{NUMBERS.get(name, '')}\n")
    shutil.copy(tmp_path / "one.png", tmp_path / "again.png")
    (tmp_path / "torn.png").write_bytes((tmp_path / "one.png").read_bytes()[:50])
    lines += ["again.png,csat,2024,9,1\n", "torn.png,csat,2024,10,\n"]
    (tmp_path / "PAGES.csv").write_text("file,exam,year,page,number\n" + "".join(lines))
    (tmp_path / "KEYS.csv").write_text(KEYS)
    (tmp_path / "answers.jsonl").write_text("".join(answers))
    return tmp_path / "answers.jsonl"


@pytest.fixture
def server(scans):
    with far_end(page_file=scans, bad_share=0) as running:
        yield running


def status(isogloss):
    return json.loads(isogloss("status", "w", "--json").stdout)[0]


def items(isogloss):
    return {item["original"]: item for item in json.loads(isogloss("queue", "w", "--json").stdout)}


def test_pages_become_a_dataset_that_loads_and_every_problem_is_accounted_for(isogloss, server, tmp_path):
    drafted = isogloss(*DRAFT, "--min-error-rate", 0.7)
    assert drafted.returncode == 0, drafted.stderr
    assert server.stats().images == len(SCANS)
    account = status(isogloss)
    assert (account["came_in"], account["kept"], account["translated"]) == (11, 3, 3)
    assert account["refused"] == {
        "duplicate page": 1, "duplicate question": 1, "error rate too low": 1, "incomplete": 1,
        "needs its figure": 1, "no key": 1, "unreadable": 1, "unreadable image": 1,
    }  # fmt: skip
    found = items(isogloss)
    lines = [{"item": item["item"], "decision": "accept", "annotator": "mina"} for item in found.values()]
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert isogloss("decide", "w", "d.jsonl").stdout.startswith("3 new decisions")
    released = isogloss("exam", "release", "w", "--rights-statement", "The exams' authors agreed to it in writing.")
    assert released.returncode == 0, released.stderr
    rows = datasets.load_dataset(str(tmp_path / "w" / "release"), "ksm", split="test", cache_dir=str(tmp_path / "c"))
    assert [(row["source_id"], row["original"], row["answer"], row["answer_type"]) for row in rows] == [
        ("csat/1", "자연수 $12$와 $30$의 합을 구하시오.", "42", "numeric"),
        ("csat/2", "$2^5$의 값을 구하시오.", "32", "numeric"),
        ("csat/3", "$x+3=7$일 때 $x$는?", "2", "choice"),
    ]
    assert rows["language"] == ["en"] * 3


def test_a_reviewer_sees_the_page_the_place_on_it_and_the_raw_text(isogloss, tmp_path):
    isogloss(*DRAFT)
    page = items(isogloss)["$x+3=7$일 때 $x$는?"]["page"]
    digest = sha256((tmp_path / "two.png").read_bytes()).hexdigest()
    crop = f"crops/ksm-ko-en-{digest[:12]}-02.png"
    assert page == {
        "image": f"{digest}.png", "box": [0.5, 0.0, 1.0, 1.0], "crop": crop, "exam": "csat", "part": "", "year": 2024,
        "page": 2, "number": 3, "error_rate": 0.8, "transcription": "$x+3=7$일 때 $x$는?", "transcriber": "m",
    }  # fmt: skip
    assert (tmp_path / "w" / "sources" / page["image"]).read_bytes() == (tmp_path / "two.png").read_bytes()
    with Image.open(tmp_path / "w" / "review" / crop) as cropped:
        assert cropped.size == (40, 40)
    alone = items(isogloss)["자연수 $12$와 $30$의 합을 구하시오."]["page"]
    assert (alone["box"], alone["crop"], alone["number"]) == ([0, 0, 1, 1], "", 1)


def test_a_second_draft_sends_nothing_and_a_larger_limit_reads_only_the_rest(isogloss, server):
    assert isogloss(*DRAFT, "--limit", 2).returncode == 0
    assert server.stats().images == 2
    assert isogloss(*DRAFT, "--limit", 2).returncode == 0
    before = server.stats()
    assert isogloss(*DRAFT).returncode == 0
    after = server.stats()
    assert (before.images, before.received, after.images, after.repeated) == (2, 5, len(SCANS), 0)


def test_the_store_is_rebuilt_the_same_from_pages_and_journals(isogloss, server, tmp_path):
    isogloss(*DRAFT)
    before = everything(tmp_path / "w")
    assert (len(before["page_image"]), len(before["transcription"])) == (10, 8)
    sent = server.stats().received
    (tmp_path / "w" / "store.duckdb").unlink()
    assert isogloss("rebuild", "w").returncode == 0
    assert everything(tmp_path / "w") == before
    assert server.stats().received == sent


def test_a_draft_whose_budget_ran_out_among_the_pages_goes_on_there(isogloss, server, tmp_path):
    isogloss(*DRAFT)
    stores = [Store(tmp_path / folder / "store.duckdb") for folder in ("w", "v")]
    spent = server.stats()
    stopped = isogloss(*DRAFT, "--workspace", "v", "--max-tokens", 2500, "--concurrency", 1)
    assert stopped.returncode == 1
    assert 0 < server.stats().images - spent.images < len(SCANS)
    account = json.loads(isogloss("status", "v", "--json").stdout)[0]
    assert account["waiting_for_reader"] > 0
    assert isogloss(*DRAFT, "--workspace", "v").returncode == 0
    assert server.stats().images == 2 * spent.images
    assert stores[0].all(Transcription) == stores[1].all(Transcription)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--answers", "gone.csv"), "there is no file gone.csv"),
        (("--pages", "KEYS.csv"), "KEYS.csv, row 1: the column file names no file"),
        (("--to", "ko"), "the pages are in Korean already: name another --to, or their --from"),
        (("--ocr", "tesseract", "--from", "eu"), "no trained data is known for eu"),
        (("--exam", "kmo"), "no page is of kmo: the exams are csat"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_before_anything_is_sent(isogloss, server, options, said):
    refused = isogloss(*DRAFT, *options)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"isogloss: {said}")
    assert refused.stderr.count("\n") == 1
    assert server.stats().received == 0


@pytest.mark.skipif(
    shutil.which("tesseract") is None,
    reason="no page is read by tesseract here because it is not installed: apt-get install tesseract-ocr",
)
def test_tesseract_reads_pages_that_are_then_translated_and_rebuilt_without_it(isogloss, server, tmp_path):
    from PIL import ImageDraw, ImageFont

    picture = Image.new("RGB", (900, 90), "white")
    ImageDraw.Draw(picture).text((20, 20), "What is the sum of 12 and 30?", "black", ImageFont.load_default(42))
    picture.save(tmp_path / "one.png")
    (tmp_path / "PAGES.csv").write_text("file,exam,number\none.png,csat,1\n")
    drafted = isogloss(*DRAFT, "--ocr", "tesseract", "--from", "en", "--to", "ko")
    assert drafted.returncode == 0, drafted.stderr
    assert server.stats().images == 0
    store = tmp_path / "w" / "store.duckdb"
    [text] = Store(store).all(Transcription)
    assert text.text == "What is the sum of 12 and 30?\n"
    assert text.transcriber.startswith("tesseract-")
    without = str(Path(tmp_path / "nothing"))
    store.unlink()
    assert isogloss("rebuild", "w", PATH=without).returncode == 0
    assert Store(store).all(Transcription) == [text]
