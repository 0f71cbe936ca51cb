#!/usr/bin/env bash
# Everything that can be known without running the program; each line says what it looked at, the first failure ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=node_modules/.bin
step() { printf 'check: %s\n' "$1"; shift; "$@"; }
step "types (tsc)" $bin/tsc -p .
step "lint with type-aware rules, import cycles (oxlint)" $bin/oxlint --type-aware --quiet
step "format (biome)" $bin/biome format .
step "order of rooms" .tools/node tools/rooms.ts
step "reference of findings is fresh" .tools/node tools/findings.ts --check
step "reference of metrics is fresh" .tools/node tools/metrics.ts --check
step "dead code, undeclared dependencies (knip)" $bin/knip --no-progress
echo "check: all passed"
