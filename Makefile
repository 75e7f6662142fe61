# Sets everything up on a machine that has Python 3.11 (with venv) and make, and nothing else.
#
#   make run          the demonstration municipality on http://127.0.0.1:8000 (PORT=… for another port)
#   make test         everything that must hold
#   make bench        what the product promises, in figures
#   make conformance  models, decision tables and behaviours of others (SUITES=… for another folder of them)
#   make setup        what run needs, without running it
#   make clean        remove everything that was set up or built; the database in var/ stays

PORT ?= 8000
SUITES ?= ../shared/suites
PYTHON ?= python3

BIN := .venv/bin
# Compiled at once: the first start should be as quick as the next.
SYNC := $(BIN)/uv sync --frozen --quiet --inexact --compile-bytecode
FRONTEND := webapp/frontend
PACKAGES := $(FRONTEND)/node_modules/.package-lock.json
BUILD := webapp/static/build/manifest.json
SOURCES := $(shell find $(FRONTEND)/src -type f) $(wildcard $(FRONTEND)/*.mjs)
# A node that was set up here comes before the machine's own.
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
NODE_IS_NEW := command -v npm >/dev/null && node -e \
	'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' \
	2>/dev/null

.PHONY: run test bench conformance setup clean
.SILENT:
.DELETE_ON_ERROR:

run: setup
	exec $(BIN)/yearwheel demo --serve --port $(PORT)

setup: .venv/.run $(BUILD)

test: .venv/.develop $(BUILD)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo --no-cache >.venv/imports.txt || { cat .venv/imports.txt; exit 1; }
	$(BIN)/pytest -n 2

bench: .venv/.develop $(BUILD)
	$(BIN)/python -m benchmarks

conformance: .venv/.develop
	$(BIN)/python -m tests.conformance "$(SUITES)"

clean:
	rm -rf .venv $(FRONTEND)/node_modules webapp/static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache

$(BIN)/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	$(PYTHON) -m venv .venv || { echo "Python cannot make virtual environments (Debian: apt-get install python3-venv)"; exit 1; }
	echo "Setting up, once …"
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9

.venv/.run: uv.lock pyproject.toml | $(BIN)/uv
	$(SYNC) --no-dev
	touch $@

.venv/.develop: uv.lock pyproject.toml | $(BIN)/uv
	$(SYNC)
	touch $@ .venv/.run

.venv/.node: | $(BIN)/uv
	$(NODE_IS_NEW) || $(SYNC) --no-dev --group node
	touch $@

$(PACKAGES): $(FRONTEND)/package.json $(FRONTEND)/package-lock.json | .venv/.node
	cd $(FRONTEND) && $(WITH_NODE) npm ci --silent
	touch $@

$(BUILD): $(PACKAGES) $(SOURCES)
	cd $(FRONTEND) && $(WITH_NODE) node build.mjs
