# Two commands: make run, make test. Everything they need is put into .venv, pinned by constraints.txt.

.PHONY: run test verdict bench engines engines-stop engines-status run-engines test-engines bench-engines soak sheet lint clean

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready

run: $(READY)
	@$(BIN)/mission-control up

test: lint
	@mkdir -p test-results
	@$(BIN)/python -m pytest -rsRfE -n 2 --dist loadfile --junitxml=test-results/junit.xml

verdict: $(READY)
	@sh .ci/verdict

bench: $(READY) .bench/ready
	@$(BIN)/python -m bench

# The servers that the product can stand on, from packages and on this machine alone; compose.yaml is the same for Docker.
engines: $(READY)
	@$(BIN)/python -m servers start

run-engines: engines
	@set -a; eval "$$($(BIN)/python -m servers env)"; MC_STORE=servers MC_METRICS=$${MC_METRICS:-9464} \
	    MC_TRACES=$${MC_TRACES-$${MC_ZIPKIN:+zipkin+$$MC_ZIPKIN}} \
	    exec $(BIN)/mission-control up

test-engines: engines
	@mkdir -p test-results
	@set -a; eval "$$($(BIN)/python -m servers env)"; MC_SERVERS_REQUIRED=1; \
	    $(BIN)/python -m pytest -rsRfE -n 2 --dist loadfile -m servers --junitxml=test-results/engines.xml tests

bench-engines: engines
	@set -a; eval "$$($(BIN)/python -m servers env)"; $(BIN)/python -m bench engines

# Kills everything many times, on servers of its own; SOAK="--kills 200 --seed 7" says how often, and which story again.
soak: $(READY)
	@$(BIN)/python -m tests.faults.soak $(SOAK)

# Pictures of every lens over data of every kind in build/sheet, to be looked at.
sheet: $(READY)
	@$(BIN)/python -m tests.pages.contact_sheet

engines-stop: $(READY)
	@$(BIN)/python -m servers stop

engines-status: $(READY)
	@$(BIN)/python -m servers status

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf .venv .bench build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache

# What the benchmarks are measured beside is no part of the product; where it cannot be had, its figures say so.
.bench/ready: constraints-bench.txt $(READY)
	@rm -rf .bench && mkdir -p .bench
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    --only-binary :all: --target .bench -r constraints-bench.txt && touch $@ || true

$(READY): constraints.txt pyproject.toml client/pyproject.toml
	@sh .ci/venv
	@touch $@
