# Two commands do all the set-up on a machine with only Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint types rules compile plain clean

$(VENV)/.ready: pyproject.toml build_rulebook.py build_native.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=24"
	$(BIN)/python -m pip install --quiet -e ".[dev]"
	touch $@

compile: $(VENV)/.ready
	@$(BIN)/python build_native.py > /dev/null
	@$(BIN)/python build_rulebook.py > /dev/null

demo: compile
	$(BIN)/npguidelines score examples/comments.csv -o out/verdicts.csv

test: compile
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.ready
	$(BIN)/ruff check src tests benchmarks build_rulebook.py build_native.py

types: $(VENV)/.ready
	$(BIN)/mypy

rules: compile
	$(BIN)/npguidelines check --rules rules

check: lint types rules test

plain:
	rm -f src/*.so src/npguidelines/*/*.so

clean: plain
	rm -rf $(VENV) out build dist src/npguidelines/rulebook.bin src/npguidelines/rulebook/words.txt.gz
