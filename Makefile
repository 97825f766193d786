# What can be done with this repository. Every target makes its own set-up: packages, build, tools.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tkg-edge
LOCK_SUM := node_modules/.lock-sum

.PHONY: help
help: ## Show this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "To start from nothing: make demo"

# --- set-up ---------------------------------------------------------------------------------------------------------

.PHONY: prerequisites
prerequisites: ## Check what the operating system must bring (reports all that is missing at once)
	@sandbox/toolchain/prerequisites.sh

.PHONY: sandbox-prerequisites
sandbox-prerequisites:
	@sandbox/toolchain/prerequisites.sh sandbox

.PHONY: deps
deps: prerequisites ## Install the npm packages, when package-lock.json says something new
	@now=$$(cat package.json package-lock.json policy/package.json sandbox/package.json sdks/*/package.json | cksum); \
	if [ "$$now" != "$$(cat $(LOCK_SUM) 2>/dev/null || true)" ]; then \
	  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && echo "$$now" > $(LOCK_SUM); \
	fi

.PHONY: build
build: deps ## Compile to dist/, when a source changed
	@node scripts/build.js

.PHONY: tools
tools: build ## Find, download or build the tools and Pulumi plugins, into $XDG_CACHE_HOME/tkg-edge
	@node dist/sandbox/toolchain/cli.js

.PHONY: browser
browser: build ## Find or unpack the browser in which tests open pages, into $XDG_CACHE_HOME/tkg-edge
	@node dist/tests/browser/install.js

# --- the demo and its sandbox ---------------------------------------------------------------------------------------

.PHONY: demo
demo: sandbox-prerequisites tools ## From nothing to a running single-node cluster, all on loopback
	@node dist/src/cli/demo.js up

.PHONY: demo-fleet
demo-fleet: sandbox-prerequisites tools ## A fleet of twelve sites: rolled out, moved to another TKr, stopped, repaired, resumed
	@node dist/src/cli/demo.js fleet

.PHONY: demo-down
demo-down: build ## Remove the sandboxes of both, their state and the build output; the tools stay
	@node dist/src/cli/demo.js down

.PHONY: sandbox-up
sandbox-up: sandbox-prerequisites tools ## Start the sandbox in $SANDBOX_DIR (default .sandbox)
	@node dist/sandbox/cli.js up

.PHONY: sandbox-down
sandbox-down: build ## End the sandbox: no process of it is left
	@node dist/sandbox/cli.js down

.PHONY: sandbox-status
sandbox-status: build ## Show each process of the sandbox, and name what is wrong
	@node dist/sandbox/cli.js status

.PHONY: sandbox-collect
sandbox-collect: build ## Write tkg-edge-sandbox.tar.gz with what a bug report needs, without secrets
	@node dist/sandbox/cli.js collect

# --- tests ----------------------------------------------------------------------------------------------------------

.PHONY: test
test: sandbox-prerequisites browser docs check tools ## Everything that CI runs: checks, unit, engine and fault tests
	@node scripts/test.js all

.PHONY: test-unit
test-unit: build ## The fast tests, without sandbox
	@node scripts/test.js unit

.PHONY: test-engine
test-engine: sandbox-prerequisites browser docs tools ## The real Pulumi engine and plugins on a sandbox of the tests' own
	@node scripts/test.js engine

.PHONY: test-faults
test-faults: sandbox-prerequisites tools ## The same, with faults switched on in the sandbox
	@node scripts/test.js faults

.PHONY: test-long
test-long: sandbox-prerequisites tools ## What takes longer than CI allows
	@node scripts/test.js long

.PHONY: bench
bench: sandbox-prerequisites tools ## Measure what a user waits for, on sandboxes of its own: half an hour (reported, not asserted)
	@node dist/sandbox/bench/main.js

.PHONY: docs
docs: prerequisites ## Build the documentation as a website that works offline, in website/out
	@now=$$(cat website/package.json website/package-lock.json | cksum); \
	if [ "$$now" != "$$(cat website/$(LOCK_SUM) 2>/dev/null || true)" ]; then \
	  (cd website && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && echo "$$now" > website/$(LOCK_SUM); \
	fi
	@node website/build.js

.PHONY: docs-show
docs-show: docs ## The same, and serve it on this machine
	@node website/node_modules/vitepress/bin/vitepress.js preview website --host 127.0.0.1

.PHONY: check
check: build ## Types, lint, format, and whether generated files are up to date
	@npx --no-install eslint --cache .
	@npx --no-install prettier --check --log-level warn .
	@node dist/sandbox/toolchain/sdk.js --check
	@node scripts/generate.js --check

# --- upkeep ---------------------------------------------------------------------------------------------------------

.PHONY: generate
generate: build ## Write schema/ and the tables of docs/ from src/config/
	@node scripts/generate.js

.PHONY: package
package: build ## Make the npm packages that users install, in dist/package/
	@node scripts/package.js
	@node scripts/policy-pack.js dist/package

.PHONY: policy-pack
policy-pack: build ## Lay out the policy pack that pulumi starts in a clone, in dist/policy-pack/
	@node scripts/policy-pack.js

.PHONY: release
release: build ## Make the files of a release in dist/release/: package, changes, bill of materials, checksums
	@node scripts/release.js

.PHONY: sdk
sdk: build ## Generate sdks/ from the plugins' schemas
	@node dist/sandbox/toolchain/sdk.js

.PHONY: clean-cache
clean-cache: ## Remove all tools from the cache (the next make tools takes a quarter of an hour)
	@rm -rf "$(CACHE)"
	@echo "removed $(CACHE)"
