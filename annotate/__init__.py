"""Say something about an item: ask a model, translate, check, compare."""
