"""The same questions by bespokelabs-curator, its cache in FOLDER: a second run resumes from there.

python ask_curator.py URL QUESTIONS.jsonl CONCURRENCY FOLDER
"""

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

# tiktoken fetches its vocabulary when it is first used; litellm brings the same file along.
os.environ |= {
    "TIKTOKEN_CACHE_DIR": str(Path(find_spec("litellm").origin).parent / "litellm_core_utils/tokenizers"),
    "TELEMETRY_ENABLED": "0",
    "CURATOR_DISABLE_RICH_DISPLAY": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "HF_HUB_OFFLINE": "1",
}

from bespokelabs import curator


class Translate(curator.LLM):
    def prompt(self, row):
        return [{"role": "system", "content": row["system"]}, {"role": "user", "content": row["user"]}]

    def parse(self, row, response):
        return {"user": row["user"], "answer": response}


def main(url, questions, concurrency, folder):
    ask = Translate(
        model_name="far-end",
        backend="openai",
        generation_params={"temperature": 0, "max_tokens": 1024},
        backend_params={
            "base_url": url,
            "api_key": "no-key",
            "max_concurrent_requests": concurrency,
            "max_requests_per_minute": 10_000_000,  # without bounds it holds itself to a small tier's
            "max_tokens_per_minute": 10_000_000_000,
        },
    )
    answers = ask(questions, working_dir=str(folder))
    return sum(bool(row["answer"]) for row in answers.dataset)


if __name__ == "__main__":
    url, path, concurrency, folder = sys.argv[1:]
    questions = [json.loads(line) for line in Path(path).read_text().splitlines()]
    sys.stdout.write(json.dumps({"answered": main(url, questions, int(concurrency), Path(folder))}))
