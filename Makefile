# Two commands: `make demo` and `make test`. Both set everything up first, from constraints.txt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-browser lint bench bench-peers lock clean

demo: $(READY)
	$(BIN)/isogloss demo

test: lint
	$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --durations 12
	@echo "The browser tests were not run: make test-browser runs them."

test-browser: $(READY)
	$(BIN)/python -m pytest tests/browser

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## the figures of docs/bench.md, about six minutes
	$(BIN)/python -m tests.bench --best-of 3

bench-peers: $(READY)  ## ours beside other tools, each in an environment of its own under .bench/
	$(BIN)/python -m tests.bench.peers --best-of 3

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "isogloss needs $(PYTHON): install it, or name yours with make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[local,embeddings,news,dev]'
	@touch $@

lock: $(READY)  ## write down the versions that are installed now
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
