#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes the provider table of a build: one C++ file that calls every plugin.cc given. Both builds
# find the plugin.cc files and run this; nobody keeps a list.
#   scripts/provider_table.sh OUTPUT PLUGIN.cc...
# A path starts at the root of the tree and gives the function its name: importers/flickr/plugin.cc
# defines `ImporterPlugin photoferry::flickr_importer_plugin()`, exporters/meta/facebook/plugin.cc defines
# `ExporterPlugin photoferry::meta_facebook_exporter_plugin()`.
set -euo pipefail
output=$1
shift

functions_of() {  # exporters|importers, PLUGIN.cc...: one name a line, in alphabetical order
  local side=$1 path
  for path in "${@:2}"; do
    [[ "$path" == "$side"/*/plugin.cc ]] || continue
    path=${path#"$side"/}
    path=${path%/plugin.cc}
    echo "${path//\//_}_${side%s}_plugin"
  done | LC_ALL=C sort
}

for path in "$@"; do
  [[ "$path" =~ ^(exporters|importers)/.+/plugin\.cc$ ]] ||
    { echo "Not a plugin.cc of a provider: $path" >&2; exit 1; }
done
mapfile -t exporters < <(functions_of exporters "$@")
mapfile -t importers < <(functions_of importers "$@")

{
  echo '// Made by scripts/provider_table.sh from the plugin.cc files that the build found.'
  echo '#include "transfer-worker/engine/provider_table.h"'
  echo
  echo 'namespace photoferry {'
  echo
  for name in "${exporters[@]}"; do echo "ExporterPlugin $name();"; done
  for name in "${importers[@]}"; do echo "ImporterPlugin $name();"; done
  echo
  echo 'ProviderTable BuiltInProviders() {'
  echo '  ProviderTable table;'
  for name in "${exporters[@]}"; do echo "  table.exporters.push_back($name());"; done
  for name in "${importers[@]}"; do echo "  table.importers.push_back($name());"; done
  echo '  return table;'
  echo '}'
  echo
  echo '}  // namespace photoferry'
} >"$output"
