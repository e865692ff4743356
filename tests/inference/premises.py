"""A premise pair to test with: two short reports of our own about one invented fire."""

from schemas.inference import Document, Hypothesis, PremisePair, Quote

ENGLISH = (
    "A fire broke out in the old harbour of Varna on Saturday night. It destroyed 14 fishing boats, the harbour office "
    "said.\n\nNobody was hurt. Captain Elena Marsh called the loss “a blow to the whole town”."
)
SPANISH = (
    "Un incendio destruyó catorce barcos en el puerto viejo de Varna. Los bomberos, que tardaron tres horas en apagar "
    "las llamas, sospechan de un cortocircuito. La alcaldesa Rosa Petrov prometió ayudas por 2,5 millones de euros."
)


def document(text=ENGLISH, language="en", number=1, **others):
    given = {"date": "2026-03-07", "title": "", "source": "", "origin": "native"} | others
    blank = {"translated_from": "", "translator": "", "answer_key": ""}
    return Document(
        run="itn", document=f"itn-d{number}", event="itn-e", language=language, text=text, **(blank | given)
    )


def documents(first=ENGLISH, second=SPANISH, languages=("en", "es")):
    return document(first, languages[0], 1), document(second, languages[1], 2)


PAIR = PremisePair(
    run="itn", pair="itn-p", event="itn-e", document1="itn-d1", document2="itn-d2", language1="en", language2="es",
    similarity=0.7, aligned=0.4, new1=0.5, new2=0.6, flags=(),
)  # fmt: skip


def hypothesis(text="A fire in Varna destroyed 14 boats.", label="entailment", **others):
    given = {
        "language": "en",
        "explanation": "Both say so.",
        "evidence": (Quote(document=1, text="It destroyed 14 fishing boats", start=63, end=92, units=(1,)),),
    }
    if label == "neutral":
        given["evidence"] = ()
    item = {"run": "itn", "item": "itn-h", "pair": "itn-p", "writer": "gpt-4o", "answer_key": "b2:0#0"}
    return Hypothesis(text=text, label=label, **(item | given | others))
