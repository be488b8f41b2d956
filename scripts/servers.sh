#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Real servers for tests and for trying by hand, on loopback and on a free port: of WebDAV, and one
# that people log in to.
#   scripts/servers.sh start KIND DIR [OPTION...]   says url=, user=, password=, storage=, a line each
#       KIND: apache, lighttpd, nginx; those with more to install: rclone, npm-webdav;
#       oidc: OAuth 2.0 by npm's oidc-provider, whose user is the app and whose tokens live for 2 seconds
#       --auth basic|digest     how it knows its user; digest: apache, lighttpd
#       --storage FOLDER        where files are kept; DIR/storage
#       --capacity BYTES        the storage is a small file system of its own, that only the server sees
#       --lifetime SECONDS      ends by itself then, should nobody stop it; 3600
#   scripts/servers.sh stop DIR                     returns when it has ended
#   scripts/servers.sh fetch KIND...                what these download from npm, so that starting needs
#                                                   no network
# DIR is made; configuration, logs and the process's number are kept there. Started by root, a server
# runs as www-data, which must be able to enter DIR.
set -euo pipefail
umask 022
PATH=$PATH:/usr/local/sbin:/usr/sbin   # where servers are, and ordinary users do not look
templates=$(cd "$(dirname "$0")/servers" && pwd)
cache=$(cd "$(dirname "$0")/.." && pwd)/build/npm   # what npm downloads

fail() { echo "servers.sh: $*" >&2; exit 1; }
usage() { sed -n '3,16s/^# \?//p' "$0" >&2; exit 2; }
needs() { command -v "$1" >/dev/null || fail "$1 is not installed; $2"; }

read_options() {
  auth=basic storage=$dir/storage capacity='' lifetime=3600
  while [ $# -ge 2 ]; do
    case $1 in
      --auth) auth=$2 ;;
      --storage) storage=$2 ;;
      --capacity) capacity=$2 ;;
      --lifetime) lifetime=$2 ;;
      *) usage ;;
    esac
    shift 2
  done
  [ $# -eq 0 ] || usage
  case $kind/$auth in
    */basic | apache/digest | lighttpd/digest) ;;
    *) fail "$kind is not set up for the login \"$auth\"" ;;
  esac
}

# The folders, and who owns them. `as_user` begins the command of whatever must not run as root.
make_folders() {
  mkdir -p "$dir"/{run,log,tmp} "$storage"
  as_user=()
  [ "$(id -u)" -eq 0 ] || return 0
  as_user=(setpriv --reuid=www-data --regid=www-data --clear-groups)
  chown -R www-data: "$dir"/{run,log,tmp} "$storage"
  local folder
  for folder in "$dir/run" "$storage"; do
    "${as_user[@]}" test -w "$folder" ||
      fail "www-data cannot enter $folder: open the folders above (chmod a+x)"
  done
}

