#!/usr/bin/env bash
# Builds ingress2gateway 1.1.0, which `make bench` measures against, once, from the Go module test/bench/ingress2gateway.
# It lands in the user's cache folder, keyed by a hash of the module; .tools/ingress2gateway links there. Where the machine
# lacks Go, it says so, and the figure is reported as not measured.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
module=test/bench/ingress2gateway
mkdir -p .tools
cache=${XDG_CACHE_HOME:-$HOME/.cache}/banyan
key=$({ cat "$module/go.mod" "$module/go.sum"; uname -m; } | sha256sum | cut -c1-16)
to="$cache/ingress2gateway-$key"
if [ ! -x "$to" ]; then
  if ! command -v go >/dev/null; then
    echo "setup-ingress2gateway: go is not on PATH (go.dev/dl)" >&2
    rm -f .tools/ingress2gateway
    exit 0
  fi
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/.ingress2gateway.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  echo "setup-ingress2gateway: building it into $to; this takes about three minutes, once" >&2
  # The checksum database does not hold this module everywhere; go.sum does.
  (cd "$module" && GONOSUMDB=github.com/kubernetes-sigs/ingress2gateway go build -trimpath -buildvcs=false -ldflags "-s -w" \
    -o "$work/ingress2gateway" github.com/kubernetes-sigs/ingress2gateway)
  mv -T "$work/ingress2gateway" "$to"
fi
ln -sfn "$to" .tools/ingress2gateway
