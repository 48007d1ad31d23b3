# Tidtam. `make help` prints the targets; every one may be run again at any time.
SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
AS_OF ?= 2026-05-21
.DEFAULT_GOAL := help

help: ## Print this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: .venv/ready src/tidtam/ui/static/dist/ready src/tidtam/locale/en/LC_MESSAGES/django.mo ## Build .venv, the front end and the database
	@sh scripts/system.sh serve
	@$(PY) -m tidtam.cli prepare

.venv/ready: pyproject.toml locks/dev.txt scripts/venv.sh
	@sh scripts/venv.sh

src/tidtam/ui/static/dist/ready: package-lock.json package.json $(shell find islands -name '*.ts' -not -path '*/node_modules/*' 2>/dev/null) | .venv/ready
	@sh scripts/frontend.sh

src/tidtam/locale/en/LC_MESSAGES/django.mo: src/tidtam/locale/en/LC_MESSAGES/django.po | .venv/ready
	@.venv/bin/pybabel -q compile -D django -d src/tidtam/locale

demo: setup ## Make the demo, serve http://localhost:8000 and print its accounts (PORT=8123 for another port)
	@$(PY) -m tidtam.cli demo --port $(PORT) --as-of $(AS_OF)

check: .venv/ready ## The quick loop: format, lint, types, contracts, pure tests (under 60 s)
	@sh scripts/lint.sh
	@$(PY) -m pytest tests/thai tests/obligations/rules tests/letters/reader tests/architecture -n 2 -m "not browser and not slow"

test: setup ## Everything: lint, types, contracts, tests, browser tests
	@sh scripts/system.sh test
	@npm_config_update_notifier=false sh scripts/together.sh "sh scripts/lint.sh" "sh scripts/frontend.sh test"
	@$(PY) -m pytest tests -n 2 --dist loadfile --no-loadscope-reorder
	@sh scripts/system-postgres.sh

format: .venv/ready ## Format the code
	@.venv/bin/ruff check --fix -q src tests; .venv/bin/ruff format -q src tests

messages: .venv/ready ## Collect and compile translations
	@sh scripts/messages.sh

lock: ## Write the lock files anew from pyproject.toml (uv)
	@sh scripts/lock.sh

clean: ## Remove what setup built (never the data folder)
	rm -rf .venv node_modules src/tidtam/ui/static/dist .mypy_cache .ruff_cache .import_linter_cache

.PHONY: help setup demo check test format messages lock clean
