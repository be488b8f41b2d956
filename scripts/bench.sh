#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures the engine against rclone on small files (10,000 x 50 KB), in turn, on this machine, and
# prints ratios of medians. nginx serves both; both write to a tmpfs folder, 16 files at a time. Ours
# hashes every file, keeps durable checkpoints, and writes a sidecar beside each file; rclone does
# none of that.
#   scripts/bench.sh [small|memory|million|all]   (default: all)
# memory: eight files of 1 GiB at once into a sink that discards them.
# million: a job of a million tiny items, stopped at half and continued.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
rounds=${BENCH_ROUNDS:-5}

scripts/install_deps.sh tests
scripts/install_deps.sh bench
build=build/release   # shares what quickstart.sh built
cmake --preset bench >/dev/null
cmake --build --preset bench -j "$(nproc)" -- --quiet
bench=$PWD/$build/tests/photoferry-bench

work=$(mktemp -d /dev/shm/photoferry-bench.XXXXXX)
nginx_pid=
leave() { [ -n "$nginx_pid" ] && kill "$nginx_pid" 2>/dev/null; rm -rf "$work"; }
trap leave EXIT

serve() {  # a folder, on a free port of loopback: sets $url
  port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
  cat >"$work/nginx.conf" <<CONF
worker_processes 1; daemon off; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; keepalive_requests 1000000; client_body_temp_path $work/t1; proxy_temp_path $work/t2;
  fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
  types { image/jpeg jpg; }
  server { listen 127.0.0.1:$port; root $1; autoindex on; } }
user root;
CONF
  nginx -c "$work/nginx.conf" & nginx_pid=$!
  url=http://127.0.0.1:$port
  for _ in $(seq 100); do curl -fs "$url/" >/dev/null && break; sleep 0.05; done
}
field() { sed -n "s/.*\"$1\": \"\{0,1\}\([^,\"}]*\).*/\1/p"; }
median() { sort -n | awk '{a[NR]=$1} END {print a[int((NR+1)/2)]}'; }

small() {
  local source=$work/source; mkdir -p "$source"
  python3 - "$source" <<'PY'
import os, sys
for i in range(10000):
    with open(f"{sys.argv[1]}/{i:06d}.jpg", "wb") as f:
        f.write(b"\xff\xd8\xff\xe0" + os.urandom(51196))
PY
  serve "$source"
  for round in $(seq "$rounds"); do
    rm -rf "$work/to" "$work/state"
    "$bench" --state "$work/state" --url "$url" --items 10000 --parallel 16 --to "folder:$work/to" >"$work/ours"
    [ "$(field done <"$work/ours")" = 10000 ] || { cat "$work/ours"; exit 1; }
    field files_per_s <"$work/ours" >>"$work/ours.speed"
    field cpu_s_per_gb <"$work/ours" >>"$work/ours.cpu"
    field peak_rss_kib <"$work/ours" >>"$work/ours.rss"
    rm -rf "$work/to"
    /usr/bin/time -f '%e %U %S %M' -o "$work/rclone" rclone copy --config /dev/null --transfers 16 --checkers 16 \
      --http-url "$url" :http: "$work/to"
    [ "$(ls "$work/to" | wc -l)" = 10000 ] || { echo "rclone left files out"; exit 1; }
    awk '{print 10000/$1}' "$work/rclone" >>"$work/rclone.speed"
    awk '{print ($2+$3)/0.512}' "$work/rclone" >>"$work/rclone.cpu"
    awk '{print $4}' "$work/rclone" >>"$work/rclone.rss"
  done
  kill "$nginx_pid"; wait "$nginx_pid" 2>/dev/null || :
  nginx_pid=
  printf '%-10s %10s %14s %10s\n' small files/s 'CPU s/GB' 'peak MiB'
  for who in ours rclone; do
    printf '%-10s %10.0f %14.2f %10.0f\n' "$who" "$(median <"$work/$who.speed")" \
      "$(median <"$work/$who.cpu")" "$(awk "BEGIN{print $(median <"$work/$who.rss")/1024}")"
  done
  awk -v a="$(median <"$work/ours.speed")" -v b="$(median <"$work/rclone.speed")" \
      -v c="$(median <"$work/ours.cpu")" -v d="$(median <"$work/rclone.cpu")" \
      -v e="$(median <"$work/ours.rss")" -v f="$(median <"$work/rclone.rss")" \
      'BEGIN {printf "%-10s %10.2f %14.2f %10.2f\n", "ratio", a/b, c/d, e/f}'
}

memory() {
  local source=$work/large; mkdir -p "$source"
  printf '\xff\xd8\xff\xe0' >"$source/000000.jpg"; truncate -s 1G "$source/000000.jpg"
  for i in 1 2 3 4 5 6 7; do ln "$source/000000.jpg" "$source/00000$i.jpg"; done
  serve "$source"
  "$bench" --state "$work/state-memory" --url "$url" --items 8 --parallel 8 --to discard >"$work/memory"
  kill "$nginx_pid"; wait "$nginx_pid" 2>/dev/null || :
  nginx_pid=
  cat "$work/memory"
  awk -v a="$(field peak_rss_kib <"$work/memory")" -v b="$(field rss_before_kib <"$work/memory")" \
    'BEGIN {printf "eight files of 1 GiB at once: +%.1f MiB over the idle worker (allowed: 64)\n", (a-b)/1024; exit a-b > 65536}'
}

million() {
  "$bench" --state "$work/million" --items 1000000 --bytes 16 --parallel 8 --stop-after 500000 | tee "$work/first"
  "$bench" --state "$work/million" --items 1000000 --bytes 16 --parallel 8 | tee "$work/second"
  [ "$(field done <"$work/second")" = 1000000 ]
  awk -v a="$(field peak_rss_kib <"$work/first")" -v b="$(field peak_rss_kib <"$work/second")" -v c="$(field first_item_s <"$work/second")" \
    'BEGIN {m = a > b ? a : b; printf "a million items: peak %.0f MiB (allowed: 200); continued after %.2f s\n", m/1024, c; exit m > 204800}'
}

for part in small memory million; do
  if [ "$what" = all ] || [ "$what" = "$part" ]; then "$part"; fi
done
