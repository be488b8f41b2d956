#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that a destination is one folder: in a copy of this tree scripts/new_importer.sh makes one, the
# four bodies are filled in, and the build, the suite, `photoferry providers` and the documentation
# pick it up with no other line changed.
#   scripts/ci/providers.sh [cmake | bazel]     with one build only; by default with both
# The copy is built as scripts/test.sh built this tree, out of the same compiler cache: what is compiled
# is the new folder and the provider table.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
source scripts/ci/lib/compile_cache.sh
builds=(cmake bazel)
case "${1:-}" in
  '') ;;
  cmake | bazel) builds=("$1") ;;
  *) echo "What is $1? See the head of scripts/ci/providers.sh." >&2; exit 2 ;;
esac
scripts/install_deps.sh tests

work=$(mktemp -d "${TMPDIR:-/tmp}/photoferry.XXXXXX")
copy=$work/tree
log=$work/log
leave() {
  if [ "$bazel_started" ]; then (cd "$copy" && bazel shutdown >/dev/null 2>&1) || :; fi
  chmod -R u+w "$work" && rm -rf "$work"
}
bazel_started=
trap leave EXIT

say() { printf '== %s\n' "$*"; }
fail() { printf 'scripts/ci/providers.sh: %s\n' "$*" >&2; exit 1; }
quietly() { "$@" >"$log" 2>&1 || { tail -n 100 "$log"; fail "failed: $*"; }; }

copy_tree() {
  mkdir "$copy"
  # The tree may be a released archive, without a history.
  tar --create --exclude=./.git --exclude=./build . | tar --extract --directory="$copy"
  git -C "$copy" init --quiet
  git -C "$copy" add --all
  git -C "$copy" -c user.name=check -c user.email=check@localhost commit --quiet --message=Copy
}

# Names that cannot be, names that are taken: each is refused and leaves nothing behind.
check_refusals() {
  local bad
  for bad in '' Demo demo-box 1demo demo__box _demo demo_ ../demo 'demo box' namespace v1 local_folder folder; do
    ! "$copy/scripts/new_importer.sh" "$bad" >"$log" 2>&1 || fail "the name \"$bad\" was not refused"
    [ -s "$log" ] || fail "the name \"$bad\" was refused without a word"
  done
  ! "$copy/scripts/new_importer.sh" demo 'A "quoted" name' >"$log" 2>&1 || fail "a display name with quotes was taken"
  ! "$copy/scripts/new_importer.sh" demo 'Local folder' >"$log" 2>&1 || fail "the name of another destination was taken"
  [ -z "$(git -C "$copy" status --porcelain)" ] || fail "a refused name left files behind"
}

make_demo() {
  quietly "$copy/scripts/new_importer.sh" demo
  ! "$copy/scripts/new_importer.sh" demo >"$log" 2>&1 || fail "an importer was written over another one"
}

# build_copy TARGET...
build_copy() { (cd "$copy" && quietly scripts/ci/lib/build.sh asan "$@"); }

# As it was written it compiles, its tables are whole, and its bodies say that they are open.
check_open_bodies() {
  local tests=$copy/build/test/tests/providers_test
  build_copy providers_test
  quietly "$tests" --gtest_filter='DemoPlugin.*:DemoWire.*'
  ! "$tests" --gtest_filter='Demo/ImporterSuite.*' >"$log" 2>&1 || fail "open bodies pass the suite"
  grep -q 'Connect is not written, and nothing was sent' "$log" || fail "open bodies do not say so"
}

fill_in_bodies() {
  cp tests/new_importer/demo_importer.cc.in "$copy/importers/demo/demo_importer.cc"
  cp tests/new_importer/demo_importer_test.cc.in "$copy/tests/importers/demo/demo_importer_test.cc"
}

run_demo_tests() {
  ASAN_OPTIONS=detect_leaks=1 quietly "$@" --gtest_filter='Demo/ImporterSuite.*'
  local passed
  passed=$(sed -n 's/.*\[  PASSED  \] \([0-9]*\) tests*\..*/\1/p' "$log")
  [ "${passed:-0}" -ge 25 ] || { tail -n 30 "$log"; fail "the suite did not run on the new importer: ${passed:-0} tests"; }
  say "the suite: $passed tests of the new importer passed"
}

with_cmake() {
  compile_cache "$copy" "$root/build/ccache"
  export CCACHE_STATSLOG=$work/cache.log
  check_open_bodies
  fill_in_bodies
  build_copy providers_test photoferry
  ccache --show-log-stats | sed -n 's/^ *Hits: */== taken from the compiler cache: /p' | head -n 1
  run_demo_tests "$copy/build/test/tests/providers_test"
  check_program "$copy/build/test/photoferry"
  (cd "$copy" && quietly scripts/ci/docs.sh --fix)
  grep -q '^# Demo$' "$copy/docs/providers/demo.md" || fail "the documentation has no page of the new importer"
  grep -q '(demo.md)' "$copy/docs/providers/README.md" || fail "the documentation does not list the new importer"
}

check_program() {
  "$1" providers >"$log"
  grep -q '^  demo ' "$log" || fail "photoferry providers does not list the new importer"
  "$1" providers demo >"$log"
  grep -q 'demo.base_url \[https://demo.example\]' "$log" || fail "photoferry providers demo lacks its option"
  "$1" providers demo --json | grep -q '"display_name":"Demo"' || fail "the JSON lacks the new importer"
  "$1" run --help >"$log"
  grep -q 'demo.base_url' "$log" || fail "photoferry run --help lacks the new importer"
}

# Bazel finds the folder, makes the table with it and runs its tests.
with_bazel() {
  scripts/install_deps.sh bazel
  fill_in_bodies
  bazel_started=1
  # What scripts/ci/bazel.sh compiled is not compiled again.
  (cd "$copy" && quietly bazel test --noshow_progress "--disk_cache=$root/build/bazel-cache" \
    //importers:demo //tests:importers_demo_test //transfer-worker:provider_table)
  grep -q 'demo_importer_plugin()' "$copy/build/bazel-bin/transfer-worker/provider_table.cc" ||
    fail "the provider table that Bazel made lacks the new importer"
  say "Bazel built the new importer and passed its tests"
}

# Nothing but the new folder, its test and its documentation.
check_no_other_line() {
  local changed
  changed=$(git -C "$copy" status --porcelain --untracked-files=all |
    grep -vE '^\?\? (importers/demo|tests/importers/demo)/|^(\?\?| M) docs/providers/(demo|README)\.md$' || :)
  [ -z "$changed" ] || fail "other files changed as well:
$changed"
}

say "copying the tree"
copy_tree
check_refusals
make_demo
for build_with in "${builds[@]}"; do
  say "with $build_with"
  "with_$build_with"
done
check_no_other_line
say "a new destination is one folder"
