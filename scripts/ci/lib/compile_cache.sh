#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by what builds: compilers then share their objects between checkouts of this machine, with
# precompiled headers too.
#   source scripts/ci/lib/compile_cache.sh; compile_cache ROOT [CACHE]
#   cmake ... -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
# ROOT: of the checkout that is built. CACHE: a folder, by default ROOT/build/ccache.
compile_cache() {
  export CCACHE_DIR=${CCACHE_DIR:-${2:-$1/build/ccache}}
  export CCACHE_BASEDIR=$1 CCACHE_NOHASHDIR=1 CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G}
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
}
