#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that no secret came out while the test suite ran. Every token, app secret, signed URL and
# upload session of the suite carries a mark (tests/testing/canary_mark.h); the test programs look
# for it in all that passes by and fail on the spot (tests/testing/canary.h). This is what follows
# when they have ended: nothing was found, enough was looked at, and the mark is in nothing that
# lies around afterwards, in none of its spellings.
#   scripts/test.sh && scripts/ci/canary.sh
#   scripts/ci/canary.sh [CANARY_DIR [FOLDER_OR_FILE...]]
# (default: build/test/canary and build/test/results). Not looked at, because they must hold the
# mark: the sources, and the programs and objects built from them.
set -euo pipefail
cd "$(dirname "$0")/../.."
kept=${1:-build/test/canary}
shift || :
[ $# -gt 0 ] || set -- build/test/results

fail() { echo "canary: $*" >&2; exit 1; }

[ -s "$kept/seen" ] || fail "$kept/seen is not there: the suite was not watched (PHOTOFERRY_CANARY_DIR)"
if [ -s "$kept/leaks" ]; then
  echo "canary: secrets came out (what, where, in which test):" >&2
  sort "$kept/leaks" | uniq -c | sort -rn | head -n 50 >&2
  exit 1
fi

# A watch that saw nothing proves nothing.
looked_at=
for kind in log error answer output file; do
  count=$(awk -v kind="$kind" '$1 == kind {n += $2} END {print n + 0}' "$kept/seen")
  [ "$count" -gt 0 ] || fail "no $kind was looked at in the whole suite"
  looked_at+="$count ${kind}s, "
done

mark=$(sed -n 's/^#define PHOTOFERRY_CANARY_MARK "\(.*\)"$/\1/p' tests/testing/canary_mark.h)
sort -u "$kept/spellings" >"$kept/spellings.sorted"
[ "$(wc -l <"$kept/spellings.sorted")" -eq 5 ] || fail "$kept/spellings does not have the five spellings"
grep -qxF "$mark" "$kept/spellings.sorted" || fail "the suite was built with another mark than $mark"
for place in "$kept/log" "$@"; do
  [ -e "$place" ] || fail "$place is not there"
done
if found=$(grep -rlaiF -f "$kept/spellings.sorted" "$kept/log" "$@"); then
  fail "a secret is in: $found"
fi
if cores=$(find . -xdev \( -name core -o -name 'core.[0-9]*' \) -type f -not -path './.git/*' | grep .); then
  fail "a core dump was left: $cores"
fi
echo "canary: found nowhere; looked at ${looked_at}$(wc -l <"$kept/log") kept lines"
