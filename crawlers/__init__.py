"""Bring raw material in: files, the Hub, model weights. Never calls a model."""
