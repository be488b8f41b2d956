#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Data races and locks. Builds what does not link gRPC (Debian's is not instrumented) with clang and
# ThreadSanitizer and runs its tests; no report is suppressed. Clang's thread-safety analysis is an
# error there, and for every other file of the product as well.
#   scripts/ci/tsan.sh [FILTER]     FILTER: a GoogleTest filter, e.g. 'Pipe*'
set -euo pipefail
cd "$(dirname "$0")/../.."
export filter=${1:-*}
build=build/tsan

scripts/ci/lib/build.sh tsan
export TSAN_OPTIONS=second_deadlock_stack=1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export build logs

# What a binary says is shown only if it fails: a race makes it exit with 66.
run_one() {
  local start=$SECONDS status=0
  timeout 1800 "$build/tests/$1" --gtest_brief=1 --gtest_filter="$filter" >"$logs/$1" 2>&1 || status=$?
  if [ $status -eq 0 ]; then
    echo "== $1: no race, $((SECONDS - start)) s"
  else
    echo "== $1 failed (exit $status)"
    tail -n 200 "$logs/$1"
    return 1
  fi
}
export -f run_one
printf '%s\n' engine_test http_test auth_test store_test base_test |
  xargs -P "$(nproc)" -I{} bash -c 'run_one "$1"' _ {}

scripts/ci/lib/build.sh tsan proto/photoferry/v1/transfer_service.grpc.pb.h
scripts/ci/lib/syntax_only.py "$build" common exporters importers transfer-worker
