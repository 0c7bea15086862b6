# Everything from a fresh clone; only make and Python 3.11 or later need to be there.
#   make run    the demonstration city at http://127.0.0.1:12345      make test      everything checked
#   make check  lint, types, fast tests (under a minute)              make test-all  … and the slow tests
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
FAST := tests/unit tests/property

.DEFAULT_GOAL := help
.PHONY: help run fetch test test-all audit check bench evaluate format clean

help:  ## what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# `whose run` fetches the embedded Neo4j itself, with progress, where it is missing.
run: .venv/.runtime  ## the server and the demonstration city, in the browser
	@exec $(BIN)/whose run

fetch: .venv/.runtime  ## download the embedded Neo4j (180 MB), nothing else
	@$(BIN)/whose neo4j fetch

test: check-code  ## lint, types and all tests but the slow ones
	$(BIN)/pytest -m "not slow"

test-all: check-code  ## … and the slow ones, and known vulnerabilities of the packages
	$(BIN)/pytest
	@$(MAKE) --no-print-directory audit

# --strict: a package that the service does not know, or does not answer for, was not audited, and that is a failure.
audit: .venv/.development  ## known vulnerabilities of the locked packages (needs the network)
	@$(UV) export --quiet --frozen --all-extras --no-emit-project --output-file .venv/audited.txt
	@$(BIN)/pip-audit --strict --disable-pip --progress-spinner off --requirement .venv/audited.txt || \
		{ echo "有已知漏洞，或漏洞库连不上、没查到（见上） / Vulnerable, or not audited: the advisory service did not answer (above)" >&2; exit 1; }

check: check-code  ## lint, types and the tests that need no database
	$(BIN)/pytest -q -m "not slow and not browser" $(FAST)

bench: .venv/.development  ## measure; prints a table and writes docs/performance.md
	$(BIN)/python -m bench

evaluate: .venv/.development  ## how well callers' words are understood; writes docs/intake.json
	$(BIN)/python -m bench.evaluate_intake

format: .venv/.development  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove the environment; data and the downloaded Neo4j stay
	rm -rf .venv

.PHONY: check-code
check-code: .venv/.development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# uv is put into the environment that it then fills; --inexact leaves it there.
.venv/bin/uv:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 以上 / Python 3.11 or later is needed: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "建立 .venv / Making .venv ($(PYTHON))"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"

.venv/.runtime: .venv/bin/uv uv.lock pyproject.toml
	@echo "安装依赖，首次约下载 130 MB / Installing what is needed, about 130 MB the first time"
	@$(UV) sync --frozen --inexact --no-dev --extra fast
	@touch $@

.venv/.development: .venv/bin/uv uv.lock pyproject.toml
	@echo "安装开发依赖，首次约下载 320 MB / Installing the developers' tools, about 320 MB the first time"
	@$(UV) sync --frozen --inexact --all-extras
	@touch $@ .venv/.runtime
