"""The same questions by distilabel, its cache in FOLDER: a second run resumes from there.

    python ask_distilabel.py URL QUESTIONS.jsonl CONCURRENCY FOLDER

Its concurrency is the size of a batch: a batch is sent at once, the next one when all of it is answered.
"""

import json
import os
import sys
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1"}

from distilabel.models.llms import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration


def main(url, questions, concurrency, folder):
    rows = [{"instruction": question["user"]} for question in questions]
    with Pipeline(name="bench", cache_dir=folder) as pipeline:
        load = LoadDataFromDicts(data=rows, batch_size=concurrency)
        ask = TextGeneration(
            llm=OpenAILLM(
                model="far-end",
                base_url=url,
                api_key="no-key",
                generation_kwargs={"temperature": 0, "max_new_tokens": 1024},
            ),
            system_prompt=questions[0]["system"],
            input_batch_size=concurrency,
            add_raw_output=False,
            add_raw_input=False,
        )
        load >> ask
    answers = pipeline.run(use_cache=True)
    return sum(bool(row["generation"]) for row in answers["default"]["train"])


if __name__ == "__main__":
    url, path, concurrency, folder = sys.argv[1:]
    questions = [json.loads(line) for line in Path(path).read_text().splitlines()]
    sys.stdout.write(json.dumps({"answered": main(url, questions, int(concurrency), Path(folder))}))
