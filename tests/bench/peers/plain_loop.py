"""What one writes first: the SDK, a semaphore, gather; the answers are written when all are here.

python plain_loop.py URL QUESTIONS.jsonl CONCURRENCY FOLDER
"""

import asyncio
import json
import sys
from pathlib import Path

from openai import AsyncOpenAI


async def main(url, questions, concurrency, folder):
    client, slots = AsyncOpenAI(base_url=url, api_key="no-key"), asyncio.Semaphore(concurrency)

    async def ask(question):
        async with slots:
            messages = [
                {"role": "system", "content": question["system"]},
                {"role": "user", "content": question["user"]},
            ]
            completion = await client.chat.completions.create(
                model="far-end", messages=messages, temperature=0, max_tokens=1024
            )
            return completion.choices[0].message.content

    answers = await asyncio.gather(*[ask(question) for question in questions])
    (folder / "answers.json").write_text(json.dumps(answers, ensure_ascii=False))
    return sum(bool(answer) for answer in answers)


if __name__ == "__main__":
    url, path, concurrency, folder = sys.argv[1:]
    questions = [json.loads(line) for line in Path(path).read_text().splitlines()]
    answered = asyncio.run(main(url, questions, int(concurrency), Path(folder)))
    sys.stdout.write(json.dumps({"answered": answered}))
