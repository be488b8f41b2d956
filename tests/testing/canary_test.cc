// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/canary.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/escaping.h"
#include "common/base/status.h"
#include "gtest/gtest-spi.h"
#include "gtest/gtest.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {
namespace {

TEST(Canary, IsSeenInEverySpelling) {
  for (const char* before : {"", "x", "xy", "xyz", "Authorization: Bearer "}) {
    const std::string text = absl::StrCat(before, canary::Token("-and-more"));
    EXPECT_TRUE(canary::IsIn(text));
    EXPECT_TRUE(canary::IsIn(absl::Base64Escape(text))) << before;
    EXPECT_TRUE(canary::IsIn(absl::WebSafeBase64Escape(text))) << before;
    EXPECT_TRUE(canary::IsIn(absl::BytesToHexString(text))) << before;
  }
  EXPECT_FALSE(canary::IsIn(""));
  EXPECT_FALSE(canary::IsIn("pfcanary is the mark's beginning, and no secret"));
}

// Finds that are wanted, kept apart from those of the suite.
class CanaryFinds : public ::testing::Test {
 protected:
  CanaryFinds() : before_(canary::KeepDirectory()) {
    setenv("PHOTOFERRY_CANARY_DIR", kept_.path().c_str(), 1);
  }
  ~CanaryFinds() override {
    before_.empty() ? unsetenv("PHOTOFERRY_CANARY_DIR")
                    : setenv("PHOTOFERRY_CANARY_DIR", before_.c_str(), 1);
  }

  std::string Leaks() const { return ReadFile(kept_ / "leaks"); }

  TempDir kept_;
  const std::string before_;
};

TEST_F(CanaryFinds, FailTheTestThatRanAndAreKept) {
  EXPECT_NONFATAL_FAILURE(canary::Inspect("log", "line", "token=" + canary::Token()),
                          "A secret of the suite came out: log line");
  EXPECT_NONFATAL_FAILURE(
      canary::Inspect("error", "message", Failure(v1::INTERNAL_FAULT, canary::Token()).message()),
      "A secret of the suite came out: error message");
  canary::Inspect("log", "line", "nothing");
  EXPECT_EQ(Leaks(),
            "log\tline\tCanaryFinds.FailTheTestThatRanAndAreKept\n"
            "error\tmessage\tCanaryFinds.FailTheTestThatRanAndAreKept\n");
}

TEST_F(CanaryFinds, AreMadeInFilesWhereverTheyStand) {
  TempDir directory;
  std::filesystem::create_directory(directory / "below");
  const std::string file = directory / "below/file";
  for (const size_t before : {size_t{0}, size_t{100}, (size_t{1} << 20) - 5, size_t{3} << 20}) {
    SCOPED_TRACE(before);
    WriteFile(file, std::string(before, 'x') + canary::Token() + std::string(before, 'y'));
    EXPECT_NONFATAL_FAILURE(canary::InspectFolder(directory.path()), "came out: file");
  }
  WriteFile(file, "nothing");
  canary::InspectFolder(directory.path());
}

}  // namespace
}  // namespace photoferry
