#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what building (and the demo, testing or measuring) needs, from Debian's own packages;
# for tests also the one server that Debian does not have, from npm.
#   scripts/install_deps.sh [demo|tests|bench|bazel|nightly|checks]
set -euo pipefail

build=(cmake ninja-build g++ mold pkg-config ca-certificates
       protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev libabsl-dev
       libcurl4-openssl-dev libssl-dev libsodium-dev libsqlite3-dev
       nlohmann-json3-dev libexpat1-dev libcli11-dev
       libcpp-httplib-dev libjpeg62-turbo-dev)   # the last two: the demo account
demo=(mate-backgrounds)   # real photographs for the demo account
servers=(apache2-bin lighttpd lighttpd-mod-webdav nginx-light libnginx-mod-http-dav-ext
         libmicrohttpd-dev litmus cadaver)   # WebDAV as others serve it, and what judges our own fake
browser=(chromium chromium-driver)   # what people log in with; 120 MB to fetch, 380 MB on disk
tests=(libgtest-dev libgmock-dev python3 curl ffmpeg libimage-exiftool-perl
       ccache git nodejs npm "${demo[@]}" "${servers[@]}" "${browser[@]}")
bench=(nginx-light rclone time python3 curl)
bazel=(bazel-bootstrap bazel-platforms bazel-skylib bazel-rules-java bazel-rules-proto
       "${tests[@]}")
nightly=(rclone "${tests[@]}")
checks=(clang clang-format clang-tidy libclang-rt-14-dev llvm patch "${tests[@]}")   # scripts/ci

wanted=("${build[@]}")
case "${1:-}" in
  demo | tests | bench | bazel | nightly | checks)
    declare -n more=$1
    wanted+=("${more[@]}")
    ;;
  '') ;;
  *) echo "$0: there is no set \"$1\"" >&2; exit 2 ;;
esac
# A nodejs that is not Debian's brings npm with it.
is_there() {
  [ "$1" != npm ] || ! command -v npm >/dev/null || return 0
  dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed'
}
missing=()
for package in "${wanted[@]}"; do
  is_there "$package" || missing+=("$package")
done

install_missing() {
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)

  # Packages of servers would start them, open to the network. Ours are started by the tests alone.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap '"${as_root[@]}" rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
    "${as_root[@]}" chmod 755 $policy
  fi
  echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/dev/null
}
[ ${#missing[@]} -eq 0 ] || install_missing

# Once, before the suite runs: where npm cannot be reached it takes a minute to say so.
if [ "${1:-}" = tests ] && ! "$(dirname "$0")/servers.sh" fetch oidc; then
  echo "The tests that need oidc-provider will be skipped, and say so."
fi
