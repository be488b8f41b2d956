#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Looks at what people run for what the release flags promise: position-independent, relocations
# read-only before main() (full RELRO), no executable stack, stack protector, checked C library calls
# (_FORTIFY_SOURCE) and checked C++ containers (_GLIBCXX_ASSERTIONS).
#   scripts/ci/hardening.sh [PROGRAM...]     default: builds and looks at the release programs
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=("$@")
if [ ${#programs[@]} -eq 0 ]; then
  scripts/ci/lib/build.sh release photoferry photoferry-worker
  programs=(build/release/photoferry build/release/photoferry-worker)
fi

lacking=0
# expect PROGRAM WHAT PATTERN READELF_OPTION...
expect() {
  local program=$1 what=$2 pattern=$3
  shift 3
  if ! readelf --wide "$@" "$program" | grep -E "$pattern" >/dev/null; then
    echo "$program: $what is missing"
    lacking=1
  fi
}
for program in "${programs[@]}"; do
  expect "$program" "position independence" 'Type: +DYN' --file-header
  expect "$program" "read-only relocations" 'GNU_RELRO' --program-headers
  expect "$program" "binding of all symbols at start" 'FLAGS.*(BIND_NOW|NOW)' --dynamic
  expect "$program" "a stack that is not executable" 'GNU_STACK +[^ ]+ [^ ]+ [^ ]+ [^ ]+ [^ ]+ +RW ' --program-headers
  expect "$program" "the stack protector" '__stack_chk_fail' --dyn-syms
  expect "$program" "checked library calls" '_chk(@|$)' --dyn-syms
  expect "$program" "checked containers" '__glibcxx_assert_fail' --dyn-syms
done
[ $lacking -eq 0 ] && echo "hardened: ${programs[*]}"
