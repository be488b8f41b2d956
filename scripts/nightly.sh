#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What takes too long for every commit: the memory bounds, the job of a million items, the benchmark
# against rclone, and the suite again and again.
#   scripts/nightly.sh [REPEATS]     (default: 10)
set -euo pipefail
cd "$(dirname "$0")/.."
repeats=${1:-10}
scripts/bench.sh memory
scripts/bench.sh million
scripts/bench.sh small
for round in $(seq "$repeats"); do
  echo "== round $round of $repeats"
  scripts/test.sh
done
