#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if a C++ file is not as clang-format 14 would write it. --fix: writes it so.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v clang-format >/dev/null || scripts/install_deps.sh tests
mode=(--dry-run -Werror)
[ "${1:-}" = --fix ] && mode=(-i)
git ls-files '*.cc' '*.h' | xargs clang-format "${mode[@]}"
