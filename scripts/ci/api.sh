#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if the .proto files promise something else than tests/api/photoferry_v1.txt says: a field,
# value or method that went, or has another name, number or type, breaks whoever relies on it.
#   scripts/ci/api.sh [--update] [TREE]     --update: writes the file anew. TREE: another checkout.
# A change that rewrites the file says so in CHANGELOG.md; one that takes a line out of it says
# there, after "Breaking:", what others have to do.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
. "$here/scripts/ci/lib/base_commit.sh"
update=
if [ "${1:-}" = --update ]; then update=1; shift; fi
tree=$(cd "${1:-$here}" && pwd)
golden=tests/api/photoferry_v1.txt

"$here/scripts/ci/lib/build.sh" asan photoferry-api-lines
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
current=$work/current
cd "$tree"
protoc --proto_path=proto --include_imports --descriptor_set_out="$work/set" proto/photoferry/v1/*.proto
"$here/build/test/tests/photoferry-api-lines" <"$work/set" >"$current"
export LC_ALL=C   # the order of comm

if [ -n "$update" ]; then
  cp "$current" "$golden"
  echo "$golden: $(wc -l <"$golden") lines."
  echo "Now tell it in CHANGELOG.md."
  exit 0
fi

broken=$(comm -23 "$golden" "$current")
added=$(comm -13 "$golden" "$current")
if [ -n "$broken" ]; then
  echo "This breaks whoever relies on it:"; sed 's/^/  - /' <<<"$broken"
fi
if [ -n "$added" ]; then
  echo "This is not in $golden:"; sed 's/^/  + /' <<<"$added"
fi
if [ -n "$broken$added" ]; then
  echo "If it is meant: scripts/ci/api.sh --update, and tell it in CHANGELOG.md."
  exit 1
fi

# The golden file may change only together with the change log.
base=$(base_commit)
if [ -z "$base" ]; then
  echo "There is no history here to compare with; the .proto files agree with $golden."
  exit 0
fi
# lines_of FILE SIGN: what came to it (+) or went from it (-).
lines_of() { git diff --unified=0 "$base" -- "$1" | sed -n "/^\(+++\|---\) /d; s/^[$2]//p"; }
told=$(lines_of CHANGELOG.md +)
if git cat-file -e "$base:$golden" 2>/dev/null && ! git diff --quiet "$base" -- "$golden"; then
  if [ -z "$told" ]; then
    echo "$golden changed since $(git rev-parse --short "$base"), and CHANGELOG.md says nothing of it."
    exit 1
  fi
  if [ -n "$(lines_of "$golden" -)" ] && ! grep -q 'Breaking:' <<<"$told"; then
    echo "$golden lost lines since $(git rev-parse --short "$base"): CHANGELOG.md needs 'Breaking: ...'."
    exit 1
  fi
fi