make_user() {
  user=tester
  password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  case $kind/$auth in
    apache/digest) echo "$user:dav:$(printf %s "$user:dav:$password" | md5sum | cut -d' ' -f1)" ;;
    apache/* | nginx/*) echo "$user:$(printf %s "$password" | openssl passwd -apr1 -stdin)" ;;
    *) echo "$user:$password" ;;
  esac >"$dir/users"
}

# A template's @NAME@s filled in.
configuration() {
  sed -e "s|@DIR@|$dir|g; s|@STORAGE@|$storage|g; s|@PORT@|$port|g; s|@AUTH@|$auth|g" \
      -e "s|@AUTH_TITLE@|${auth^}|g" "$templates/$1" >"$dir/$1"
}

# Sets `command`, which stays in the foreground, for one port.
prepare() {
  case $kind in
    apache)
      needs apache2 "it is in the package apache2-bin"
      configuration apache.conf
      configuration mime.types
      command=(apache2 -d "$dir" -f "$dir/apache.conf" -D FOREGROUND)
      ;;
    lighttpd)
      needs lighttpd "it is in the packages lighttpd and lighttpd-mod-webdav"
      configuration lighttpd.conf
      command=(lighttpd -D -f "$dir/lighttpd.conf")
      ;;
    nginx)
      needs nginx "it is in the packages nginx-light and libnginx-mod-http-dav-ext"
      configuration nginx.conf
      command=(nginx -p "$dir" -e "$dir/log/error.log" -c "$dir/nginx.conf")
      ;;
    rclone)
      needs rclone "it is in the package rclone"
      command=(env HOME="$dir/tmp" "RCLONE_PASS=$password" rclone serve webdav "$storage"
               --addr "127.0.0.1:$port" --user "$user" --config "$dir/tmp/rclone.conf"
               --cache-dir "$dir/tmp")
      ;;
    npm-webdav)
      needs node "it is in the package nodejs"
      fetch npm-webdav
      copy_npm
      configuration npm_webdav.js
      command=(node "$dir/npm_webdav.js" "$dir/users")
      ;;
    oidc)
      needs node "it is in the package nodejs"
      fetch oidc
      copy_npm
      configuration oidc_provider.mjs
      command=(node "$dir/oidc_provider.mjs" "$dir/users")
      ;;
    *) fail "there is no kind \"$kind\"" ;;
  esac
  [ -z "$capacity" ] || within_capacity
}

# The command again, in a mount namespace whose storage is a file system of `capacity` bytes. It goes
# with the process. Others than root are root of a namespace for as long as mounting takes.
within_capacity() {
  local root=() mount="mount -t tmpfs -o size=$capacity,mode=777 storage \"\$0\" && exec \"\$@\""
  if [ ${#as_user[@]} -eq 0 ]; then
    root=(--map-root-user)
    command=(unshare --user "--map-user=$(id -u)" "--map-group=$(id -g)" "${command[@]}")
  fi
  # In a chroot the root is no mount point, and cannot be made private.
  unshare --mount "${root[@]}" true 2>/dev/null || root+=(--propagation unchanged)
  command=(unshare --mount "${root[@]}" sh -c "$mount" "$storage" "${as_user[@]}" "${command[@]}")
}

# What a kind needs of npm, downloaded once. Others may want it at the same time.
fetch() {
  local package version said
  case $1 in
    npm-webdav) package=webdav-server version=2.6.3 ;;
    oidc) package=oidc-provider version=8.8.1 ;;   # the last that Debian's nodejs runs
    *) fail "\"$1\" downloads nothing from npm" ;;
  esac
  mkdir -p "$cache"
  (
    flock 9
    [ ! -d "$cache/node_modules/$package" ] || exit 0
    needs npm "it is in the package npm"
    said=$(npm install --silent --ignore-scripts --fetch-retries 1 --fetch-timeout 30000 --prefix "$cache" "$package@$version" 2>&1) ||
      fail "npm could not download $package $version, which needs the network: ${said##*$'\n'}"
  ) 9>"$cache/lock"
}

# To where the server's user may read it.
copy_npm() {
  [ -d "$dir/node_modules" ] || cp -r "$cache/node_modules" "$dir/"
}

# `pid` of a process group of its own, which no terminal and no pipe of ours keeps waiting.
launch() {
  local begin=("${as_user[@]}")
  [ "${command[0]}" != unshare ] || begin=()   # root for as long as mounting takes
  setsid timeout "$lifetime" "${begin[@]}" "${command[@]}" </dev/null >"$dir/log/output" 2>&1 &
  pid=$!
  echo "$pid" >"$dir/pid"
}

# Only our own server knows this password: whoever else took the port meanwhile does not pass.
answers() {
  local said ask=("--$auth" -X PROPFIND -H 'Depth: 0' "$url") wanted=207
  if [ "$kind" = oidc ]; then   # it knows the app, and not this token
    ask=(-d grant_type=refresh_token -d refresh_token=none "${url}token") wanted=400
  fi
  said=$(printf 'user = "%s:%s"\n' "$user" "$password" |
    curl -s -o /dev/null -w '%{http_code}' --max-time 5 --noproxy '*' -K - "${ask[@]}") &&
    [ "$said" = "$wanted" ]
}

start() {
  kind=$1 dir=$2
  shift 2
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  [ ! -e "$dir/pid" ] || fail "$dir has a server already; scripts/servers.sh stop $dir"
  read_options "$@"
  make_folders
  make_user
  for _ in $(seq 20); do
    port=$((20000 + RANDOM % 12000))
    url=http://127.0.0.1:$port/
    prepare
    launch
    for _ in $(seq 300); do
      if answers; then
        printf 'url=%s\nuser=%s\npassword=%s\nstorage=%s\n' "$url" "$user" "$password" "$storage"
        return
      fi
      runs "$pid" || break   # the port was taken, or worse
      sleep 0.05
    done
    stop "$dir"
    grep -qsi 'address already in use' "$dir"/log/* || break
  done
  tail -n 20 "$dir"/log/* >&2
  fail "$kind did not start; its logs are above"
}

# False also of a process that has ended and that nobody has asked about yet.
runs() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  case ${stat##*) } in [ZX]*) return 1 ;; esac
}

# The server's whole process group, if the number in DIR is still its own.
stop() {
  local pid
  [ -e "$1/pid" ] || return 0
  pid=$(<"$1/pid")
  rm -f "$1/pid"
  grep -qsF "$(cd "$1" && pwd)" "/proc/$pid/cmdline" || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  for _ in $(seq 200); do
    runs "$pid" || return 0
    sleep 0.02
  done
  kill -KILL -- "-$pid" 2>/dev/null || :
}

case "${1:-}/$#" in
  start/[3-9] | start/1[01]) start "${@:2}" ;;
  stop/2) stop "$2" ;;
  fetch/[2-9]) for kind in "${@:2}"; do fetch "$kind"; done ;;
  *) usage ;;
esac
