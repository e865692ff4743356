"""Whether a weakness that a search found is real: asked anew, beside nulls and baselines, and how sure one can be.

cells, fresh, nulls, common           what is asked of models, and the records of it
rates, seed_means, effects, retest    what is left of the weakness of included pairs
conversion, costs, signatures         how many seeds it takes, what it costs, what goes wrong
margins, affinity, language_rates     how languages compare; `affinity_picture` draws it
"""
