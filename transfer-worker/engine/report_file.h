// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// A file that appears under its name whole or not at all, for its owner only. One thread at a time.
class ReportFile {
 public:
  static absl::StatusOr<ReportFile> Create(const std::string& path);
  ReportFile(ReportFile&& other) noexcept;
  ReportFile& operator=(ReportFile&&) = delete;
  ~ReportFile();  // without Commit: nothing is left behind

  // An error shows in Commit.
  void Write(absl::string_view text);
  absl::Status Commit();

 private:
  ReportFile(std::string path, std::string draft, std::FILE* file);

  std::string path_;
  std::string draft_;
  std::FILE* file_;
};

}  // namespace photoferry
