// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/strings/string_view.h"
#include "exporters/exporter.h"
#include "importers/importer.h"

namespace photoferry {

// Every provider that this build knows. Immutable once made.
struct ProviderTable {
  std::vector<ExporterPlugin> exporters;
  std::vector<ImporterPlugin> importers;

  const ExporterPlugin* FindExporter(absl::string_view id) const;  // nullptr: none
  const ImporterPlugin* FindImporter(absl::string_view id) const;
};

// Made by the build from the plugin.cc files below exporters/ and importers/.
ProviderTable BuiltInProviders();

}  // namespace photoferry
