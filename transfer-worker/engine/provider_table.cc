// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/provider_table.h"

namespace photoferry {
namespace {

template <typename Plugin>
const Plugin* Find(const std::vector<Plugin>& plugins, absl::string_view id) {
  for (const Plugin& plugin : plugins) {
    if (plugin.spec.id() == id) return &plugin;
  }
  return nullptr;
}

}  // namespace

const ExporterPlugin* ProviderTable::FindExporter(absl::string_view id) const {
  return Find(exporters, id);
}

const ImporterPlugin* ProviderTable::FindImporter(absl::string_view id) const {
  return Find(importers, id);
}

}  // namespace photoferry
