"""The audits as Markdown. A figure that is undefined is a dash, and the reason stands below its table."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.audits.by_label import Spread
from annotate.audits.hypothesis_only import HypothesisOnly
from annotate.audits.near_duplicates import NearDuplicates
from annotate.audits.single_document import SingleDocument
from builders.card import escaped
from builders.inference_release.audits import Audits, ReleaseAudits
from builders.markdown import clipped, fixed, percent, table


def audits_text(found: Audits) -> str:
    """The audits of items whose premises have one origin."""
    return "\n\n".join(
        [
            "**Hypothesis only** (can the label be told without the premise? p: 999 shuffles of labels within events)",
            hypothesis_only_table(found.hypothesis_only),
            "**Within a triple** (can the entailed one of three be picked without the premise? Chance is 33.3)",
            within_triple_table(found.hypothesis_only),
            "**One document** (macro-F1 of the judges against the released label, from one document and from both)",
            single_document_table(found.single_document),
            "**Overlap and length by label** (overlap: share of a hypothesis's tokens that stand in a document, %)",
            by_label_table(found),
        ]
    )


def hypothesis_only_table(found: Sequence[HypothesisOnly]) -> str:
    rows = [
        [
            one.classifier,
            f"{one.items:,}",
            f"{one.events:,}",
            percent(one.macro_f1),
            percent(one.by_chance),
            fixed(one.p, 3),
            _power(one),
        ]
        for one in found
    ]
    head = ["Classifier", "Items", "Events", "Macro-F1", "By chance", "p", "Planted cue"]
    return _with_reasons(table(head, rows), {one.classifier: one.why for one in found})


def within_triple_table(found: Sequence[HypothesisOnly]) -> str:
    triples = {one.classifier: one.within_triple for one in found}
    rows = [[name, f"{one.triples:,}", percent(one.share), fixed(one.p, 3)] for name, one in triples.items()]
    reasons = {name: one.why for name, one in triples.items()}
    return _with_reasons(table(["Classifier", "Triples", "Picked, %", "p"], rows), reasons)


def single_document_table(found: Sequence[SingleDocument]) -> str:
    if not found:
        return "No judge was asked."
    rows = [[one.judge, f"{one.items:,}", percent(one.d1), percent(one.d2), percent(one.both)] for one in found]
    head = ["Judge", "Items", "Document 1", "Document 2", "Both"]
    return _with_reasons(table(head, rows), {one.judge: one.why for one in found})


def by_label_table(found: Audits) -> str:
    head = [
        "Label",
        "Items",
        "Overlap, mean",
        "Characters, mean",
        "Characters, median",
        "Tokens, mean",
        "Tokens, median",
    ]
    rows = [
        [overlap.label, f"{characters.items:,}", percent(overlap.mean), *_both(characters), *_both(tokens)]
        for overlap, characters, tokens in zip(found.word_overlap, found.characters, found.tokens, strict=True)
    ]
    return table(head, rows)


def near_duplicates_text(found: ReleaseAudits) -> str:
    """What each method found, and the nearest by embedding, to be looked at."""
    rows = [
        [one.kind, one.method, f"{one.texts:,}", fixed(one.threshold, 2), f"{one.alike:,}"]
        for one in found.near_duplicates
    ]
    parts = [table(["Compared", "Method", "Different texts", "Alike from", "Pairs alike"], rows)]
    if found.without_encoder:
        parts.append(f"Nothing was compared by embedding: {escaped(found.without_encoder)}.")
    parts += [_nearest(one) for one in found.near_duplicates if one.nearest and one.method == "embedding"]
    parts += [_nearest(one) for one in found.near_duplicates if one.nearest and one.method == "shingles"]
    return "\n\n".join(parts)


def _nearest(found: NearDuplicates) -> str:
    rows = [
        [
            fixed(near.likeness, 2),
            f"{near.split1}, {near.name1}",
            clipped(near.text1),
            f"{near.split2}, {near.name2}",
            clipped(near.text2),
        ]
        for near in found.nearest
    ]
    title = f"<details><summary>The nearest {len(rows)} {found.kind} by {found.method}</summary>"
    return f"{title}\n\n{table(['Likeness', 'In', 'Text', 'In', 'Text'], rows)}\n\n</details>"


def _power(found: HypothesisOnly) -> str:
    if found.planted_p is None:
        return "not planted"
    return f"{'found' if found.has_power else 'no power'} (p {found.planted_p:.3f})"


def _both(spread: Spread) -> tuple[str, str]:
    return fixed(spread.mean), fixed(spread.median)


def _with_reasons(text: str, reasons: dict[str, str]) -> str:
    told = [f"{escaped(name)}: {escaped(why)}." for name, why in reasons.items() if why]
    return "\n\n".join([text, *told])
