"""Review batches as a draft writes them, of real items in several languages: what the review pages read.

English: GSM8K and MATH (both MIT). Chinese, Japanese and German: MGSM (CC BY 4.0). Korean and Arabic: our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from schemas.review_items import COLUMNS, Notice, ReviewItem
from schemas.runs import start_run
from schemas.workspace import Workspace
from tests.checks import real_pairs as real
from tests.review_world import a_run

POLAR_AR = (
    "حوّل النقطة $(0,3)$ من الإحداثيات الديكارتية إلى الإحداثيات القطبية، "
    r"حيث $r > 0$ و $0 \le \theta < 2 \pi$."
)
MATRIX = (
    "Find the matrix $\\mathbf{M}$ that satisfies\n"
    "\\[\\mathbf{M} \\begin{pmatrix} 1 & -4 \\\\ 3 & -2 \\end{pmatrix} = "
    "\\begin{pmatrix} -16 & -6 \\\\ 7 & 2 \\end{pmatrix}.\\]"
)
MATRIX_KO = MATRIX.replace(
    "Find the matrix $\\mathbf{M}$ that satisfies", "다음을 만족하는 행렬 $\\mathbf{M}$을 구하시오."
)
BROKEN_KO = MATRIX_KO.replace("$\\mathbf{M}$", "$\\frac{1$")
HOSTILE = (
    "<img src=http://example.invalid/a.png onerror=alert(1)> **bold** ![x](http://example.invalid/b.png) "
    "<script>document.title='taken'</script> # heading :red[text] and \\(x^2\\), $5 and then $10"
)
LINKING = "Compute $\\href{http://example.invalid/c}{x} + \\includegraphics{http://example.invalid/d.png}$."


def an_item(number: int, original: str = real.ROBE, question: str = real.ROBE_ES, *, to: str = "ko", **changes):
    """One item of a batch; what is not named is that of a plain GSM8K row."""
    item = {
        "item": f"gsm8k-en-{to}-{number:04}", "run": f"gsm8k-en-{to}", "revision": 0, "source_language": "en",
        "target_language": to, "question": question, "choices": (), "original": original, "original_choices": (),
        "answer": "3", "answer_type": "numeric", "solution": "", "findings": (), "because": "all",
        "inclusion_probability": 1.0, "page": None,
    }  # fmt: skip
    return ReviewItem.model_validate(item | changes)


def real_items() -> list[ReviewItem]:
    """Chinese, Japanese, Korean, German, Arabic; formulas that render, one that does not, and hostile text."""
    lost = Notice(check="numbers", message="numbers lost: $80,000, 150", quotes=("80,000", "150"))
    options = {"original_choices": ("$3$", "$\\frac{1}{2}$"), "choices": ("$3$", "$\\frac{1}{2}$"), "answer": "A"}
    return [
        an_item(1, real.HOUSE, real.HOUSE_KO, findings=(lost,), answer="70000"),
        an_item(2, real.POLAR, real.POLAR_KO, answer_type="expression", answer="(3, \\pi/2)"),
        an_item(3, MATRIX, MATRIX_KO),
        an_item(4, MATRIX, BROKEN_KO),
        an_item(5, HOSTILE, HOSTILE),
        an_item(6, LINKING, LINKING),
        an_item(7, real.POLAR, real.POLAR_KO, answer_type="choice", **options),
        an_item(1, real.GLASSES, real.GLASSES_ZH, to="zh", answer="64"),
        an_item(1, real.HOUSE, real.HOUSE_JA, to="ja", answer="70000"),
        an_item(1, real.ROBE, real.ROBE_DE, to="de"),
        an_item(1, real.POLAR, POLAR_AR, to="ar", answer_type="expression", answer="(3, \\pi/2)"),
    ]


def many_items(count: int, *, to: str = "ko") -> list[ReviewItem]:
    """Items that differ by number, none of them flagged."""
    return [
        an_item(n, f"{real.ROBE} ({n})", f"옷 한 벌에 파란 실 2필이 든다. ({n})", to=to) for n in range(1, count + 1)
    ]


def write_batch(workspace: Workspace, items: Iterable[ReviewItem], name: str) -> Path:
    """A whole file or none, as a draft writes it."""
    workspace.review.mkdir(parents=True, exist_ok=True)
    partial = workspace.review / f".{name}"
    pl.DataFrame([item.model_dump() for item in items], schema=COLUMNS).write_parquet(partial)
    return partial.replace(workspace.review / f"{name}.parquet")


def a_workspace(root: Path, items: Iterable[ReviewItem], **run) -> Workspace:
    """A workspace whose draft has written one batch."""
    workspace = Workspace(root)
    items = list(items)
    for language in sorted({item.target_language for item in items}):
        start_run(workspace.runs, a_run(target_language=language, **run))
    if items:
        write_batch(workspace, items, "gsm8k-0001")
    return workspace
