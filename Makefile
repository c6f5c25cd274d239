# Two commands: `make demo` shows Tàng Thư, `make test` checks it. Both need only Python ≥ 3.11.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8080

.PHONY: help demo test lint unit explore soak bench bench-full peers screens audit translations clean

help:
	@echo "make demo    install, load the sample collection, serve it at http://$(HOST):$(PORT)"
	@echo "make test    install and run every check"
	@echo "make lint    the checks that run nothing: style, types, import rules"
	@echo "make unit    the tests alone"
	@echo "make explore the tests on examples that they have not tried before"
	@echo "make soak    a thousand jobs of each kind, killed at any moment"
	@echo "make bench   speed, the short form, on the real collections when they are there"
	@echo "make bench-full  speed and quality, all of it: 40 minutes once its homes are filled; keeps figures and picture in docs"
	@echo "make peers   installs what a library would use instead, and compares"
	@echo "make screens pictures of every page into docs/screens"
	@echo "make audit   Lighthouse over the pages, where Node and chromium are"
	@echo "make translations  compile the texts of the pages in both languages"
	@echo "make clean   remove what these commands made"

demo: $(VENV)/installed
	$(BIN)/tangthu --home demo-home demo --host $(HOST) --port $(PORT)

test: lint unit

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A file's tests stay together, for they share what it takes longest to make. More than four processes
# would take more memory than they save time.
PYTEST := python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

unit: $(VENV)/installed-dev
	$(BIN)/$(PYTEST)

# `make test` tries the same examples each time, so that a commit passes or fails for its own sake.
explore: $(VENV)/installed-dev
	TANGTHU_EXPLORE=1 $(BIN)/$(PYTEST)

# A thousand kills of each job, and as many flipped bits: an hour.
soak: $(VENV)/installed-dev
	TANGTHU_CRASH_ROUNDS=1000 TANGTHU_BIT_FLIPS=1000 $(BIN)/python -m pytest tests/crash

# A few minutes, when the home that is searched has been made.
bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.latency --queries 200 --cold 1
	$(BIN)/python -m benchmarks.throughput --seconds 2
	$(BIN)/python -m benchmarks.shares --queries 200
	$(BIN)/python -m benchmarks.sizes
	$(BIN)/python -m benchmarks.startup --rounds 3
	$(BIN)/python -m benchmarks.guard

# Everything; what the picture and the README's tables are made of is kept in docs/benchmarks.
SIZES ?= 1000 10000 100000 1000000
FIGURES := docs/benchmarks
bench-full: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.latency --json $(FIGURES)/latency.json
	$(BIN)/python -m benchmarks.throughput --json $(FIGURES)/throughput.json
	$(BIN)/python -m benchmarks.shares --json $(FIGURES)/shares.json
	$(BIN)/python -m benchmarks.sizes --json $(FIGURES)/sizes.json
	$(BIN)/python -m benchmarks.startup --json $(FIGURES)/startup.json
	$(BIN)/python -m benchmarks.guard --json $(FIGURES)/guard.json
	$(BIN)/python -m benchmarks.ingest --every 1 --rounds 1 --json $(FIGURES)/ingest.json
	$(BIN)/python -m benchmarks.memory --json $(FIGURES)/memory.json
	$(BIN)/python -m benchmarks.growth --sizes $(SIZES) --json $(FIGURES)/growth.json
	$(BIN)/python -m benchmarks.plot
	$(BIN)/python -m benchmarks.reindex_latency
	$(BIN)/python -m benchmarks.segmentation
	$(BIN)/python -m benchmarks.segmentation_quality
	$(BIN)/python -m benchmarks.analysis
	$(BIN)/python -m benchmarks.legacy
	$(BIN)/python -m benchmarks.suggestions
	$(BIN)/python -m benchmarks.relevance

# Their indexes are made once and kept in bench-runs/peers.
peers: $(VENV)/installed-dev
	benchmarks/peers/install.sh $(BIN)/python
	$(BIN)/python -m benchmarks.peers --json bench-runs/peers/figures.json

screens: $(VENV)/installed-dev
	$(BIN)/python -m tests.web.screenshots docs/screens

audit: $(VENV)/installed-dev
	$(BIN)/python -m tests.web.audit

translations: $(VENV)/installed-dev
	$(BIN)/pybabel compile --directory web/translations

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Tàng Thư needs Python 3.11 or newer; say: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
	  || { echo "Python's venv is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# What the installation is made of; the C files are compiled by it.
INSTALLED := pyproject.toml constraints.txt build_backend.py $(wildcard analyzers/kernel/*.[ch])

$(VENV)/installed: $(VENV)/bin/python $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/bin/python $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) demo-home bench-home bench-runs build *.egg-info .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache analyzers/kernel/*.so
