# Every target sets up what it needs, once, into the user's cache folder (see tools/setup.sh).
SHELL := /bin/bash
NODE := .tools/node
export PATH := $(CURDIR)/.tools/path:$(PATH)

.PHONY: setup demo test test-cluster check bench chaos mutants vectors format clean

setup:
	@tools/setup.sh

demo: setup
	@$(NODE) test/demo/main.ts

test: setup
	@$(NODE) tools/test.ts

# With etcd, kube-apiserver, istiod and Prometheus; they are built once, into the user's cache folder, in about a quarter of an hour.
test-cluster: setup
	@tools/setup-cluster.sh
	@tools/setup-prometheus.sh
	@$(NODE) tools/test-cluster.ts

check: setup
	@tools/check.sh

bench: setup
	@tools/setup-ingress2gateway.sh
	@$(NODE) test/bench/main.ts

# make chaos KILLS=50 [SEED=n]
chaos: setup
	@$(NODE) test/chaos/main.ts --kills $(or $(KILLS),50) $(if $(SEED),--seed $(SEED))

# Every planted error of test/prove; `make test` plants a sample.
mutants: setup
	@BANYAN_MUTANTS=all $(NODE) tools/test.ts test/prove

# make vectors FILE=F THROUGH=semantics|envoy|istio|gateway-api [LIMIT=n] [ANSWERS=out.jsonl] [ALLOW=lua,envoyfilter] [SECRETS=inline|refuse]
vectors: setup
	@$(if $(filter istio gateway-api,$(THROUGH)),tools/setup-cluster.sh)
	@$(NODE) test/vectors/main.ts --file "$(FILE)" --through "$(or $(THROUGH),semantics)" $(if $(LIMIT),--limit $(LIMIT)) $(if $(ANSWERS),--answers "$(ANSWERS)") $(if $(ALLOW),--allow $(ALLOW)) $(if $(SECRETS),--secrets $(SECRETS))

format: setup
	@node_modules/.bin/biome format --write .

clean:
	rm -rf .tools node_modules bench/latest.json
