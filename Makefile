# make run [ARGS=…]   prepare once, then start signdesk with ARGS
# make test [ARGS=…]  the tests, the style, the types and the imports between the rooms
# make lint           all of these but the tests
# make wheel          dist/signdesk-….whl
# make clean          remove what make made, the environment too
#
# PYTHON=… chooses the Python (3.11 or newer); CPU=1 leaves out what only NVIDIA cards need (2 GB, Linux).

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
CPU ?=
TORCH := $(shell sed -n 's/^torch==/torch==/p' constraints.txt)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test lint wheel clean
.DELETE_ON_ERROR:

run: $(VENV)/.ready-run
	@$(BIN)/python -m signdesk $(ARGS)

test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n 2 $(ARGS)
	@$(MAKE) --no-print-directory lint

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check --output-format concise
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

wheel: $(VENV)/.ready-dev
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@python=$${PYTHON:-$$(sh tools/find_python.sh)} || exit 1; \
	sh tools/check_system.sh "$$python" && "$$python" -m venv $(VENV)

$(VENV)/.ready-system: $(BIN)/python tools/check_system.sh
	@sh tools/check_system.sh $(BIN)/python
	@touch $@

$(VENV)/.ready-run: $(VENV)/.ready-system pyproject.toml constraints.txt
	@echo "signdesk: installing what it needs into $(VENV); this takes a few minutes, once"
	@if [ -n "$(CPU)" ]; then \
	    $(INSTALL) --no-deps --index-url https://download.pytorch.org/whl/cpu "$(TORCH)"; \
	fi
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-run
	@$(INSTALL) -e '.[dev]'
	@touch $@
