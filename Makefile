# Two commands: `make audit` and `make test`.  Both install what they need, once, into .venv.
PYTHON ?= python3.11
BIN := .venv/bin
CASE := fixtures/cases/paid-reports
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps

.PHONY: audit test lint test-cluster test-slow bench lock fixtures clean

audit: .venv/run.stamp
	$(BIN)/auditor audit $(CASE) --as-of 2026-05-31

test: lint
	$(BIN)/python -m pytest

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Two nodes take minutes to start, lose and start again: the build runs it after the tests.
test-cluster: .venv/dev.stamp
	$(BIN)/python -m pytest -m cluster

test-slow: .venv/dev.stamp
	$(BIN)/python -m pytest -m slow

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks.whole

fixtures: .venv/dev.stamp
	$(BIN)/python -m fixtures.make

# The locks name versions and hashes, never a host.  The larger one first: what the tests bring may hold a version down.
lock: .venv/dev.stamp
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --no-header --extra dev --build-deps-for wheel \
		-o requirements-dev.lock pyproject.toml
	$(BIN)/python -m piptools compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-emit-trusted-host --no-header --no-annotate --build-deps-for wheel \
		-c requirements-dev.lock -o requirements.lock pyproject.toml

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q auditor  # where nothing may be written at a run, every run would compile again
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -c 'from auditor.rules.program import stored_programs; stored_programs()'
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(INSTALL) -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
