#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzzers of tests/fuzz with clang, ASan and UBSan, and runs each from its seeds, two at a
# time.
#   scripts/ci/fuzz.sh [--grow] [SECONDS] [FUZZER...]    (default: 60 seconds each, all of them)
# FUZZ_SEED: where chance begins (1, so that a commit is judged as the one before; 0: anew each time).
# Fails if one finds an input that breaks a property; it then says where the input lies and how to
# replay it. The seeds in tests/fuzz/corpus stay as they are; --grow adds to them what was found and
# reaches code that they do not, if it is plain text.
set -euo pipefail
cd "$(dirname "$0")/../.."

grow=false
[ "${1:-}" = --grow ] && { grow=true; shift; }
seconds=60
[[ "${1:-}" =~ ^[0-9]+$ ]] && { seconds=$1; shift; }
build=build/fuzz   # of the preset fuzz
fuzzers=("$@")
if [ ${#fuzzers[@]} -eq 0 ]; then
  for file in tests/fuzz/*_fuzz.cc; do fuzzers+=("$(basename "$file" _fuzz.cc)"); done
fi
for name in "${fuzzers[@]}"; do
  [ -f "tests/fuzz/${name}_fuzz.cc" ] || { echo "There is no fuzzer $name."; exit 2; }
done

scripts/ci/lib/build.sh fuzz "${fuzzers[@]/%/_fuzz}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
crashes=$build/crashes
mkdir -p "$crashes"
seed=${FUZZ_SEED:-1}
export seconds build work crashes seed
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

# What a fuzzer says is shown only if it fails.
run_one() {
  local name=$1 binary=$build/tests/fuzz/$1_fuzz status=0 found runs
  mkdir -p "$work/$name"
  touch "$work/$name.begun"
  "$binary" "$work/$name" "tests/fuzz/corpus/$name" -max_total_time="$seconds" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 \
    -seed="$seed" -artifact_prefix="$crashes/$name-" \
    >"$work/$name.log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")
  if [ "$status" -eq 0 ]; then
    echo "== $name: ${runs:-0} inputs in $seconds s, nothing found"
    return
  fi
  tail -n 60 "$work/$name.log"
  echo "== $name failed (exit $status)"
  find "$crashes" -name "$name-*" -newer "$work/$name.begun" | while read -r found; do
    echo "   the input:    $found"
    echo "   to replay it: $binary $found"
  done
  touch "$work/$name.failed"
}
export -f run_one
printf '%s\n' "${fuzzers[@]}" | xargs -P 2 -I{} bash -c 'run_one "$1"' _ {}

# Seeds are small text files: what is not is left out.
grow_one() {
  local name=$1 seeds=tests/fuzz/corpus/$1 before after file
  before=$(find "$seeds" -type f | wc -l)
  for file in "$work/$name"/*; do
    [ -f "$file" ] || continue
    if [ "$(stat -c %s "$file")" -gt 4096 ] ||
      LC_ALL=C grep -qP '[^\t\n\r\x20-\x7e]' "$file"; then rm "$file"; fi
  done
  "$build/tests/fuzz/${name}_fuzz" -merge=1 "$seeds" "$work/$name" >"$work/$name.log" 2>&1
  after=$(find "$seeds" -type f | wc -l)
  echo "== $name: $((after - before)) seeds more"
}
if $grow; then
  for name in "${fuzzers[@]}"; do grow_one "$name"; done
fi

failed=$(find "$work" -maxdepth 1 -name '*.failed' | wc -l)
echo "fuzzers: $((${#fuzzers[@]} - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
