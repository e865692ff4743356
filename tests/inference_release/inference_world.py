"""A drafted inference workspace of invented words: real store, real journal, no model, the same for the same seed.

A language is 1,500 words of syllables of its own, a document some sentences of them, a hypothesis one sentence
of English words and invented names. Nothing in it tells its label, unless a test plants it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations

from builders.review_batches import publish_batches
from builders.review_queue import flagged_items, review_queue
from schemas.decisions import write_decisions
from schemas.inference import LABELS, Document, DocumentUnits, Event, Hypothesis, MachineLabel, PremisePair, Quote
from schemas.inference_runs import InferenceRun
from schemas.premise_criteria import PairCriteria
from schemas.records import Decision, Rating, Source
from schemas.runs import start_run
from schemas.store import Store
from schemas.workspace import Workspace

LANGUAGES = ("ar", "de", "en", "es", "fr", "id", "pt", "ru")
ENGLISH_WORDS = (
    "the council confirmed that a new bridge in old town would open after heavy rain had delayed work on "
    "its northern side for several months while officials from both countries met to discuss budget "
    "appeal fire boats harbour rescue team minister school hospital power border storm flood vote strike "
    "court police airport museum bank train coast"
)
ENGLISH = tuple(ENGLISH_WORDS.split())
LETTERS = {"ar": ("بتدرسكلمن", "اوي"), "ru": ("бвгдкмнпрст", "аеио")}


def a_run(**changes):
    run = {
        "recipe": "nli", "file": "clusters.json", "endpoint": "local", "prompt": "b2:prompt", "temperature": 0.0,
        "source": Source(name="invented", location="/home/ana/private place/clusters|1.json", revision="sha256:00",
                         split="test", licence="CC-BY-4.0", citation="<b>Ana</b> 2026"),
        "max_tokens": 512, "review": "all", "sample_size": 300, "max_residual_error": 0.02, "annotators": 2,
        "fixes_final": False, "seed": 7, "version": "0.1.0", "columns": {}, "languages": (),
        "criteria": PairCriteria(encoder="none"), "writer": "gpt-x", "hypothesis_language": "en",
        "max_document_characters": 12_000, "judges": ("mistral-y",), "families": {}, "twins": "", "judged_alone": 0.1,
        "max_disagreeing": 1,
    }  # fmt: skip
    return InferenceRun.model_validate(run | changes)


@dataclass
class InferenceWorld:
    workspace: Workspace
    store: Store
    run: InferenceRun
    hypotheses: list[Hypothesis]
    decided: list[Decision] = field(default_factory=list)

    def say(self, hypothesis, verdict, annotator, *, role="annotator", view="originals", evidence=("", ""), asked_in=1):
        """A decision, written with the others by `keep`; `asked_in` is its round."""
        questions = {"view": view, "evidence 1": evidence[0], "evidence 2": evidence[1]}
        self.decided.append(
            Decision(
                seq=len(self.decided) + 1, event=f"e{len(self.decided)}", made_at="2026-01-01T00:00:00+00:00",
                annotator=annotator, role=role, item=hypothesis.item, revision=0, round=asked_in, verdict=verdict,
                reason="ambiguous" if verdict == "reject" else "", question="", choices=(), note="", guideline="",
                active_ms=0, undoes="", ratings=tuple(Rating(question=q, answer=a) for q, a in questions.items() if a),
            )
        )  # fmt: skip

    def agree(self, hypotheses, label=None):
        """Two annotators give the label, or the one intended."""
        for hypothesis in hypotheses:
            for annotator in ("ana", "ben"):
                self.say(hypothesis, label or hypothesis.label, annotator)

    def keep(self):
        write_decisions(self.workspace.decisions, self.decided)
        self.decided = []


def drafted(root, *, events=10, pairs=3, sentences=6, run=None, twins=(), translated=(), cue=None):
    """`twins` and `translated` are numbers of events: with English twins, and with document 1 a translation.

    `cue` is added to entailed hypotheses.
    """
    run = run or a_run()
    if len(twins) and not run.twins:
        run = run.model_copy(update={"twins": "m2m"})
    chance = random.Random(run.seed)
    lexicon = {language: _words(language, chance) for language in LANGUAGES}
    workspace = Workspace(root)
    start_run(workspace.runs, run)
    records = []
    for number in range(events):
        records += _event(run, number, pairs, sentences, lexicon, chance, number in twins, number in translated)
    by_name = {record.document: record for record in records if isinstance(record, Document)}
    hypotheses, labels = [], []
    for pair in [record for record in records if isinstance(record, PremisePair)]:
        written = list(_triple(run, pair, by_name, lexicon["en"], chance, cue))
        judged_alone = chance.random() < run.judged_alone
        hypotheses += written
        labels += [label for one in written for label in _judged(one, judged_alone, chance)]
    store = Store(workspace.store)
    with store.held():
        store.add([*records, *hypotheses, *labels])
        store.replace_queue(run.id, review_queue(run, flagged_items(run, store)))
    return InferenceWorld(workspace, store, run, hypotheses)


def publish(world):
    publish_batches(world.workspace, world.store, world.run, final=True)


def _words(language, chance):
    consonants, vowels = LETTERS.get(language, ("bcdfgklmnprstvz", "aeiou"))
    syllables = [consonant + vowel for consonant in consonants for vowel in vowels]
    invented = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(1500)]
    return [*ENGLISH * 60, *map(str.capitalize, invented)] if language == "en" else invented


def _sentence(words, chance, length=14):
    return " ".join(chance.choices(words, k=length)).capitalize() + "."


def _event(run, number, pairs, sentences, lexicon, chance, twins, translated):
    event = f"{run.id}-e{number:05x}"
    languages = [LANGUAGES[(number + at) % len(LANGUAGES)] for at in range(_languages_for(pairs))]
    yield Event(run=run.id, event=event, source_id=str(number), date="2026-03-07", category="", description="")
    for language in languages:
        own = [_sentence(lexicon[language], chance) for _ in range(sentences)]
        text = " ".join(own)
        origin = "translation" if translated and language == languages[0] else "native"
        document = _document(run, event, language, text, origin=origin)
        yield document
        ends = [sum(len(one) + 1 for one in own[: at + 1]) - 1 for at in range(len(own))]
        starts = tuple(end - len(one) for one, end in zip(own, ends, strict=True))
        yield DocumentUnits(run=run.id, document=document.document, segmenter="ours", starts=starts, ends=tuple(ends))
        if twins and language != "en":
            english = " ".join(_sentence(lexicon["en"], chance) for _ in range(sentences))
            yield _document(run, event, "en", english, origin="translation", twin_of=document.document)
    for one, other in list(combinations(sorted(languages), 2))[:pairs]:
        yield PremisePair(
            run=run.id, pair=f"{event}-{one}-{other}", event=event, document1=f"{event}-{one}",
            document2=f"{event}-{other}", language1=one, language2=other, similarity=0.5, aligned=0.1, new1=0.5,
            new2=0.5, flags=(),
        )  # fmt: skip


def _languages_for(pairs):
    return next(count for count in range(2, len(LANGUAGES) + 1) if count * (count - 1) // 2 >= pairs)


def _document(run, event, language, text, *, origin, twin_of=""):
    translator = run.twins if twin_of else "gpt-t"
    return Document(
        run=run.id, document=f"{twin_of}-twin" if twin_of else f"{event}-{language}", event=event, language=language,
        date="2026-03-07", title="", text=text, source="", origin=origin, translated_from=twin_of,
        translator=translator if origin == "translation" else "", answer_key="b2:0#0" if twin_of else "",
    )  # fmt: skip


def _triple(run, pair, documents, words, chance, cue):
    for label in LABELS:
        quote = documents[pair.document1].text[:20]
        evidence = (Quote(document=1, text=quote, start=0, end=20, units=(0,)),)
        text = _sentence(words, chance, 15)
        yield Hypothesis(
            run=run.id, item=f"{run.id}-{chance.getrandbits(48):012x}", pair=pair.pair, label=label, language="en",
            text=f"{text} {cue}" if cue and label == "entailment" else text, explanation="",
            evidence=() if label == "neutral" else evidence, writer=run.writer, answer_key="b2:0#0",
        )  # fmt: skip


def _judged(hypothesis, alone, chance):
    for view in ("both", "d1", "d2") if alone else ("both",):
        right = chance.random() < (0.8 if view == "both" else 0.5)
        label = hypothesis.label if right else chance.choice(LABELS)
        yield MachineLabel(
            run=hypothesis.run, item=hypothesis.item, judge="mistral-y", view=view, label=label, answer_key="b2:0#0"
        )
