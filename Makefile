# Every target sets up what it needs in .venv, from Python 3.11 or newer alone.
PYTHON ?= python3
VENV := .venv
TRUTH_VENV := .venv-truth
BIN := $(VENV)/bin
PIP_INSTALL := -m pip --disable-pip-version-check install -q
# More options of a command: make serve ARGS="-a 127.0.0.1:9000", make test ARGS="-k notation".
ARGS ?=
# Options of pip for the reference venv, e.g. an index that holds torch without CUDA.
TRUTH_PIP_ARGS ?=

# Material's notice about MkDocs 2 is no news here: pyproject.toml keeps to 1.x.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help serve site test lint bench truth
.NOTPARALLEL: # two pips in one venv would trip over each other

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

serve: $(VENV)/docs.stamp ## preview the reference site, with live reload
	$(BIN)/mkdocs serve $(ARGS)

site: $(VENV)/docs.stamp ## build the reference site; a warning is a failure
	$(BIN)/mkdocs build --strict $(ARGS)

test: $(VENV)/test.stamp ## run all tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(VENV)/lint.stamp ## check style, layout and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/test.stamp ## measure what the plugin costs a build
	$(BIN)/python -m benchmarks $(ARGS)

truth: $(TRUTH_VENV)/truth.stamp ## count the models again in a reference implementation (large download)
	$(TRUTH_VENV)/bin/python -m tools.truth $(ARGS)

# A stamp per dependency group: who only previews the site does not wait for the test tools.
$(VENV)/%.stamp: pyproject.toml $(VENV)/created
	$(BIN)/python $(PIP_INSTALL) -e '.[mkdocs,checkpoints]' --group $*
	@touch $@

# On its own: what checks the counts must not import what it checks.
$(TRUTH_VENV)/truth.stamp: pyproject.toml $(TRUTH_VENV)/created
	$(TRUTH_VENV)/bin/python $(PIP_INSTALL) $(TRUTH_PIP_ARGS) --group truth
	@touch $@

# pip reads dependency groups from 25.1 on; a new venv holds the pip of its Python.
$(VENV)/created $(TRUTH_VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not that." >&2; \
	  echo "Name one: make $(or $(MAKECMDGOALS),test) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python $(PIP_INSTALL) 'pip>=25.1'
	@touch $@
