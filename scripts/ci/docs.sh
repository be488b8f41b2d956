#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if docs/providers is not what the providers' specs and READMEs say. --fix: writes it so.
#   scripts/ci/docs.sh [--fix]
# Uses the build that scripts/test.sh made; PHOTOFERRY_BUILD names another one.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/ci/lib/compile_cache.sh
build=${PHOTOFERRY_BUILD:-build/test}

if [ ! -f "$build/CMakeCache.txt" ]; then
  build=build/release
  scripts/install_deps.sh
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPHOTOFERRY_TESTS=OFF >/dev/null
fi
compile_cache "$PWD"
cmake --build "$build" -j "$(nproc)" --target photoferry -- --quiet

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$build/photoferry" providers --markdown "$made" --tree .
if [ "${1:-}" = --fix ]; then
  mkdir -p docs/providers
  find docs/providers -maxdepth 1 -name '*.md' -delete
  cp "$made"/*.md docs/providers/
elif ! diff -r docs/providers "$made"; then
  echo "docs/providers differs from the providers' specs and READMEs: run scripts/ci/docs.sh --fix"
  exit 1
fi
