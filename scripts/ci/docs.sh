#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if docs/providers is not what the providers' specs and READMEs say (--fix: writes it so), or
# if a document cites a test that is not there, or leaves a row of a table of tests empty.
#   scripts/ci/docs.sh [--fix] [TREE]     TREE: another checkout than this.
# Uses the build that scripts/test.sh made.
set -euo pipefail
cd "$(dirname "$0")/../.."
fix=
[ "${1:-}" = --fix ] && { fix=1; shift; }
scripts/ci/lib/build.sh asan photoferry
program=$PWD/build/test/photoferry
cd "${1:-.}"

scripts/ci/lib/cited_tests.py docs/*.md

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$program" providers --markdown "$made" --tree .
if [ -n "$fix" ]; then
  mkdir -p docs/providers
  find docs/providers -maxdepth 1 -name '*.md' -delete
  cp "$made"/*.md docs/providers/
elif ! diff -r docs/providers "$made"; then
  echo "docs/providers differs from the providers' specs and READMEs: run scripts/ci/docs.sh --fix"
  exit 1
fi
