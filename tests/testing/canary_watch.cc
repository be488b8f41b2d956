// SPDX-License-Identifier: Apache-2.0
//
// Part of every test program: lets the canary see its log, at trace level, while the suite is
// watched (tests/testing/canary.h). A test that wants the log for itself takes it and gives it
// back.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/log.h"
#include "gtest/gtest.h"
#include "tests/testing/canary.h"

namespace photoferry::canary {
namespace {

void KeepLine(absl::string_view line) {
  static const int file =
      open((KeepDirectory() + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line.data(), line.size()) < 0) abort();
  Inspect("log", "line", line);
}

class Watch final : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo&) override {
    SetLogLevel(LogLevel::kTrace);
    SetLogSink(KeepLine);
  }
  void OnTestProgramEnd(const ::testing::UnitTest&) override { KeepCounts(); }
};

[[maybe_unused]] const bool g_watched = [] {
  if (KeepDirectory().empty()) return false;
  ::testing::UnitTest::GetInstance()->listeners().Append(new Watch);
  return true;
}();

}  // namespace
}  // namespace photoferry::canary
