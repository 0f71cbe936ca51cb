#!/usr/bin/env bash
# Builds Prometheus and promtool 3.16, which tests of indicators run, once, from the Go module test/prometheus, without the service
# discoveries that nobody needs here. They land in the user's cache folder, keyed by a hash of the module and the flags;
# .tools/prometheus links there. Where the machine lacks Go, it says so, and the tests are skipped for that reason.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
module=test/prometheus
flags="-tags remove_all_sd -trimpath -buildvcs=false"
mkdir -p .tools
cache=${XDG_CACHE_HOME:-$HOME/.cache}/banyan
key=$({ cat "$module/go.mod" "$module/go.sum"; printf '%s %s' "$flags" "$(uname -m)"; } | sha256sum | cut -c1-16)
to="$cache/prometheus-$key"
if [ ! -d "$to" ]; then
  if ! command -v go >/dev/null; then
    echo "setup-prometheus: go is not on PATH (go.dev/dl)" >&2
    rm -f .tools/prometheus
    exit 0
  fi
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/.prometheus.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  echo "setup-prometheus: building it into $to; this takes about five minutes, once" >&2
  # shellcheck disable=SC2086  # several flags
  (cd "$module" && go build $flags -ldflags "-s -w" -o "$work/" \
    github.com/prometheus/prometheus/cmd/prometheus github.com/prometheus/prometheus/cmd/promtool)
  chmod 755 "$work"
  # Whole or not at all; who came first has built the same.
  mv -T "$work" "$to" 2>/dev/null || [ -d "$to" ]
fi
ln -sfn "$to" .tools/prometheus
