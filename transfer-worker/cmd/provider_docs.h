// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "transfer-worker/cmd/provider_markdown.h"
#include "transfer-worker/engine/provider_table.h"

namespace photoferry {

// The README of the provider's folder in the source tree `root`: below exporters/ or importers/,
// beside a plugin.cc, and its first line is "# DISPLAY NAME". BAD_CONFIGURATION if there is none,
// it has no Limitations, or these link to files, which would lead nowhere from another folder.
absl::StatusOr<ProviderReadme> FindProviderReadme(const std::string& root,
                                                  const v1::ProviderSpec& spec);

// Writes the page of every provider, and README.md that lists them, into `directory`, which is made
// if it is not there. Other files in it are left alone.
absl::Status WriteProviderDocs(const ProviderTable& providers, const std::string& root,
                               const std::string& directory);

}  // namespace photoferry
