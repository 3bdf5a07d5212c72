# Two commands: `make run` opens the dashboard with data, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501
# Not compiled ahead: Python compiles what is imported, which is far less, when it is.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-compile
# Container images often forbid Python to keep what it compiled: every process would compile the libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test venv venv-test clean

venv: $(VENV)/.run-ready
venv-test: $(VENV)/.test-ready

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Could not make .venv. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }

$(VENV)/.run-ready: requirements.txt requirements.lock | $(VENV)/bin/python
	@echo "Installing what the dashboard needs into .venv (a minute or two, once) ..."
	@$(PIP) -r requirements.txt -c requirements.lock
	@touch $@

$(VENV)/.test-ready: requirements-dev.txt $(VENV)/.run-ready
	@echo "Installing the test tools ..."
	@$(PIP) -r requirements-dev.txt -c requirements.lock
	@touch $@

# Loads the demo county only where nothing is published yet.
run: venv
	@$(PY) -m etl demo --if-empty
	@$(PY) -m app.warm http://127.0.0.1:$(PORT) &
	@$(PY) -m streamlit run dashboard.py --server.address 127.0.0.1 --server.port $(PORT)

# In the order of the files: what needs the demo county last starts while another worker makes it.
test: venv-test
	@$(PY) -m ruff check .
	@$(PY) -m tests.browser.chromium
	@$(PY) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis test-results
