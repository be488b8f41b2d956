#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy, with the checks of .clang-tidy, on the product's files that changed since the commit
# before, or since $CI_BASE.
#   scripts/ci/tidy.sh [--all | FILE...]     --all: every file, an hour's work for two cores
# A header is looked at through the .cc file of its name.
set -euo pipefail
cd "$(dirname "$0")/../.."
folders=(common exporters importers transfer-worker)

changed() {
  local base=${CI_BASE:-HEAD~1}
  if ! git rev-parse --verify --quiet "$base^{commit}" >/dev/null; then
    echo "There is no history here to compare with; --all looks at every file." >&2
    return
  fi
  { git diff --name-only --diff-filter=d "$base" -- "${folders[@]}"
    git ls-files --others --exclude-standard -- "${folders[@]}"; } |
    sed -n 's/\.h$/.cc/; /\.cc$/p' | sort -u
}

if [ "${1:-}" = --all ]; then
  mapfile -t wanted < <(find "${folders[@]}" -name '*.cc' | sort)
elif [ $# -gt 0 ]; then
  wanted=("$@")
else
  mapfile -t wanted < <(changed)
fi
files=()
for file in "${wanted[@]}"; do
  if [ -f "$file" ]; then files+=("$file"); fi   # a header may have no .cc
done
if [ ${#files[@]} -eq 0 ]; then
  echo "no file to look at"
  exit 0
fi

# What the compiler must find before it can read a file: generated and precompiled headers.
scripts/ci/lib/build.sh tsan photoferry_headers proto/photoferry/v1/transfer_service.grpc.pb.h
echo "looking at ${#files[@]} files"
printf '%s\n' "${files[@]}" |
  xargs -P "$(nproc)" -n 1 clang-tidy -p build/tsan --quiet 2> >(grep -v ' warnings\? generated' >&2)
