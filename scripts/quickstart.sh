#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From a bare Debian 12 to a finished transfer: installs what is needed, builds the programs, starts
# a made-up Facebook account (200 photos, 12 videos, 6 albums) and a worker, moves the account into
# a folder over gRPC, and checks the hash of every file.
#   scripts/quickstart.sh [--crash]
# --crash: the worker is killed with SIGKILL at about half, and started again.
set -euo pipefail
cd "$(dirname "$0")/.."
crash=
[ "${1:-}" = --crash ] && crash=1

say() { printf '\n== %s\n' "$*"; }

say "1/5 Installing what is needed"
scripts/install_deps.sh demo

say "2/5 Building the programs"
build=build/release
cmake --preset release >/dev/null
cmake --build --preset release -j "$(nproc)"
PATH=$PWD/$build:$PATH

home=${PHOTOFERRY_DEMO_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/photoferry-demo.XXXXXX")}
mkdir -p "$home"
photos=$home/photos
export XDG_STATE_HOME=$home/state
demo='' worker=''
stop() {
  for pid in $worker $demo; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done
  return 0
}
trap stop EXIT

wait_for() { for _ in $(seq 2400); do [ -e "$1" ] && return; sleep 0.05; done
             echo "$1 did not appear; see $home/*.log" >&2; exit 1; }

say "3/5 Starting the demo account and a worker"
# Every file comes a tenth of a second late, as from a real network: there is something to see.
echo '{"faults": [{"server": "cdn", "times": -1, "fault": {"kind": "slow", "delay_seconds": 0.1}}]}' \
  >"$home/network.json"
photoferry-demo-account --faults "$home/network.json" --photos 200 --videos 12 --albums 6 --info "$home/demo.json" \
  --manifest "$home/account.json" >"$home/demo.log" 2>&1 &
demo=$!
wait_for "$home/demo.json"; wait_for "$home/account.json"
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$home/demo.json" | head -n 1; }

start_worker() {
  rm -f "$home/state/photoferry/worker.sock"
  photoferry-worker --allow-loopback-media --option "facebook.graph_url=$(field graph_url)" \
    >>"$home/worker.log" 2>&1 &
  worker=$!
  wait_for "$home/state/photoferry/worker.sock"
}
start_worker
field token | photoferry login facebook --token-stdin --worker "unix:$home/state/photoferry/worker.sock"

say "4/5 Moving the account to $photos"
photoferry start --from facebook --to "folder:$photos"
if [ -n "$crash" ]; then
  while done_so_far=$(photoferry jobs --json | sed -n 's/.*"items":{[^}]*"done":"\([0-9]*\)".*/\1/p' | head -n 1)
        [ "${done_so_far:-0}" -lt 100 ]; do sleep 0.05; done
  kill -KILL "$worker"; wait "$worker" 2>/dev/null || :
  echo "The worker was killed after $done_so_far items. Starting it again."
  start_worker
fi
photoferry watch

say "5/5 Checking every hash against the account's"
grep -o '"sha256": *"[0-9a-f]\{64\}"' "$home/account.json" | grep -o '[0-9a-f]\{64\}' | sort -u >"$home/expected"
find "$photos" -type f ! -name '*.xmp' ! -name '*.json' ! -name '.*' -exec sha256sum {} + |
  cut -d' ' -f1 | sort -u >"$home/arrived"
if ! cmp -s "$home/expected" "$home/arrived"; then
  echo "Differences (< missing, > unexpected):"; diff "$home/expected" "$home/arrived" | head -n 20
  exit 1
fi
echo "All $(wc -l <"$home/expected") files arrived, byte for byte."
echo "Look at them in $photos"
