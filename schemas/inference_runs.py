"""An inference run: clusters of documents in several languages, turned into premise pairs with hypotheses."""

from __future__ import annotations

from schemas.digest import fraction
from schemas.premise_criteria import PairCriteria
from schemas.run_parameters import Run


class InferenceRun(Run):
    """One collection of clusters, one writer, and the judges that label what it wrote."""

    columns: dict[str, str]
    """Column of the file for each of our fields; empty when the format is known by its look."""
    languages: tuple[str, ...]
    """Only documents in these, BCP-47; empty for all."""
    criteria: PairCriteria
    writer: str
    """Model that writes the hypotheses, as named on the wire."""
    hypothesis_language: str
    max_document_characters: int
    """Of a document that a model is shown; what is cut off is a finding."""
    judges: tuple[str, ...]
    """Models that label every item, blind; none of the writer's family."""
    families: dict[str, str]
    """Family of each model whose name does not tell it."""
    twins: str
    """Model that translates the documents into English for readers who need it; empty when nobody is shown a twin."""
    expand_to: tuple[str, ...] = ()
    """Languages, BCP-47, into which a document of each event that lacks them is translated, to make premises of."""
    translator: str = ""
    """Model that translates so; empty when nothing is."""
    judged_alone: float
    """Share of the pairs whose items are also labelled from each document alone."""
    max_disagreeing: int
    """An item on which so many judges, or more, differ from the label intended is flagged."""

    def judges_alone(self, pair: str) -> bool:
        """Whether judges label the items of a premise pair from each document alone as well."""
        return bool(self.judges) and fraction(self.seed, "alone", pair) < self.judged_alone

    @property
    def id(self) -> str:
        return f"{self.source.name}-nli-{self.hypothesis_language}"

    @property
    def models(self) -> tuple[str, ...]:
        named = (self.writer, *self.judges, self.twins, self.translator)
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def stratum(self) -> str:
        """The unit a residual error is estimated for: source and writer."""
        return f"{self.id}/{self.writer}"
