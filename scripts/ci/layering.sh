#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if a file includes what stands on a higher floor of docs/design.md, or a library's header
# outside its leaf. The table is tests/layering/floors.cc.
#   scripts/ci/layering.sh [TREE]     TREE: another checkout than this.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
PHOTOFERRY_TREE=$(cd "${1:-$here}" && pwd)
export PHOTOFERRY_TREE
"$here/scripts/ci/lib/build.sh" asan layering_test
"$here/build/test/tests/layering_test" --gtest_brief=1
