// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace photoferry {

// As TempDir, but in memory where the machine offers that: for tests that sync often and would
// spend their time waiting for the disk.
class MemoryDir {
 public:
  MemoryDir() {
    const bool in_memory = access("/dev/shm", W_OK) == 0;
    const std::filesystem::path below =
        in_memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string pattern = (below / "photoferry-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary folder: " << pattern;
    path_ = pattern;
  }
  MemoryDir(const MemoryDir&) = delete;
  MemoryDir& operator=(const MemoryDir&) = delete;
  ~MemoryDir() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  const std::string& path() const { return path_; }
  std::string operator/(absl::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

}  // namespace photoferry
