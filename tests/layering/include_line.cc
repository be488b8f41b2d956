// SPDX-License-Identifier: Apache-2.0
#include "tests/layering/include_line.h"

#include <algorithm>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace photoferry {
namespace {

// False unless `text` is an include line; then `include` has its header.
bool ReadIncludeLine(absl::string_view text, IncludeLine& include) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::ConsumePrefix(&text, "#")) return false;
  text = absl::StripLeadingAsciiWhitespace(text);
  if (!absl::ConsumePrefix(&text, "include")) return false;
  text = absl::StripLeadingAsciiWhitespace(text);
  if (text.empty() || (text[0] != '"' && text[0] != '<')) return false;
  include.quoted = text[0] == '"';
  const size_t end = text.find(include.quoted ? '"' : '>', 1);
  if (end == absl::string_view::npos) return false;
  include.header = std::string(text.substr(1, end - 1));
  return true;
}

}  // namespace

std::vector<IncludeLine> IncludeLinesOf(absl::string_view file, absl::string_view text) {
  std::vector<IncludeLine> includes;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    IncludeLine include{.file = std::string(file), .line = ++number};
    if (ReadIncludeLine(line, include)) includes.push_back(std::move(include));
  }
  return includes;
}

std::vector<std::string> SourceFilesOf(const std::string& root) {
  std::vector<std::string> files;
  for (const char* folder : {"common", "exporters", "importers", "transfer-worker", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root + "/" + folder)) {
      const std::string path = entry.path().string();
      if (absl::EndsWith(path, ".cc") || absl::EndsWith(path, ".h")) {
        files.push_back(path.substr(root.size() + 1));
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace photoferry
