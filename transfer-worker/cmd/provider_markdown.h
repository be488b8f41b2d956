// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "photoferry/v1/provider.pb.h"

// Providers as pages of documentation, made from their specs. Pure: equal specs give equal bytes.

namespace photoferry {

// What a page takes from the provider's own folder.
struct ProviderReadme {
  std::string path;         // "importers/local_folder/README.md", from the root of the tree
  std::string limitations;  // Markdown below its heading "Limitations"
};

// "folder.md"; a destination whose id a source has too gets "-destination" before the ending.
std::string PageName(const v1::ProviderSpec& spec, const std::vector<v1::ProviderSpec>& all);

// The page of one provider. It lies two folders below the root of the tree.
std::string ProviderPage(const v1::ProviderSpec& spec, const ProviderReadme& readme);

// The page that lists them.
std::string ProviderIndexPage(const std::vector<v1::ProviderSpec>& all);

// What stands in `markdown` between the heading "## TITLE" and the next one of its rank or above;
// without empty lines around it. Empty: no such heading, or nothing below it.
std::string MarkdownSection(absl::string_view markdown, absl::string_view title);

}  // namespace photoferry
