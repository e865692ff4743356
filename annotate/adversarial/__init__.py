"""Adversarial bilingual questions (Cross-Lingual Pitfalls): what models write, translate, judge and answer in a search."""
