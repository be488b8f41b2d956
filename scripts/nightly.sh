#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What takes too long for every commit.
#   scripts/nightly.sh [PART...]     default: all parts, in this order
#     hardening   the release programs have what the flags promise
#     breaks      the gates that compile the tree refuse what they are there for
#     tidy        clang-tidy on every file
#     bazel       every library, program and test with Bazel
#     fuzz        each fuzzer, FUZZ_SECONDS long (1800)
#     coverage    which lines the suite runs: build/coverage/report.txt
#     repeats     the suite's binaries again, REPEATS times (50), under ASan and UBSan
#     crash       kill -9 campaigns: every crash point, importer and pass; RANDOM_KILLS (1000) at
#                 moments of chance; every fault of Meta's hosts on the way to each destination
#     sim         the simulator with SIM_SEEDS seeds (100000), and every bug that it must find
#     dav         what every importer promises, with WebDAV servers of odd habits: rclone and npm's
#     bench       memory bounds, the job of a million items, the benchmark against rclone
# Says one line a part; goes on after a failed one.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
repeats=${REPEATS:-50}

hardening() { scripts/ci/hardening.sh; }
breaks() { scripts/ci/selftest.sh --built; }
tidy() { scripts/ci/tidy.sh --all; }
bazel() { scripts/ci/bazel.sh --all; }
fuzz() { FUZZ_SEED=0 scripts/ci/fuzz.sh "${FUZZ_SECONDS:-1800}"; }

# The binaries that scripts/test.sh built, as often as asked; stops at the first failure.
again() {
  local rounds=$1 round binary
  shift
  scripts/ci/lib/build.sh asan || return
  export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
  for round in $(seq "$rounds"); do
    for binary in "$@"; do
      "$binary" --gtest_brief=1 --gtest_shuffle >"$logs/again" 2>&1 || {
        echo "round $round of $rounds, $binary:"; tail -n 100 "$logs/again"; return 1; }
    done
    echo "round $round of $rounds passed"
  done
}
repeats() { again "$repeats" build/test/tests/*_test; }
crash() {
  PHOTOFERRY_CRASH_ALL=1 PHOTOFERRY_RANDOM_KILLS=${RANDOM_KILLS:-1000} PHOTOFERRY_RANDOM_SEED=$RANDOM \
    again 1 build/test/tests/crash_test build/test/tests/sim_test
}

coverage() {
  local raw=build/coverage/raw tests
  scripts/ci/lib/build.sh coverage || return
  rm -rf "$raw"
  ctest --preset coverage || return
  llvm-profdata merge -sparse "$raw"/*.profraw -o build/coverage/all.profdata || return
  mapfile -t tests < <(find build/coverage/tests build/coverage -maxdepth 1 -type f -executable -printf '-object=%p\n')
  llvm-cov report "${tests[@]}" -instr-profile=build/coverage/all.profdata \
    -ignore-filename-regex='(^|/)(tests|build)/|^/usr/' >build/coverage/report.txt || return
  tail -n 1 build/coverage/report.txt
}
sim() {
  scripts/ci/sim.sh --preset sim --seeds "${SIM_SEEDS:-100000}" && scripts/ci/mutants.sh --preset sim
}
dav() {
  scripts/install_deps.sh nightly && scripts/ci/lib/build.sh asan providers_test &&
    PHOTOFERRY_DAV_SERVERS='rclone npm-webdav' \
      build/test/tests/providers_test --gtest_brief=1 --gtest_filter='Further/*'
}
bench() { scripts/bench.sh memory && scripts/bench.sh million && scripts/bench.sh small; }

parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(hardening breaks tidy bazel fuzz coverage repeats crash sim dav bench)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
failed=0
for part in "${parts[@]}"; do
  begun=$SECONDS
  if "$part" >"$logs/$part" 2>&1; then
    [ "$part" = bench ] && cat "$logs/$part"
    printf '%-12s passed   %6d s   %s\n' "$part" $((SECONDS - begun)) "$(tail -n 1 "$logs/$part")"
  else
    failed=$((failed + 1))
    echo "== $part said:"; tail -n 300 "$logs/$part"
    printf '%-12s FAILED   %6d s\n' "$part" $((SECONDS - begun))
  fi
done
echo "$((${#parts[@]} - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
