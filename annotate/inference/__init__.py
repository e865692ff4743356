"""Cross-document cross-lingual inference (CDCL-NLI): what machines say about a premise pair and its hypotheses."""
