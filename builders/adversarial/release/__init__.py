"""`isogloss adversarial release`: the pairs that people accepted as a dataset, with the evidence on its card."""
