"""The study's Table 1 (section 3.2): its four categories of metrics, and where this survey has each."""

from __future__ import annotations

import polars as pl

_ROWS = (
    ("Scale & Composition", "Dataset size", "monolingual datasets by rows and by bytes", "Table 2"),
    ("Scale & Composition", "Language makeup", "all listed datasets by declared languages", "Figures 2a and 2b"),
    ("Scale & Composition", "Task types", "mentions of task groups by monolingual datasets", "Figure 3"),
    ("Development Patterns", "Ownership structure", "monolingual datasets with a known class of owner", "Figure 7"),
    ("Development Patterns", "License types", "monolingual datasets by strictest licence", "Figure 4"),
    ("Development Patterns", "Community activity", "instruction data among all listed, by month", "Figure 5"),
    ("Documentation Quality", "Academic validation", "monolingual datasets that name an arXiv paper", "Figure 6a"),
    ("Documentation Quality", "Documentation standards", "cards with all five sections", "Figure 6b"),
    ("Documentation Quality", "Documentation depth", "words of a card, mean and median", "Figure 6c"),
    ("Cultural Characteristics", "Domain focus", "read, not counted", "Reading list"),
    ("Cultural Characteristics", "Resource development", "read, not counted", "Reading list"),
    ("Cultural Characteristics", "Community priorities", "read, not counted", "Reading list"),
)
FRAMEWORK = pl.DataFrame(_ROWS, schema=["category", "metric", "counted here", "shown in"], orient="row")
