// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/provider_docs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/cmd/provider_text.h"

namespace photoferry {
namespace {

namespace fs = std::filesystem;

constexpr char kHowTo[] = "See importers/README.md and exporters/README.md.";

std::string ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::Status WriteWhole(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The page ", path.string(), " cannot be written."),
                 "Look at the folder's permissions.");
}

// Links to other sites and to headings of the same page lead there from everywhere.
bool LinksToFiles(absl::string_view markdown) {
  for (size_t at = markdown.find("]("); at != absl::string_view::npos;
       at = markdown.find("](", at + 1)) {
    const absl::string_view target = markdown.substr(at + 2);
    if (!absl::StartsWith(target, "http") && !absl::StartsWith(target, "#")) return true;
  }
  return false;
}

std::vector<fs::path> PluginFolders(const fs::path& side) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (fs::recursive_directory_iterator at(side, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() == "plugin.cc") folders.push_back(at->path().parent_path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

absl::Status CheckReadme(const ProviderReadme& readme) {
  if (readme.limitations.empty()) {
    return Failure(v1::BAD_CONFIGURATION,
                   absl::StrCat(readme.path, " tells nothing below a heading \"## Limitations\"."),
                   kHowTo);
  }
  if (!LinksToFiles(readme.limitations)) return absl::OkStatus();
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The Limitations in ", readme.path,
                              " link to a file; the link would be dead in docs/providers."),
                 "Name the file in backquotes instead.");
}

}  // namespace

absl::StatusOr<ProviderReadme> FindProviderReadme(const std::string& root,
                                                  const v1::ProviderSpec& spec) {
  const bool importer = spec.role() == v1::ProviderSpec::IMPORTER;
  const fs::path side = fs::path(root) / (importer ? "importers" : "exporters");
  for (const fs::path& folder : PluginFolders(side)) {
    const std::string text = ReadWhole(folder / "README.md");
    if (!absl::StartsWith(text, absl::StrCat("# ", spec.display_name(), "\n"))) continue;
    ProviderReadme readme{.path = (folder / "README.md").lexically_relative(root).string(),
                          .limitations = MarkdownSection(text, "Limitations")};
    PF_RETURN_IF_ERROR(CheckReadme(readme));
    return readme;
  }
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("No README.md beside a plugin.cc below ", side.string(),
                              " begins with the line \"# ", spec.display_name(), "\"."),
                 kHowTo);
}

absl::Status WriteProviderDocs(const ProviderTable& providers, const std::string& root,
                               const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  const std::vector<v1::ProviderSpec> specs = SpecsOf(providers);
  for (const v1::ProviderSpec& spec : specs) {
    PF_ASSIGN_OR_RETURN(const ProviderReadme readme, FindProviderReadme(root, spec));
    PF_RETURN_IF_ERROR(
        WriteWhole(fs::path(directory) / PageName(spec, specs), ProviderPage(spec, readme)));
  }
  return WriteWhole(fs::path(directory) / "README.md", ProviderIndexPage(specs));
}

}  // namespace photoferry
