# SPDX-License-Identifier: Apache-2.0
# Sourced by what simulates: spreads seeds over all cores.
#   source scripts/ci/lib/sim_seeds.sh; sim_seeds BINARY COUNT
# Runs the seeds 1 to COUNT until one fails. Says what it broke and how to replay it, or how many
# seeds there were.
sim_seeds() {
  local binary=$1 count=$2 cores core status=0 pids=() said
  cores=$(nproc)
  # In memory where the machine offers that: the seeds' small files are many.
  said=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
  for core in $(seq "$cores"); do
    mkdir "$said/$core"
    TMPDIR=$said/$core "$binary" --first "$core" --step "$cores" \
      --seeds $(((count + cores - core) / cores)) >"$said/$core.log" 2>&1 &
    pids+=($!)
  done
  for core in "${pids[@]}"; do
    # The first that fails ends the others.
    wait -n || { status=1; kill "${pids[@]}" 2>/dev/null; break; }
  done
  wait
  if [ $status -eq 0 ]; then
    echo "$count seeds, every law held"
  else
    # ASan warns of fibers, of which ours tell it (tests/sim/fiber.cc).
    grep -hv -e 'every law held$' -e 'makecontext/swapcontext' "$said"/*.log || echo "The simulator died without a word."
  fi
  rm -rf "$said"
  return $status
}
