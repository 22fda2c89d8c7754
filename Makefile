# OVF-CDS: `make help` says what can be made.
#
# PYTHON  the Python that makes .venv (3.11, 3.12 or 3.13); by default the first such one that is found
# ARGS    more arguments for pytest: make test ARGS='-k rebound'

SHELL := /bin/sh
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for python in python3 python3.12 python3.11 python3.13; do \
	$$python -c '$(SUPPORTED)' 2>/dev/null && echo $$python && exit; done; echo python3)
ARGS ?=

BIN := .venv/bin
LOCK := .ci/constraints.txt

# The lock holds for what is installed and for what builds it; newer versions of pip ask for the second by its own name.
export PIP_CONSTRAINT := $(LOCK)
export PIP_BUILD_CONSTRAINT := $(LOCK)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# durable-rules calls a function that Python 3.13 no longer has; the function that replaced it takes its place.
FLAGS_313 := -DPyEval_CallObject=PyObject_CallObject
PIP = CPPFLAGS="$$CPPFLAGS $$($(BIN)/python -c 'import sys; print("$(FLAGS_313)" * (sys.version_info >= (3, 13)))')" \
	$(BIN)/python -m pip

.PHONY: demo test check format docs lock wheel wheelhouse clean help
.DELETE_ON_ERROR:

demo: .venv/.installed ## install into .venv, then show the cards of the examples
	@$(BIN)/cds check fhir_examples
	@echo
	@echo "One of them alone: $(BIN)/cds check fhir_examples/01_rebound_kyphoplasty_order"

test: .venv/.installed-dev ## run the tests
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

check: .venv/.installed-dev ## format, lint, types, floors, rule pack; no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cds lint

format: .venv/.installed-dev ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/.installed-dev ## write the generated pages and the schema anew
	@$(BIN)/python -m cds.rules.generated
	@$(BIN)/python docs/write_configuration.py

lock: .venv/bin/python ## renew .ci/constraints.txt with the newest versions that pyproject.toml allows
	@sh .ci/lock $(BIN)/python $(LOCK)

wheel: .venv/.installed-dev ## build the source archive and the wheel into dist/
	@$(BIN)/python -m build --no-isolation

wheelhouse: .venv/.installed ## collect every wheel an installation needs into wheelhouse/
	@$(PIP) wheel -qq --wheel-dir wheelhouse .
	@echo "To install without a compiler and without a network:"
	@echo "  python3 -m pip install --no-index --find-links wheelhouse ovf-cds"

clean: ## remove everything that can be made again
	rm -rf .venv dist build wheelhouse .coverage .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

.venv/bin/python:
	@$(PYTHON) .ci/prerequisites.py
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml $(LOCK) | .venv/bin/python
	@echo "Installing OVF-CDS into .venv (a minute or two the first time: one package is compiled)"
	@$(PIP) install -qq --editable .
	@echo "Installed"
	@touch $@

.venv/.installed-dev: .venv/.installed
	@echo "Installing what the tests and checks need"
	@$(PIP) install -qq --editable '.[dev]'
	@touch $@
