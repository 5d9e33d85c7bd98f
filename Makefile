# Everything a person or CI runs. `make demo` and `make test` need Python 3.11+ and nothing else.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
PYTEST_JOBS ?= 2

.PHONY: demo test check fix e2e sweep bench docs lock clean

demo: $(INSTALLED)  ## diagnose the recorded broken cluster
	@$(BIN)/kanivete demo

test: $(INSTALLED)  ## the hermetic tests
	$(BIN)/pytest -q -n $(PYTEST_JOBS)

check: $(INSTALLED)  ## format, lint, types, layers, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.cause_pages --check
	$(BIN)/python -m tools.scenario_table --check
	$(BIN)/python -m tools.messages --check
	$(BIN)/python -m tools.outputs --check

fix: $(INSTALLED)  ## format, and regenerate what is generated
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(MAKE) docs

docs: $(INSTALLED)  ## regenerate message catalogues, cause pages and the outputs shown in the docs
	$(BIN)/python -m tools.messages
	$(BIN)/python -m tools.cause_pages
	$(BIN)/python -m tools.scenario_table
	$(BIN)/python -m tools.outputs

# On two cores a real cluster is now and then late: what fails is tried once more, alone, and has to pass then.
define on-a-cluster
	@keep=$$KANIVETE_RIG_KEEP; export KANIVETE_RIG_KEEP=1; \
		$(BIN)/pytest tests/e2e -q -n 3 --dist loadscope --no-loadscope-reorder -m "$(1) and not disruptive" || \
		$(BIN)/pytest tests/e2e -q --last-failed --last-failed-no-failures none -m "$(1) and not disruptive"; shared=$$?; \
		$(BIN)/pytest tests/e2e -q -m "$(1) and disruptive" || \
		$(BIN)/pytest tests/e2e -q --last-failed --last-failed-no-failures none -m "$(1) and disruptive"; alone=$$?; \
		test -n "$$keep" || $(BIN)/python -m tests.rig down; test $$shared -eq 0 -a $$alone -eq 0
endef

e2e: $(INSTALLED)  ## the tests on a real cluster: Linux, root, Go; the first run builds Kubernetes (a quarter of an hour)
	$(call on-a-cluster,not sweep)

sweep: $(INSTALLED)  ## the same for all that ships: every scenario, every fault of a node (twenty minutes)
	$(call on-a-cluster,sweep)

bench: $(INSTALLED)  ## ratios against kubectl on 10,000 pods; Linux, root, Go
	$(BIN)/python -m tests.rig.bench

lock: $(INSTALLED)  ## choose newer versions of what we stand on
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --custom-compile-command 'make lock' -o requirements.lock

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit("kanivete needs Python 3.11 or newer: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:  ## forget the environment and all caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
