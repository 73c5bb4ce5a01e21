# make lab        sets everything up and opens JupyterLab on the first tutorial
# make test       everything that CI checks
# make quick      the tests that take less than five minutes
# make notebooks  runs all tutorials in full; ARGS="--save --changed" keeps outputs, ARGS="05 06" runs only some
# make docs       the handbook and the reference, in build/docs
# make bench      the side-by-side benchmark with Keras 3
# make clean      removes what was built (not the virtual environment)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTENSION := $(shell find labextension/src -type f) labextension/package.json labextension/yarn.lock \
	labextension/tsconfig.json

# JupyterLab's yarn (jlpm) and Node come from the virtual environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Each worker and each kernel imports hundreds of modules: they are compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab test quick docs bench clean format notebooks check-python check-typescript test-python test-notebooks test-browser

lab: $(VENV)/.extension
	$(BIN)/keras-lab --tutorial 1

# -- Set-up: stamps in the virtual environment make a second call quick ---------------------------

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.dependencies: $(VENV)/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@ $(VENV)/.extension

$(VENV)/.test-dependencies: $(VENV)/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.dependencies $(VENV)/.extension

$(VENV)/.docs-dependencies: $(VENV)/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	touch $@ $(VENV)/.dependencies $(VENV)/.extension

# Only the JupyterLab extension changed: build and install it again.
$(VENV)/.extension: $(VENV)/.dependencies $(EXTENSION)
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

labextension/node_modules/.yarn-state.yml: labextension/package.json labextension/yarn.lock | $(VENV)/.test-dependencies
	cd labextension && jlpm install --immutable
	touch $@

# -- Checks ---------------------------------------------------------------------------------------

# The tests one after the other, so that the test runner's closing lines come last.
test: $(VENV)/.test-dependencies
	$(MAKE) --no-print-directory $(VENV)/.extension
	$(MAKE) --no-print-directory --jobs 2 --output-sync=target check-python check-typescript
	$(MAKE) --no-print-directory test-python
	$(MAKE) --no-print-directory test-notebooks
	$(MAKE) --no-print-directory test-browser

check-python: $(VENV)/.test-dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check-typescript: labextension/node_modules/.yarn-state.yml
	cd labextension && jlpm run check && jlpm run lint && jlpm run test

test-python: $(VENV)/.test-dependencies
	$(BIN)/pytest -m "not browser" --numprocesses auto --dist worksteal

quick: $(VENV)/.test-dependencies
	$(BIN)/pytest -m "not browser and not slow" --numprocesses auto --dist worksteal

test-notebooks: $(VENV)/.test-dependencies
	$(BIN)/python -m scripts.notebooks short $(VENV)/short-notebooks
	$(BIN)/python -m pytest -p scripts.notebooks.homes --nbval-lax $(VENV)/short-notebooks \
		--numprocesses auto --dist loadfile

test-browser: $(VENV)/.test-dependencies
	scripts/browser
	$(BIN)/pytest tests/browser -m browser -rs --numprocesses 2 --dist loadfile

format: labextension/node_modules/.yarn-state.yml
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd labextension && jlpm run format

notebooks: $(VENV)/.test-dependencies
	$(BIN)/python -m scripts.notebooks run $(ARGS)

docs: $(VENV)/.docs-dependencies
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs build/docs
	@echo "The pages are in build/docs: open build/docs/index.html"

bench: $(VENV)/.test-dependencies
	$(BIN)/python -m benchmarks

clean:
	rm -rf build dist docs/reference keras_lab/labextension labextension/lib labextension/node_modules
	rm -rf labextension/*.tsbuildinfo .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
