#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if a C++ file is not as clang-format 14 would write it.
#   scripts/ci/format.sh [--fix] [TREE]     --fix: writes it so. TREE: another checkout than this.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
mode=(--dry-run -Werror)
if [ "${1:-}" = --fix ]; then mode=(-i); shift; fi
command -v clang-format >/dev/null || "$here/scripts/install_deps.sh" checks
cd "${1:-$here}"
find common exporters importers transfer-worker tests \( -name '*.cc' -o -name '*.h' \) -print0 |
  xargs -0 -n 64 -P "$(nproc)" clang-format "${mode[@]}"
