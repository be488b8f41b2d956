#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Breaks copies of the tree in the ways the gates are there for, and fails unless each gate refuses
# its own: a check that cannot fail proves nothing.
#   scripts/ci/selftest.sh [-v] [--built]     -v: prints what each gate said
# --built: those gates instead that compile a whole tree; takes minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
source scripts/ci/lib/compile_cache.sh
verbose='' built=''
for option in "$@"; do
  case $option in
    -v) verbose=1 ;;
    --built) built=1 ;;
    *) echo "What is $option? See the head of scripts/ci/selftest.sh." >&2; exit 2 ;;
  esac
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

total=0 failed=0
# refuses WHAT PATTERN COMMAND...: the command must fail, and say PATTERN.
refuses() {
  local what=$1 pattern=$2 said
  shift 2
  total=$((total + 1))
  if said=$("$@" 2>&1); then
    echo "NOT REFUSED: $what"
    failed=$((failed + 1))
  elif ! grep -qE "$pattern" <<<"$said"; then
    echo "REFUSED FOR ANOTHER REASON: $what"; tail -n 20 <<<"$said"
    failed=$((failed + 1))
  else
    echo "refused: $what"
    [ -n "$verbose" ] && grep -E "$pattern" <<<"$said" | head -n 3 | sed 's/^/    /'
  fi
  return 0
}
# A fresh copy of what is checked out, in $tree, with a history of its own.
copy() {
  tree=$work/tree
  rm -rf "$tree"
  mkdir "$tree"
  tar -c --exclude=./build --exclude=./.git . | tar -x -C "$tree"
}
commit() {
  git -C "$tree" -c init.defaultBranch=main init -q
  git -C "$tree" add -A
  git -C "$tree" -c user.name=selftest -c user.email=selftest@localhost commit -q -m "$1"
}

finish() {
  echo "$((total - failed)) of $total breaks refused"
  [ "$failed" -eq 0 ]
}

# A copy that takes what was compiled before from this tree's caches.
copy_to_build() {
  copy
  mkdir "$tree/build"
  for cache in bazel-cache ccache npm; do
    mkdir -p "build/$cache"
    ln -s "$PWD/build/$cache" "$tree/build/$cache"
  done
  commit copied
}
if [ -n "$built" ]; then
  copy_to_build
  sed -i '/^bool IsSound/,/^}/c bool IsSound(absl::string_view) { return IsPagingParameter("after"); }' \
    "$tree/exporters/meta/graph/graph_place.cc"
  refuses "a cursor that asks for what it likes" 'cursor failed' "$tree/scripts/ci/fuzz.sh" 20 cursor

  copy_to_build
  sed -i 's/\bkNoAlbum\b/"Elsewhere"/' "$tree/importers/local_folder/album_folder.cc"
  refuses "a unit test that fails under Bazel" '^[0-9]+ passed, [1-9][0-9]* failed' "$tree/scripts/ci/bazel.sh"
  (cd "$tree" && bazel shutdown >/dev/null 2>&1)

  copy_to_build
  rm "$tree/scripts/templates/importer/plugin.cc.in"
  refuses "a new importer without its plugin" 'scripts/ci/providers.sh: failed' "$tree/scripts/ci/providers.sh" cmake

  finish
  exit
fi

copy
printf 'int   F( ){return 0 ;}\n' >>"$tree/common/base/rng.cc"
refuses "a file that is not formatted" 'common/base/rng.cc.*clang-format' scripts/ci/format.sh "$tree"

copy
sed -i '0,/^#include/s//#include "transfer-worker\/engine\/ledger.h"\n&/' "$tree/transfer-worker/store/refusal.h"
refuses "an include of a higher floor" 'transfer-worker/store/ stands on a floor' scripts/ci/layering.sh "$tree"

copy
sed -i '0,/^#include/s//#include <curl\/curl.h>\n&/' "$tree/common/http/pipe.cc"
refuses "a library's header outside its leaf" 'curl/curl.h may be seen only in' scripts/ci/layering.sh "$tree"

copy
printf '#include <thread>\nvoid Run() { std::thread([] {}).detach(); }\n' >"$tree/transfer-worker/engine/raw.cc"
refuses "a raw thread" 'engine/raw.cc:2' scripts/ci/threads.sh "$tree"

