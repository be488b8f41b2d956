// SPDX-License-Identifier: Apache-2.0
#include "common/base/crash_point.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace photoferry {
namespace {

void PassThree() {
  for (int i = 0; i < 3; ++i) {
    PHOTOFERRY_CRASH_POINT("test.one");
    PHOTOFERRY_CRASH_POINT("test.two");
  }
}

std::string Contents(const std::string& path) {
  std::ifstream in(path);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class CrashPoint : public ::testing::Test {
 protected:
  // The environment is read once a process, so each test looks at a process of its own.
  CrashPoint() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(CrashPoint, KillsAtTheNamedPass) {
#ifdef PHOTOFERRY_CRASH_POINTS
  const std::string file = absl::StrCat(testing::TempDir(), "/crash_counts");
  std::remove(file.c_str());
  EXPECT_EXIT(
      {
        setenv("PHOTOFERRY_CRASH", "test.two:2", 1);
        setenv("PHOTOFERRY_CRASH_COUNT", file.c_str(), 1);
        PassThree();
        std::exit(0);
      },
      testing::KilledBySignal(SIGKILL), "");
  EXPECT_EQ(Contents(file), "test.one\ntest.two\ntest.one\ntest.two\n");
  std::remove(file.c_str());
#else
  PassThree();
#endif
}

TEST_F(CrashPoint, OtherPlansChangeNothing) {
  for (const char* plan : {"test.two:4", "test.three:1", "test.two", ":1", "test.two:x", ""}) {
    EXPECT_EXIT(
        {
          setenv("PHOTOFERRY_CRASH", plan, 1);
          PassThree();
          std::exit(0);
        },
        testing::ExitedWithCode(0), "");
  }
}

}  // namespace
}  // namespace photoferry
