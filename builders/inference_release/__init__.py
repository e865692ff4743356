"""The release of an inference dataset: splits by event, balance, audits, card. Start reading in `releasing`."""
