"""Card templates: prose, no logic."""
