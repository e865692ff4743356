"""Adversarial bilingual pairs: the search, the evidence for what it finds, the release. Start reading in `draft`."""
