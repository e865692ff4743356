"""How far people agree: percent, Cohen, Fleiss, Krippendorff, Gwet, by label and by pair, and evidence sets.

    agreement_of([Judgment("q1", "ana", "accept"), Judgment("q1", "ben", "fix"), ...]).overall.alpha
    Estimate(value=0.71, why="", n=412, low=0.64, high=0.77, clusters=137)

What each number means is in `docs/agreement.md`. One formula a file, each with its paper.
"""

from annotate.agreement.estimate import Estimate
from annotate.agreement.judgments import Judgment, JudgmentsError
from annotate.agreement.report import AgreementReport, agreement_of

__all__ = ["AgreementReport", "Estimate", "Judgment", "JudgmentsError", "agreement_of"]
