#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by the checks that look at changes only.

# Prints the commit that this checkout's changes are counted from: $CI_BASE; on a branch, where it
# left main; on main, the commit before. Prints nothing where there is no history.
base_commit() {
  git rev-parse --verify --quiet HEAD >/dev/null || return 0
  local main base=
  if [ -n "${CI_BASE:-}" ]; then
    git rev-parse --verify "$CI_BASE^{commit}"
    return
  fi
  for main in origin/main main; do
    if git rev-parse --verify --quiet "$main" >/dev/null; then
      base=$(git merge-base HEAD "$main" || :)
      break
    fi
  done
  if [ -z "$base" ] || [ "$base" = "$(git rev-parse HEAD)" ]; then
    base=$(git rev-parse --verify --quiet HEAD~1 || :)
  fi
  echo "$base"
}
