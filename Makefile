# Two commands: make run, make test. Everything they need is put into .venv, pinned by constraints.txt.

.PHONY: run test verdict bench lint clean

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready

run: $(READY)
	@$(BIN)/mission-control up

test: lint
	@mkdir -p test-results
	@$(BIN)/python -m pytest -rs --junitxml=test-results/junit.xml

verdict: $(READY)
	@sh .ci/verdict

bench: $(READY)
	@$(BIN)/python -m bench

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache

$(READY): constraints.txt pyproject.toml client/pyproject.toml
	@sh .ci/venv
	@touch $@
