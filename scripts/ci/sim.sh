#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the transfer engine in a simulated world, once for each seed (tests/sim/README.md). Fails if
# a seed breaks one of the laws of docs/design.md, and then says how to replay it.
#   scripts/ci/sim.sh [--preset PRESET] [--seeds N]     (default: asan, 2000)
#   scripts/ci/sim.sh [--preset PRESET] --seed S        that one, with all that happens
# PRESET: asan, which the suite has built already, or sim, which runs four times as fast.
set -euo pipefail
cd "$(dirname "$0")/../.."

preset=asan seeds=2000 seed=
while [ $# -gt 0 ]; do
  case $1 in
    --preset) preset=$2 ;;
    --seeds) seeds=$2 ;;
    --seed) seed=$2 ;;
    *) echo "Unknown: $1"; exit 2 ;;
  esac
  shift 2
done
case $preset in
  asan) build=build/test ;;
  *) build=build/$preset ;;
esac

scripts/ci/lib/build.sh "$preset" photoferry-sim
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
export PHOTOFERRY_SIM_REPLAY="scripts/ci/sim.sh --preset $preset"
[ -z "$seed" ] || exec "$build/tests/photoferry-sim" --seed "$seed" --trace
source scripts/ci/lib/sim_seeds.sh
sim_seeds "$build/tests/photoferry-sim" "$seeds"
