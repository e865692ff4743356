"""Adversarial bilingual questions (Cross-Lingual Pitfalls): what models write, translate and answer in a search."""
