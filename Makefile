# Truepenny. Needs Python 3.11 or newer and make; everything else is set up in .uv/ and .venv/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
UV_VERSION := 0.13.8
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := .uv/bin/uv
BIN := .venv/bin
ARGS ?=

export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help run serve test check format bench screens debian-packages wheel clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/ready ## the demo: desk, portal, a sample exchange with the widget, people and tickets (ARGS="--port 8100")
	@exec $(BIN)/truepenny demo $(ARGS)

serve: .venv/ready ## the desk with your settings (environment or truepenny.toml)
	@exec $(BIN)/truepenny serve $(ARGS)

test: .venv/ready debian-packages ## all tests, in as many processes as there are cores (ARGS="tests/ops -k backup", ARGS="-n0" for one process)
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist loadfile --max-worker-restart 0 $(ARGS)

check: .venv/ready ## lint, format, types, architecture, dependencies, lock
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry src
	@$(UV) lock --check

format: .venv/ready ## put the code in its form and mend what lint can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/ready ## all benchmarks (bench/README.md)
	@./bench/run all $(ARGS)

screens: .venv/ready debian-packages ## a picture of every page and state, into screens/
	@$(BIN)/python -m tests.browser.screens $(ARGS)

debian-packages: ## PostgreSQL, Chromium, fonts, clamd, nginx, tesseract, Dovecot and Postfix for the tests, where this is Debian and we are root
	@./tools/debian-packages

wheel: .venv/ready ## the wheel, into dist/
	@$(UV) build --wheel

clean: ## remove what was set up and built; your data stays
	@rm -rf .venv .uv dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .uv || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; rm -rf .uv; exit 1; }
	@echo '*' > .uv/.gitignore
	@.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@$(BIN)/python -m compileall -q src
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import truepenny.main.demo.start'  # compiles what it needs of others: no start has to
	@touch $@
