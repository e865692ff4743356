"""The study's tables and figures from a snapshot of the Hub, for any languages and any day (docs/hub-survey.md)."""
