#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests need, builds everything with ASan and UBSan, and runs every test.
#   scripts/test.sh [FILTER]     FILTER: a GoogleTest filter, e.g. 'Pipe*'
# The last line says how many tests passed and failed; what was skipped, and why, comes before.
set -euo pipefail
cd "$(dirname "$0")/.."
filter=${1:-*}
build=build/test   # of the preset asan
jobs=$(nproc)

scripts/install_deps.sh tests
source scripts/ci/lib/compile_cache.sh
compile_cache "$PWD"
mkdir -p "$build"
cmake --preset asan >"$build/cmake.log" 2>&1 || { cat "$build/cmake.log"; exit 1; }
cmake --build --preset asan -j "$jobs" -- --quiet

# Kept for scripts/ci/canary.sh: what the programs said, and what the canary saw.
results=$build/results
export PHOTOFERRY_CANARY_DIR=$PWD/$build/canary
rm -rf "$results" "$PHOTOFERRY_CANARY_DIR"
mkdir -p "$results" "$PHOTOFERRY_CANARY_DIR"
# Published field tables and recorded answers, where they stand beside this tree.
export PHOTOFERRY_REFERENCE_DATA=${PHOTOFERRY_REFERENCE_DATA:-$PWD/../shared/data}
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1

# One binary at a time on each core; what a binary says is shown only if it fails.
run_one() {
  local binary=$1 name=$2 status=0 start=$SECONDS
  timeout 1800 "$binary" --gtest_brief=1 --gtest_filter="$filter" \
    --gtest_output="xml:$results/$name.xml" >"$results/$name.log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    echo "== $name failed (exit $status)"; tail -n 200 "$results/$name.log"
    touch "$results/$name.failed"
  else
    echo "== $name: $(grep -c '<testcase ' "$results/$name.xml") tests, $((SECONDS - start)) s"
  fi
}
export -f run_one
export results filter

# The longest come last in the build files, and begin first here.
mapfile -t tests < <(cd "$build" && ctest -N | sed -n 's/^ *Test *#[0-9]*: //p' | tac)
for name in "${tests[@]}"; do echo "$name"; done |
  xargs -P "$jobs" -I{} bash -c 'run_one "'"$build"'/tests/$1" "$1"' _ {}

total=0 failed=0 skipped=0
for name in "${tests[@]}"; do
  if [ -f "$results/$name.xml" ]; then
    count() { sed -n "1,/<testsuites/s/.*<testsuites[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$results/$name.xml"; }
    left_out=$(grep -c 'result="skipped"' "$results/$name.xml" || :)
    if [ "$left_out" -gt 0 ]; then
      grep -B 1 -A 2 '<skipped' "$results/$name.xml" | sed -n 's/.*<testcase name="\([^"]*\)".*/  skipped: \1/p; s/.*<skipped message="[^"]*&#x0A;\([^"]*\)".*/    \1/p'
    fi
    skipped=$((skipped + left_out))
    total=$((total + $(count tests) - left_out)) bad=$(($(count failures) + $(count errors)))
  else
    total=$((total + 1)) bad=1
  fi
  [ -f "$results/$name.failed" ] && [ "$bad" -eq 0 ] && bad=1
  failed=$((failed + bad))
done
[ "$skipped" -eq 0 ] || echo "$skipped skipped: not counted below"
echo "$((total - failed)) passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$total" -gt 0 ]
