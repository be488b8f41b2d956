#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails if a file starts threads, locks, waits or sleeps other than through common/base: Scheduler,
# Mutex and Condition. Only so can a test own the clock, Clang check who holds which lock, and
# ThreadSanitizer see every lock there is (Debian's Abseil is compiled without it).
#   scripts/ci/threads.sh [TREE]     TREE: another checkout than this.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"

# Each exception is one file, with its reason.
excepted=(
  tests/e2e/programs.h                               # waits for programs, which have no clock of ours
  tests/transfer-worker/store/sqlite_crash_test.cc   # kills a real process at a real instant
)
for file in "${excepted[@]}"; do
  [ -f "$file" ] || { echo "$file is excepted in scripts/ci/threads.sh but does not exist."; exit 1; }
done

standard='jthread|thread|((recursive_|shared_)?(timed_)?mutex)|condition_variable(_any)?'
standard+='|lock_guard|(unique|scoped|shared)_lock|async|(shared_)?future|promise|packaged_task'
standard+='|latch|barrier|(counting|binary)_semaphore|this_thread'
abseil='((Reader|Writer)?Mutex(Lock)?)|CondVar|Notification|Barrier|BlockingCounter|SleepFor'
calls='pthread_(create|join|detach|mutex|cond|rwlock|spin|barrier)[a-z_]*|thrd_[a-z]+'
calls+='|sem_(init|wait|timedwait|post)|sleep|usleep|nanosleep|clock_nanosleep'
raw="std::($standard)([^A-Za-z0-9_]|\$)|absl::($abseil)([^A-Za-z0-9_]|\$)"
raw+="|(^|[^A-Za-z0-9_>.])($calls) *\\("

# Comments may name what the code must not use.
find common exporters importers transfer-worker tests -path common/base -prune -o \
     \( -name '*.cc' -o -name '*.h' \) -print | sort | xargs awk -v raw="$raw" -v excepted="${excepted[*]}" '
  BEGIN { count = split(excepted, names, " "); for (i = 1; i <= count; i++) skip[names[i]] = 1 }
  !(FILENAME in skip) {
    code = $0
    sub(/\/\/.*/, "", code)
    if (code ~ raw) { print FILENAME ":" FNR ": " $0; bad = 1 }
  }
  END {
    if (bad) print "Threads, locks and waiting go through common/base (scheduler.h, mutex.h)."
    exit bad
  }'
