#!/usr/bin/env bash
# Checks what the operating system must bring before anything else can run, and reports all that is missing at once,
# each with the way to get it. `prerequisites.sh sandbox` also checks what the sandbox needs.
#
# Go is required only when no version of the toolchain was ever completed in the cache; whether something has to be
# built at all is known exactly later, by toolchain/cli.ts, which checks again.
set -euo pipefail

missing=()

# at_least A B: whether version A is B or newer
at_least() {
  local -a have want
  IFS=. read -r -a have <<<"$1"
  IFS=. read -r -a want <<<"$2"
  local i
  for i in 0 1 2; do
    local h="${have[i]:-0}" w="${want[i]:-0}"
    if ((10#$h > 10#$w)); then return 0; fi
    if ((10#$h < 10#$w)); then return 1; fi
  done
}

# require NAME HOW-TO-GET-IT: the program must be on PATH
require() {
  command -v "$1" >/dev/null || missing+=("$1: $2")
}

# require_version NAME LOWEST VERSION HOW-TO-GET-IT: it must be on PATH, and this new
require_version() {
  local name=$1 lowest=$2 version=$3 hint=$4
  if ! command -v "$name" >/dev/null; then
    missing+=("$name >= $lowest: $hint")
  elif [[ ! $version =~ ^[0-9]+(\.[0-9]+)*$ ]]; then
    missing+=("$name >= $lowest: $(command -v "$name") does not report its version; $hint")
  elif ! at_least "$version" "$lowest"; then
    missing+=("$name >= $lowest: $(command -v "$name") is $version; $hint")
  fi
}

version_of() {
  local output
  output=$("$@" 2>/dev/null </dev/null) || true
  [[ $output =~ [0-9]+(\.[0-9]+)+ ]] && echo "${BASH_REMATCH[0]}"
  return 0
}

require make "apt-get install make, dnf install make, …"
require git "apt-get install git, dnf install git, …"
require_version node 20.9 "$(version_of node --version)" "https://nodejs.org/, or your distribution's nodejs, or nvm"
require npm "comes with Node; some distributions have it as a package of its own: apt-get install npm"

records="${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/tkg-edge/records"
if ! compgen -G "$records/*.json" >/dev/null; then
  require_version go 1.26 "$(version_of go env GOVERSION)" \
    "https://go.dev/doc/install (it builds the tools that this machine lacks)"
fi

if [[ ${1:-} == sandbox && $(uname -s) != Linux ]]; then
  missing+=("Linux: the sandbox binds loopback addresses beyond 127.0.0.1, which $(uname -s) has not; use a Linux machine, virtual machine or WSL 2")
fi

if ((${#missing[@]} > 0)); then
  echo "This machine lacks:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
fi
