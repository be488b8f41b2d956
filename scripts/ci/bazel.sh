#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds with Bazel, offline: proto, common, both contracts, engine and the local folder; and runs
# the unit tests of the lowest floor and of the local folder.
#   scripts/ci/bazel.sh [--all]     --all: every library, program and test
# The last line says how many tests passed and failed. Everything made is below build/;
# what was compiled once is taken from build/bazel-cache, also by copies of this tree.
set -euo pipefail
cd "$(dirname "$0")/../.."

targets=(//proto //common/... //exporters:contract //importers:contract //importers:local_folder
         //transfer-worker:engine
         //tests:base_test //tests:importers_local_folder_test)
[ "${1:-}" = --all ] && targets=(//...)

scripts/install_deps.sh bazel
log=$(mktemp)
leave() { rm -f "$log"; bazel shutdown >/dev/null 2>&1; }
trap leave EXIT

started=$SECONDS status=0
bazel test --keep_going --disk_cache="$PWD/build/bazel-cache" --color=no --curses=no \
  --noshow_progress --test_summary=short --test_output=errors --ui_event_filters=-info -- "${targets[@]}" 2>&1 | tee "$log" || status=$?

# A test that did not get as far as a report of its own counts as one failure.
passed=0 failed=0
while read -r target result; do
  report=build/bazel-testlogs/${target#//}
  report=${report/://}/test.xml
  count() { sed -n "s/.*<testsuites[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$report"; }
  bad=0
  if [ "$result" != PASSED ]; then
    bad=1
    [ "$result" = FAILED ] && [ -s "$report" ] && bad=$(($(count failures) + $(count errors)))
    [ "$bad" -eq 0 ] && bad=1
  fi
  [ "$result" = PASSED ] && passed=$((passed + $(count tests)))
  failed=$((failed + bad))
done < <(sed -n 's,^\(//[^ ]*\)  *\((cached) \)\{0\,1\}\(PASSED\|FAILED\|TIMEOUT\|NO STATUS\).*,\1 \3,p' "$log")

[ "$status" -ne 0 ] && [ "$failed" -eq 0 ] && failed=1
echo "Bazel took $((SECONDS - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
