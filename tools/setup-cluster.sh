#!/usr/bin/env bash
# Builds the real components that `make test-cluster` runs, once, without root: etcd, kube-apiserver, kubectl, istiod
# (pilot-discovery) and istioctl from the Go module test/cluster/real. They land in the user's cache folder, keyed by a
# hash of the module and the flags, so that a fresh clone on the same machine finds them; .tools/cluster links there.
# Where the machine lacks something, it says so, leaves the reason in .tools/cluster.missing, and the tests are skipped.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
real=test/cluster/real
# The versions that the binaries call themselves; the Go module decides what is in them.
flags="-s -w -X k8s.io/component-base/version.gitVersion=v1.36.3 -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=36 -X istio.io/istio/pkg/version.buildVersion=1.31.1"

say() { printf 'setup-cluster: %s\n' "$*" >&2; }
missing() {
  say "$*"
  rm -f .tools/cluster
  printf '%s' "$*" > .tools/cluster.missing
  exit 0
}

mkdir -p .tools
cache=${XDG_CACHE_HOME:-$HOME/.cache}/banyan
key=$({ cat "$real/go.mod" "$real/go.sum"; printf '%s %s' "$flags" "$(uname -m)"; } | sha256sum | cut -c1-16)
to="$cache/cluster-$key"
if [ ! -d "$to" ]; then
  command -v go >/dev/null || missing "go is not on PATH; it builds etcd, kube-apiserver and istiod (go.dev/dl)"
  wanted=$(sed -n 's/^go //p' "$real/go.mod")
  # Another Go than the module asks for would be downloaded by `go` itself, unless GOTOOLCHAIN forbids it.
  have=$(cd "$real" && go env GOVERSION 2>/dev/null || true)
  [ -n "$have" ] || missing "go $wanted is needed to build the components; this go refuses it (go version: $(go version 2>&1 | head -n 1))"
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/.cluster.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  say "building the real components with $have into $to; this takes about a quarter of an hour, once"
  build() { (cd "$real" && go build -trimpath -buildvcs=false -ldflags "$flags" "$@"); }
  build -o "$work/etcd" go.etcd.io/etcd/server/v3
  build -o "$work/" k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kubectl \
    istio.io/istio/pilot/cmd/pilot-discovery istio.io/istio/istioctl/cmd/istioctl
  module() { (cd "$real" && go list -m -f '{{.Dir}}' "$1"); }
  mkdir "$work/crds"
  cp "$(module istio.io/istio)/manifests/charts/base/files/crd-all.gen.yaml" "$work/crds/istio.yaml"
  for channel in standard experimental; do
    mkdir "$work/crds/$channel"
    cp "$(module sigs.k8s.io/gateway-api)/config/crd/$channel"/gateway.networking.*.yaml "$work/crds/$channel/"
  done
  chmod -R u+w "$work"
  chmod 755 "$work"
  # Whole or not at all; who came first has built the same.
  mv -T "$work" "$to" 2>/dev/null || [ -d "$to" ]
fi
rm -f .tools/cluster.missing
ln -sfn "$to" .tools/cluster
