"""MMLU and its Korean translation as the Hub keeps them, a few questions long: written for the tests, not taken."""

import io

import polars as pl

SUBJECTS = {
    "abstract_algebra": [
        ("How many elements has the group Z_4 x Z_3?", ["7", "12", "4", "3"], 1,
         "군 Z_4 x Z_3의 원소는 몇 개입니까?"),
        ("What is the order of 2 in the additive group Z_6?", ["2", "6", "3", "1"], 2,
         "덧셈군 Z_6에서 2의 위수는 얼마입니까?"),
    ],
    "college_mathematics": [
        ("What is the derivative of x^2 at x = 3?", ["3", "9", "2", "6"], 3,
         "x = 3에서 x^2의 미분계수는 얼마입니까?"),
    ],
    "high_school_mathematics": [
        ("If 3x = 12, what is the value of x?", ["4", "9", "36", "15"], 0,
         "3x = 12일 때 x의 값은 얼마입니까?"),
        ("How many sides has a regular hexagon?", ["5", "6", "7", "8"], 1,
         "정육각형의 변은 몇 개입니까?"),
    ],
}  # fmt: skip


def english():
    """`cais/mmlu`: a folder a subject, the right option by its index from 0."""
    return {f"{subject}/test-00000-of-00001.parquet": _parquet(subject) for subject in SUBJECTS} | {
        "anatomy/test-00000-of-00001.parquet": b"",
        "abstract_algebra/dev-00000-of-00001.parquet": b"",
    }


def _parquet(subject):
    buffer = io.BytesIO()
    pl.DataFrame(
        [
            {"question": question, "subject": subject, "choices": choices, "answer": answer}
            for question, choices, answer, _korean in SUBJECTS[subject]
        ]
    ).write_parquet(buffer)
    return buffer.getvalue()


def korean(*, without=(), other_gold=()):
    """`openai/MMMLU`: all subjects in one file, the right option by its letter; `subject/position` may be spoilt."""
    rows = [
        {"": number, "Question": "코는 어디에 있습니까?", "A": "1", "B": "2", "C": "3", "D": "4", "Answer": "A",
         "Subject": "anatomy"}
        for number in range(2)
    ]  # fmt: skip
    for subject, questions in SUBJECTS.items():
        for position, (_question, choices, answer, translated) in enumerate(questions):
            name = f"{subject}/{position}"
            if name in without:
                continue
            letter = "ABCD"[(answer + (name in other_gold)) % 4]
            options = dict(zip("ABCD", choices, strict=True))
            rows.append({"": len(rows), "Question": translated, **options, "Answer": letter, "Subject": subject})
    return pl.DataFrame(rows).write_csv().encode()