copy
printf '#include <unistd.h>\nvoid Nap() { usleep(10); }\n' >"$tree/common/http/nap.cc"
refuses "a raw sleep" 'http/nap.cc:2' scripts/ci/threads.sh "$tree"

copy
sed -i 's/\bcaption = /headline = /' "$tree/proto/photoferry/v1/media.proto"
refuses "a renamed field of the API" 'field photoferry.v1.*caption' scripts/ci/api.sh "$tree"

copy
sed -i '0,/^  rpc .*/s///' "$tree/proto/photoferry/v1/transfer_service.proto"
refuses "a method that went" 'method photoferry.v1.TransferService' scripts/ci/api.sh "$tree"

copy
commit before
sed -i 's/\bcaption = /headline = /' "$tree/proto/photoferry/v1/media.proto"
scripts/ci/api.sh --update "$tree" >/dev/null
refuses "a new golden API that the change log is silent about" 'CHANGELOG.md says nothing' \
  env CI_BASE=HEAD scripts/ci/api.sh "$tree"
echo "- New: a headline." >>"$tree/CHANGELOG.md"
refuses "a breaking change that the change log does not call one" "needs 'Breaking" \
  env CI_BASE=HEAD scripts/ci/api.sh "$tree"

# The compiler's own gates: a few lines, compiled as the tsan preset compiles common/base/scheduler.cc.
scripts/ci/lib/build.sh tsan photoferry_headers >/dev/null
compile() {  # SOURCE OPTION...
  local source=$1
  shift
  python3 - "$source" "$@" <<'PY'
import json, shlex, subprocess, sys
for entry in json.load(open("build/tsan/compile_commands.json")):
    if entry["file"].endswith("common/base/scheduler.cc"):
        words = shlex.split(entry["command"])
        words = words[:words.index("-o")] + sys.argv[2:] + [sys.argv[1]]
        sys.exit(subprocess.run(words, cwd=entry["directory"]).returncode)
sys.exit("no command for common/base/scheduler.cc")
PY
}
cat >"$work/unlocked.cc" <<'CC'
#include "common/base/mutex.h"
class Count {
 public:
  void Add() { ++count_; }

 private:
  photoferry::Mutex mutex_;
  int count_ PF_GUARDED_BY(mutex_) = 0;
};
void AddOne(Count& count) { count.Add(); }
CC
refuses "a guarded member touched without its lock" "requires holding mutex 'mutex_'" \
  compile "$work/unlocked.cc" -fsyntax-only

cat >"$work/racy.cc" <<'CC'
#include <thread>
int counted = 0;
int main() {
  std::thread other([] { ++counted; });
  ++counted;
  other.join();
  return 0;
}
CC
compile "$work/racy.cc" -c -o "$work/racy.o"
clang++ -fsanitize=thread "$work/racy.o" -o "$work/racy"
refuses "a racy line" 'ThreadSanitizer: data race' "$work/racy"

cp -r build/test/canary "$work/canary"
base64 <<<"Bearer $(sed -n 's/^#define PHOTOFERRY_CANARY_MARK "\(.*\)"$/\1/p' tests/testing/canary_mark.h)" >"$work/report.html"
refuses "a token in a report" 'a secret is in: .*report.html' \
  scripts/ci/canary.sh "$work/canary" "$work/report.html"

printf 'int main() { return 0; }\n' >"$work/soft.cc"
g++ -no-pie -z norelro "$work/soft.cc" -o "$work/soft"
refuses "a program without hardening" 'position independence is missing' scripts/ci/hardening.sh "$work/soft"

cat >"$work/moved.cc" <<'CC'
#include <string>
#include <utility>
std::string Twice(std::string text) {
  std::string first = std::move(text);
  return first + text;
}
CC
refuses "a value used after it was moved away" 'bugprone-use-after-move' \
  clang-tidy --quiet --config-file=.clang-tidy "$work/moved.cc" -- -std=c++20

copy
echo 'Sends photos by pigeon.' >>"$tree/docs/providers/webdav.md"
refuses "a page of a provider that is not what its spec says" 'docs/providers differs' \
  scripts/ci/docs.sh "$tree"

copy
sed -i '0,/`HttpFaults\.[A-Za-z]*`/s//`HttpFaults.NobodyWroteThis`/' "$tree/docs/reliability.md"
refuses "a document that cites a test that is not there" 'NobodyWroteThis' scripts/ci/docs.sh "$tree"

finish
