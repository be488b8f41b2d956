// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>

#include "tests/testing/temp_dir.h"

namespace photoferry {

// A TempDir in memory where the machine offers that: for tests that sync often and would spend
// their time waiting for the disk.
class MemoryDir : public TempDir {
 public:
  MemoryDir()
      : TempDir(access("/dev/shm", W_OK) == 0 ? "/dev/shm"
                                              : std::filesystem::temp_directory_path()) {}
};

}  // namespace photoferry
