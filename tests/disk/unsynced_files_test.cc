// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/unsynced_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <set>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/memory_dir.h"

namespace photoferry {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// A disk whose power fails once, after what a test did to it.
class Watched final : public FileCalls {
 public:
  explicit Watched(UnsyncedFiles& files) : files_(files) {}
  int Before(const FileRequest& request) override {
    files_.Before(request);
    return 0;
  }
  void After(const FileRequest& request, int64_t result) override { files_.After(request, result); }

 private:
  UnsyncedFiles& files_;
};

int FolderAt(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void Make(int folder, const char* name, const std::string& bytes, bool sync) {
  const int file = ::openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(file, 0);
  EXPECT_EQ(::write(file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  if (sync) {
    EXPECT_EQ(::fsync(file), 0);
  }
  ::close(file);
}

std::string Told(const fs::path& root) {
  std::set<std::string> lines;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    std::stringstream bytes;
    if (!entry.is_directory()) bytes << std::ifstream(entry.path()).rdbuf();
    lines.insert(fs::relative(entry.path(), root).string() + "=" + bytes.str());
  }
  std::string told;
  for (const std::string& line : lines) told += line + ";";
  return told;
}

// What is there after a power loss, over many of them: `prepare` is synced whole, `change` is what
// the power fails after.
std::set<std::string> Outcomes(const std::function<void(int folder)>& prepare,
                               const std::function<void(int folder)>& change) {
  std::set<std::string> outcomes;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const MemoryDir directory;
    const std::string root = directory / "root";
    fs::create_directory(root);
    fs::create_directory(directory / "attic");
    UnsyncedFiles files(root, directory / "attic");
    const int folder = FolderAt(root);
    prepare(folder);
    {
      const Watched watched(files);
      change(folder);
    }
    ::close(folder);
    std::mt19937_64 random(seed);
    files.LosePower([&](uint64_t n) { return random() % n; });
    outcomes.insert(Told(root));
    EXPECT_TRUE(fs::is_empty(directory / "attic"));
  }
  return outcomes;
}

void Nothing(int) {}

TEST(UnsyncedFilesTest, WhatWasSyncedWithItsFolderStays) {
  const auto outcomes = Outcomes(Nothing, [](int folder) {
    Make(folder, "a", "bytes", true);
    ::fsync(folder);
  });
  EXPECT_THAT(outcomes, ElementsAre("a=bytes;"));
}

TEST(UnsyncedFilesTest, ANameThatWasNotSyncedMayBeGone) {
  const auto outcomes = Outcomes(Nothing, [](int folder) { Make(folder, "a", "bytes", true); });
  EXPECT_THAT(outcomes, UnorderedElementsAre("", "a=bytes;"));
}

TEST(UnsyncedFilesTest, BytesThatWereNotSyncedMayBeGoneOrZeros) {
  const auto outcomes = Outcomes(Nothing, [](int folder) {
    Make(folder, "a", "bytes", false);
    ::fsync(folder);
  });
  EXPECT_THAT(outcomes, Contains("a=bytes;"));
  EXPECT_THAT(outcomes, Contains("a=;"));
  EXPECT_THAT(outcomes, Contains(std::string("a=by\0\0\0;", 8)));
}

TEST(UnsyncedFilesTest, ARenameHappensOrDoesNot) {
  const auto outcomes = Outcomes([](int folder) { Make(folder, "a", "old", true); },
                                 [](int folder) {
                                   Make(folder, "part", "new", true);
                                   ::renameat(folder, "part", folder, "a");
                                 });
  EXPECT_THAT(outcomes, UnorderedElementsAre("a=old;", "a=old;part=new;", "a=new;"));
}

TEST(UnsyncedFilesTest, WhatWasRemovedMayComeBack) {
  const auto outcomes = Outcomes([](int folder) { Make(folder, "a", "old", true); },
                                 [](int folder) { ::unlinkat(folder, "a", 0); });
  EXPECT_THAT(outcomes, UnorderedElementsAre("", "a=old;"));
}

TEST(UnsyncedFilesTest, AFolderWhoseNameIsLostTakesWhatIsInItAlong) {
  const auto outcomes = Outcomes(Nothing, [](int folder) {
    ::mkdirat(folder, "album", 0700);
    const int album = ::openat(folder, "album", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Make(album, "a", "bytes", true);
    ::fsync(album);
    ::close(album);
  });
  EXPECT_THAT(outcomes, UnorderedElementsAre("", "album=;album/a=bytes;"));
}

TEST(UnsyncedFilesTest, ASecondNameMayBeGoneAndTheFirstIsNot) {
  const auto outcomes = Outcomes([](int folder) { Make(folder, "a", "bytes", true); },
                                 [](int folder) { ::linkat(folder, "a", folder, "b", 0); });
  EXPECT_THAT(outcomes, UnorderedElementsAre("a=bytes;", "a=bytes;b=bytes;"));
}

TEST(UnsyncedFilesTest, WhatWasThereBeforeStays) {
  const auto outcomes = Outcomes([](int folder) { Make(folder, "a", "bytes", true); },
                                 [](int folder) { Make(folder, "b", "more", false); });
  for (const std::string& outcome : outcomes)
    EXPECT_THAT(outcome, ::testing::HasSubstr("a=bytes;"));
}

}  // namespace
}  // namespace photoferry
