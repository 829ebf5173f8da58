SHELL := /bin/bash
PYTHON ?= python3
UV := .tools/bin/uv
HUAXIANG := .venv/bin/huaxiang
READY := .venv/.ready
PREPARED := dbt_project/target/prepared.json
DBT_FILES := $(shell find dbt_project -name target -prune -o \( -name '*.sql' -o -name '*.yml' \) -not -name vars.yml -print)
# compiled bytecode makes every later start two to four times faster
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test browser lint long bench evaluate docs dev dashboard daemon clean fuzz

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | column -t -s '|'

run: $(PREPARED) ## refresh and publish the profiles of the demo company
	$(HUAXIANG) run

test: $(PREPARED) lint ## lints, unit, integration, architecture and the shorter end-to-end tests
	.venv/bin/pytest -n 2 --dist loadfile

long: $(PREPARED) ## every journey through many refreshes: killed runs, next days, rebuilt homes, the daemon (an hour)
	.venv/bin/pytest -m long

browser: $(PREPARED) ## every page of the app in Chromium: both languages, the demo and real orders, a phone (ten minutes)
	.venv/bin/pytest -m "long or not long" tests/browser --pictures .pictures

lint: $(READY) ## ruff and the SQL lint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/sqlfluff lint --processes 2 dbt_project/models

bench: $(PREPARED) ## wall time and peak memory: landing, the real order export, the demo with 5 thousand and 1 million persons
	.venv/bin/python -m benchmarks.landing
	.venv/bin/python -m benchmarks.stitching
	.venv/bin/python -m benchmarks.matching
	.venv/bin/python -m benchmarks.value
	.venv/bin/python -m benchmarks.text
	.venv/bin/python -m benchmarks.personas
	.venv/bin/python -m benchmarks.look_alikes
	.venv/bin/python -m benchmarks.outcomes
	.venv/bin/python -m benchmarks.uplift
	.venv/bin/python -m benchmarks.online_retail
	.venv/bin/python -m benchmarks.next_products
	.venv/bin/python -m benchmarks.demand
	.venv/bin/python -m benchmarks.network
	.venv/bin/python -m benchmarks.demo

evaluate: $(PREPARED) ## how right the platform is, in one table beside baselines and aims: docs/evaluation.md
	.venv/bin/python -m benchmarks.evaluate --write docs/evaluation.md

docs: $(PREPARED) ## every table, column and word, and how tables hang together, as pages in .docs
	.venv/bin/python -m orchestration.documentation

fuzz: $(PREPARED) ## the loader against a thousand seeded corruptions, increments against 200 random histories
	.venv/bin/pytest tests/unit/orchestration/ingest/test_corruptions.py --corruptions=1000
	.venv/bin/pytest tests/integration/increments --histories=200

dev: $(PREPARED) ## serve the asset graph at http://127.0.0.1:3000 and keep the profiles fresh
	.venv/bin/python -m orchestration.dev

dashboard: $(PREPARED) ## look at the profiles at http://127.0.0.1:8501, in Chinese and English
	$(HUAXIANG) dashboard

daemon: $(PREPARED) ## keep the profiles fresh, without the page
	.venv/bin/python -m orchestration.dev daemon

clean: ## remove what was built; homes in .huaxiang stay
	rm -rf .venv .tools dbt_project/target dbt_project/logs .pytest_cache .ruff_cache

$(UV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

$(READY): pyproject.toml uv.lock | $(UV)
	UV_PYTHON_DOWNLOADS=never $(UV) sync --quiet --locked --compile-bytecode --python $(PYTHON)
	@touch $@

$(PREPARED): $(READY) $(DBT_FILES)
	$(HUAXIANG) prepare
	@touch $@
