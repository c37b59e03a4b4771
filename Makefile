# The workflow, as a file that runs; continuous integration calls the same targets.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $(p))))
SOURCES := bot dialogs storage tests tools wsgi.py
# The package registry's certificate store, the locale and the time zone of the machine decide nothing here.
export TZ := UTC
export PYTHONUTF8 := 1

.PHONY: demo test quick setup setup-dev check bench storm listen pictures catalogs lock format clean

demo: setup ## the whole service on embedded parts, with the simulated phone
	@exec $(BIN)/casestatus demo

setup: $(VENV)/.run-stamp ## the virtual environment, with what the service needs to run

setup-dev: $(VENV)/.dev-stamp

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on the PATH." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.run-stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the service needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q $(VENV)/lib bot dialogs storage || true
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.lock $(VENV)/.run-stamp
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

test: setup-dev ## every test
	@$(BIN)/pytest -n auto

quick: setup-dev ## the tests that need no browser and no PostgreSQL
	@$(BIN)/pytest -n auto -m "not slow"

check: setup-dev ## format, lint, types, rooms, catalogs, migrations
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.catalogs --check
	$(BIN)/python -m tools.migrations_check

catalogs: setup-dev ## extract, update, compile and check the catalogs
	$(BIN)/python -m tools.catalogs

bench: setup-dev ## each figure as a ratio to its floor
	$(BIN)/python -m tools.bench

storm: setup-dev ## thousands of changes while everything breaks: is every one told, and once?
	$(BIN)/python -m tools.storm

listen: setup-dev ## is the call understood over a telephone, by ear? Installs a voice and a recogniser, once
	$(BIN)/python -m tools.listen

pictures: setup-dev ## the pictures in README, of a demo of its own
	@$(BIN)/python -m tools.pictures

format: setup-dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# uv is needed for this target alone; the lock files hold names, versions and hashes.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate
lock:
	$(LOCK) pyproject.toml --extra embedded --group build -o requirements.lock
	$(LOCK) pyproject.toml --extra embedded --group build --group dev -c requirements.lock -o requirements-dev.lock
	cd tools/listening && $(LOCK) requirements.in -o requirements.lock

clean:
	rm -rf $(VENV) .venv-listen var .mypy_cache .ruff_cache .pytest_cache .hypothesis
