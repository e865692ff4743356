"""Clusters of documents about one event, one format a file: each yields `Article`s and `BadRow`s, judging nothing."""
