# Relance: every task of a developer, one word each. `make` alone lists them.
# Nothing here needs Docker, root, or more than git, make and a Python >= 3.11.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
UV := .local/uv/bin/uv
BIN := .venv/bin
SAM := .local/sam/bin/sam
FIND_PYTHON := sh local/environments/find-python.sh
ENVIRONMENTS := emulator runtime sam
# Tests that share an embedded stack go to one worker. Whoever lives the demo mostly waits: three keep two cores busy.
PYTEST_FLAGS ?= -n 3 --dist loadgroup
# The code is checked here; generated files and the user's billing samples are not code.
SOURCES := layers/core/relance functions local tests

# uv finds the machine's Pythons; it must never fetch one by itself.
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# The machine's own certificates: behind a company's proxy uv's built-in ones know nobody.
export UV_SYSTEM_CERTS := 1
export SAM_CLI_TELEMETRY := 0
# `sam validate` wants a region, whatever it is.
AWS_DEFAULT_REGION ?= eu-west-3
export AWS_DEFAULT_REGION

.PHONY: help
help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

# ------------------------------------------------------------------------------------- setup

.PHONY: setup
setup: .venv/.ready $(ENVIRONMENTS:%=.local/%/.ready) ## make the environments (quick when nothing changed)
	@:

$(UV): local/environments/get_uv.py
	@python=$$($(FIND_PYTHON) any) && echo "uv $(UV_VERSION), with $$python" && \
	  "$$python" local/environments/get_uv.py .local/uv $(UV_VERSION)
	@touch $@

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo ".venv: Relance, its tests and the relance command"
	@$(UV) sync --quiet --locked --python "$$($(FIND_PYTHON) any)"
	@touch $@

.local/%/.ready: local/environments/%.txt | $(UV)
	@echo ".local/$*: see local/environments/$*.in"
	@$(UV) venv --quiet --clear --python "$$($(FIND_PYTHON) any)" .local/$*
	@$(UV) pip sync --quiet --require-hashes --python .local/$*/bin/python $<
	@touch $@

# -------------------------------------------------------------------------------- check, test

# WS1000 no X-Ray: its SDK weighs 30 MB. WS1004 knows no log group shared by functions.
# ES2000 a log of requests would hold the tokens of signed links. ES6000 takes dead-letter queues
# for queues, and ES7000 an e-mail address for one.
NOT_ASKED := WS1000 WS1004 ES2000 ES6000 ES7000

.PHONY: check
check: setup ## format, lint, types, import directions, the template
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/cfn-lint --append-rules cfn_lint_serverless.rules --ignore-checks $(NOT_ASKED) -- template.yaml
	$(SAM) validate --lint

.PHONY: fix
fix: setup ## repair what ruff can repair
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

.PHONY: test
test: check ## check, every test, then the unit tests on Lambda's Python and the oldest one
	$(BIN)/pytest $(PYTEST_FLAGS)
	@$(MAKE) test-py311 test-py313

# On another Python, what a language can change: not words and pages, not what goes over HTTP or to AWS.
ELSEWHERE := -m "not e2e and not embedded" --hypothesis-profile=again \
  $(patsubst %,--ignore=tests/%,carriers conformity contract evidence golden mail pdf post texts tracked workflow)

# The same unit tests there, unless .venv already has it or the machine has none.
.PHONY: test-py311 test-py313
test-py311 test-py313: test-py3%: setup
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, $*))'; then \
	  echo "Python 3.$*: done above"; \
	elif python=$$($(FIND_PYTHON) 3.$*); then \
	  echo "Python 3.$*: the unit tests once more" && \
	  UV_PROJECT_ENVIRONMENT=.local/py3$* $(UV) sync --quiet --locked --python "$$python" && \
	  .local/py3$*/bin/pytest $(PYTEST_FLAGS) $(ELSEWHERE); \
	else \
	  echo "Python 3.$*: none on this machine, left out"; \
	fi

.PHONY: bench
bench: setup ## time the law and the letters, as ratios to other ways of making them
	$(BIN)/python -m local.bench

# ------------------------------------------------------------------------------- demo, deploy

.PHONY: demo
demo: setup ## deploy to the embedded AWS and play the story of one creditor
	$(BIN)/python -m local.story

.PHONY: build
build: setup ## sam build, from this machine and without a container
	@RELANCE_UV="$(CURDIR)/$(UV)" RELANCE_PYTHON="$$($(FIND_PYTHON) 3.13)" $(SAM) build

.PHONY: deploy
deploy: build ## deploy to AWS; asks its questions the first time only
	@if grep -q parameter_overrides samconfig.toml 2>/dev/null; then $(SAM) deploy; else $(SAM) deploy --guided; fi

# --------------------------------------------------------------------------------------- lock

# Lambda is Linux on arm64 with Python 3.13: what the layers carry is settled for it here.
LAMBDA := --python-version 3.13 --python-platform aarch64-manylinux_2_28

.PHONY: lock
lock: $(UV) ## settle versions anew: uv.lock, the environments, the layers
	$(UV) lock $(UPGRADE) --python "$$($(FIND_PYTHON) any)"
	@for name in $(ENVIRONMENTS); do \
	  $(UV) pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header \
	    --python "$$($(FIND_PYTHON) any)" local/environments/$$name.in -o local/environments/$$name.txt || exit 1; \
	done
	@$(MAKE) layers-lock

.PHONY: layers-lock
layers-lock: $(UV)
	@mkdir -p .local
	@for layer in core render; do \
	  $(UV) export --quiet --locked --only-group $$layer --no-hashes --no-header -o .local/$$layer.in && \
	  $(UV) pip compile --quiet $(LAMBDA) --generate-hashes --no-header --no-annotate \
	    --only-binary :all: .local/$$layer.in -o layers/$$layer/requirements.txt || exit 1; \
	done

.PHONY: clean
clean: ## remove what can be made again, and keep the environments
	rm -rf .aws-sam out .local/cache .local/stacks .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
