#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Configures a preset of CMakePresets.json and builds targets in it, quietly unless it fails.
#   scripts/ci/lib/build.sh PRESET [TARGET...]     without targets: what the preset builds
set -euo pipefail
cd "$(dirname "$0")/../../.."
preset=$1
shift
scripts/install_deps.sh checks
source scripts/ci/lib/compile_cache.sh
compile_cache "$PWD"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset "$preset" >"$log" 2>&1 || { cat "$log"; exit 1; }
targets=()
[ $# -eq 0 ] || targets=(--target "$@")
cmake --build --preset "$preset" -j "$(nproc)" "${targets[@]}" -- --quiet
