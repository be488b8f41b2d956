#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Plants a bug in a copy of this tree, one of tests/sim/mutants after the other, and lets the
# simulator find it. Fails if one is not found within 2,000 seeds, or if a patch no longer fits.
#   scripts/ci/mutants.sh [--preset PRESET] [NAME...]     (default: asan, all of them)
# PRESET: asan, whose objects the suite has left in the compilers' cache, or sim. NAME: as the file
# is called, e.g. 04_lost_fsync.
set -euo pipefail
cd "$(dirname "$0")/../.."

preset=asan
[ "${1:-}" = --preset ] && { preset=$2; shift 2; }
[ "$preset" = asan ] && build=build/test || build=build/$preset
mutants=("$@")
if [ ${#mutants[@]} -eq 0 ]; then
  for patch in tests/sim/mutants/*.patch; do mutants+=("$(basename "$patch" .patch)"); done
fi

scripts/install_deps.sh checks
source scripts/ci/lib/compile_cache.sh
source scripts/ci/lib/sim_seeds.sh
# One copy, whose build goes from mutant to mutant.
tree=$PWD/build/mutants
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  [ -f "$file" ] && printf '%s\0' "$file"
done | xargs -0 cp -p --parents -t "$tree"
export CCACHE_DIR=${CCACHE_DIR:-$PWD/build/ccache}
compile_cache "$tree"
export ASAN_OPTIONS=detect_leaks=0
cd "$tree"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset "$preset" >"$log" 2>&1 || { cat "$log"; exit 1; }

survivors=0
for name in "${mutants[@]}"; do
  patch=tests/sim/mutants/$name.patch
  begun=$SECONDS
  patch --batch --silent -p1 <"$patch" || { echo "$name no longer fits"; exit 1; }
  cmake --build --preset "$preset" -j "$(nproc)" --target photoferry-sim -- --quiet >"$log" 2>&1 ||
    { cat "$log"; exit 1; }
  built=$((SECONDS - begun))
  if found=$(sim_seeds "$build/tests/photoferry-sim" 2000); then
    echo "$name is not found: $found"
    survivors=$((survivors + 1))
  else
    echo "$name: $(head -n 1 <<<"$found") ($built s to build, $((SECONDS - begun - built)) s to find)"
  fi
  patch --batch --silent --reverse -p1 <"$patch"
done
echo "$((${#mutants[@]} - survivors)) of ${#mutants[@]} mutants found"
[ $survivors -eq 0 ]
