# Everything a developer or operator types. `make help` lists it.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
STEPS ?= 1000000
REV ?= main
FRAMES ?= 10000000
WORKERS ?= 3
TEST_PROCESSES ?= 2
# In the order of pyproject.toml: files with few but long tests would else come last, one by one.
IN_PARALLEL := -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
MPP_DATA_DIR ?= $(CURDIR)/data
export MPP_DATA_DIR

VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
NODE_MODULES := node_modules/.installed
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.DEFAULT_GOAL := help
.PHONY: help run serve serve-daphne cluster demo test coverage test-cluster fuzz fuzz-long fuzz-api check check-js lock licences format bench bench-vs bench-growth bench-idle bench-workers bench-capacity bench-latency bench-hostile soak bench-page screenshots browser production clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: $(INSTALLED) ## play on your own machine: http://127.0.0.1:8000
	@DEBUG=true $(PY) manage.py migrate --verbosity 0
	@DEBUG=true $(PY) manage.py runserver $(HOST):$(PORT)

serve: production ## serve players: uvicorn, uvloop, direct sockets
	@$(PRODUCTION) $(PY) -m mppsite.serve --host $(HOST) --port $(PORT)

serve-daphne: production ## the same on daphne
	@$(PRODUCTION) $(VENV)/bin/daphne --bind $(HOST) --port $(PORT) --verbosity 0 mppsite.asgi:application

cluster: $(INSTALLED_DEV) ## a site of three workers, with Valkey and PostgreSQL: http://127.0.0.1:8000
	@$(PY) -m deploy.local --port $(PORT) --workers $(WORKERS)

demo: $(INSTALLED) ## a server, and a bot that plays in its lobby
	@DEBUG=true $(PY) manage.py migrate --verbosity 0
	@DEBUG=true $(PY) manage.py runserver --noreload $(HOST):$(PORT) & server=$$!; \
	trap 'kill $$server' EXIT INT TERM; \
	DEBUG=true $(PY) manage.py piano_bot --url ws://$(HOST):$(PORT)/ws --room lobby --loop

test: $(INSTALLED_DEV) $(NODE_MODULES) browser ## all tests
	npm test --silent
	$(PY) -m pytest $(IN_PARALLEL) $(PYTEST_ARGS)

# Apart, for counting lines makes the tests take nearly twice as long.
coverage: $(INSTALLED_DEV) ## which lines of rooms/ no test reaches, browsers apart
	$(PY) -m pytest $(IN_PARALLEL) -m "not browser" --cov \
		--cov-report=term:skip-covered --cov-fail-under=90 rooms

test-cluster: $(INSTALLED_DEV) ## all faults at full length, and the wire contract over three workers
	MPP_CLUSTER_FULL=1 $(PY) -m pytest rooms/tests/cluster rooms/tests/safety/test_migrations.py
	MPP_TEST_KINDS=cluster $(PY) -m pytest rooms/tests/contract

fuzz: $(INSTALLED_DEV) ## random steps on the server and on a model of the contract: STEPS=1000000
	STEPS=$(STEPS) $(PY) -m pytest -q --capture=no -p no:logging -k random \
		rooms/tests/model/test_model.py

fuzz-long: $(INSTALLED_DEV) ## hostile frames, led by what code they reach: FRAMES=10000000
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	$(PY) -m rooms.tests.fuzz --frames $(FRAMES)

fuzz-api: $(INSTALLED_DEV) ## random requests to the API, by its schema: API_EXAMPLES=20
	API_EXAMPLES=$(or $(API_EXAMPLES),20) $(PY) -m pytest -q moderation/tests/api/test_served.py -k schemathesis

check: $(INSTALLED_DEV) ## lint, format, types, Django's checks
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(PY) manage.py check --fail-level WARNING
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-js; fi

check-js: $(NODE_MODULES)
	npm run --silent check

lock: $(INSTALLED_DEV) ## compile requirements*.in anew: LOCK=--upgrade, LOCK="--upgrade-package django"
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt
	$(COMPILE) requirements-fuzz.in --output-file requirements-fuzz.txt

licences: $(INSTALLED_DEV) ## list the licences of all that we build on: docs/licences.md
	$(PY) -m tools.licences

format: $(INSTALLED_DEV) ## put the code into shape
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(INSTALLED_DEV) benchmarks/bin/mppload ## measure the server by all its figures: BENCH_ARGS="1x50 --runs 1"
	$(PY) -m benchmarks.bench $(BENCH_ARGS)

bench-vs: $(INSTALLED_DEV) benchmarks/bin/mppload ## hold it against another commit, pair by pair: REV=main
	$(PY) -m benchmarks.versus $(REV) $(BENCH_ARGS)

bench-growth: $(INSTALLED_DEV) benchmarks/bin/mppload ## measure what grows with people, rooms and history
	$(PY) -m benchmarks.growth $(BENCH_ARGS)

bench-latency: $(INSTALLED_DEV) browser ## measure how long a key press takes to the other's ear
	$(PY) -m benchmarks.latency

bench-page: $(INSTALLED_DEV) browser ## measure how soon one can play, what the page weighs and costs
	$(PY) -m benchmarks.page

bench-hostile: $(INSTALLED_DEV) benchmarks/bin/mppload ## measure what people notice of attacks: BENCH_ARGS=slow
	$(PY) -m benchmarks.hostile $(BENCH_ARGS)

soak: $(INSTALLED_DEV) ## hours of coming and going: SECONDS=7200
	$(PY) -m benchmarks.soak --seconds $(or $(SECONDS),7200)

bench-idle: $(INSTALLED_DEV) benchmarks/bin/mppload ## measure 50 000 idle people over three workers
	$(PY) -m benchmarks.idle

bench-workers: $(INSTALLED_DEV) benchmarks/bin/mppload ## measure rooms that 1, 2 and 3 workers serve together
	$(PY) -m benchmarks.workers

bench-capacity: $(INSTALLED_DEV) benchmarks/bin/mppload ## predict what large sites cost, and try the prediction
	$(PY) -m benchmarks.capacity

# In one call, and optimised across its files: what runs for each message is inlined.
benchmarks/bin/mppload: $(wildcard benchmarks/mppload/*.[ch])
	mkdir -p $(@D)
	$(CC) -O2 -flto=auto -Wall -Wextra -o $@ $(filter %.c,$^) -lm

screenshots: $(INSTALLED_DEV) browser ## make the pictures of the documents again
	MPP_SCREENSHOTS=docs/images $(PY) -m pytest -q rooms/tests/browser/test_pictures.py \
		moderation/tests/browser/test_day.py

clean: ## remove what was installed and built, but not data
	rm -rf $(VENV) node_modules benchmarks/bin

# --- what the commands above need

# Who serves from a checkout and sets no key has that of development; deployments set SECRET_KEY.
PRODUCTION = settings="$$($(PY) -m tools.production $(HOST))" && eval "$$settings" &&

production: $(INSTALLED)
	@mkdir -p $(MPP_DATA_DIR)
	@$(PRODUCTION) $(PY) manage.py migrate --verbosity 0
	@$(PRODUCTION) $(PY) manage.py collectstatic --noinput --verbosity 0

# For every platform and every Python from 3.11 on, with the hashes of all files of a release. With
# extras: pip would look for a newer release to have `coverage[toml]` of, and refuse it.
COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras \
	--custom-compile-command "make lock" $(LOCK)

$(INSTALLED): requirements.txt
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(NODE_MODULES): package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	@touch $@

browser: # the browser of the end-to-end tests
	@command -v chromium >/dev/null || \
		($(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium >/dev/null)
