// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/canary.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/escaping.h"
#include "common/base/mutex.h"
#include "common/base/status.h"
#include "gtest/gtest.h"

namespace photoferry::canary {
namespace {

constexpr size_t kChunk = size_t{1} << 20;

// Of the mark behind `before` bytes of anything: the digits that depend on the mark alone.
std::string Base64Behind(int before) {
  const std::string text = std::string(static_cast<size_t>(before), 'x') + PHOTOFERRY_CANARY_MARK;
  std::string digits;
  absl::Base64Escape(absl::string_view(text).substr(0, text.size() / 3 * 3), &digits);
  return digits.substr(before == 0 ? 0 : before + 1);
}

struct Counts {
  Mutex mutex;
  std::map<std::string, int64_t> by_kind PF_GUARDED_BY(mutex);
};
Counts& Seen() {
  static Counts* const counts = new Counts;
  return *counts;
}

void Count(absl::string_view kind) {
  MutexLock lock(Seen().mutex);
  ++Seen().by_kind[std::string(kind)];
}

void AppendTo(const std::string& name, const std::string& line) {
  const std::string directory = KeepDirectory();
  if (directory.empty()) return;
  const std::string path = directory + "/" + name;
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line.data(), line.size()) < 0) abort();
  close(file);
}

std::string RunningTest() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return test == nullptr ? "no test" : absl::StrCat(test->test_suite_name(), ".", test->name());
}

void Report(absl::string_view kind, absl::string_view where) {
  AppendTo("leaks", absl::StrCat(kind, "\t", where, "\t", RunningTest(), "\n"));
  ADD_FAILURE() << "A secret of the suite came out: " << kind << " " << where;
}

// Chunk by chunk, each beginning with the end of the one before.
bool IsInFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string window;
  while (file) {
    const size_t kept = std::min<size_t>(window.size(), 64);
    window.erase(0, window.size() - kept);
    window.resize(kept + kChunk);
    file.read(window.data() + kept, kChunk);
    window.resize(kept + static_cast<size_t>(file.gcount()));
    if (IsIn(window)) return true;
  }
  return false;
}

}  // namespace

const std::vector<std::string>& Spellings() {
  static const auto* const spellings = new std::vector<std::string>{
      PHOTOFERRY_CANARY_MARK, absl::BytesToHexString(PHOTOFERRY_CANARY_MARK), Base64Behind(0),
      Base64Behind(1), Base64Behind(2)};
  return *spellings;
}

bool IsIn(absl::string_view bytes) {
  for (const std::string& spelling : Spellings()) {
    if (memmem(bytes.data(), bytes.size(), spelling.data(), spelling.size()) != nullptr) {
      return true;
    }
  }
  return false;
}

std::string KeepDirectory() {
  const char* value = std::getenv("PHOTOFERRY_CANARY_DIR");
  return value == nullptr ? "" : value;
}

void Inspect(absl::string_view kind, absl::string_view where, absl::string_view bytes) {
  Count(kind);
  if (IsIn(bytes)) Report(kind, where);
}

void InspectError(const absl::Status& status) {
  if (status.ok()) return;
  Inspect("error", "message", status.message());
  Inspect("error", "problem", ProblemOf(status).SerializeAsString());
}

void InspectFolder(const std::string& path) {
  std::error_code error;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator entries(path, options, error);
  for (const std::filesystem::recursive_directory_iterator end; !error && entries != end;
       entries.increment(error)) {
    std::error_code gone;
    if (!std::filesystem::is_regular_file(entries->symlink_status(gone)) || gone) continue;
    Count("file");
    const std::string file = entries->path().string();
    if (IsInFile(file) || IsIn(file)) Report("file", file);
  }
}

void KeepCounts() {
  MutexLock lock(Seen().mutex);
  for (const auto& [kind, count] : Seen().by_kind) {
    AppendTo("seen", absl::StrCat(kind, " ", count, "\n"));
  }
  for (const std::string& spelling : Spellings()) AppendTo("spellings", spelling + "\n");
}

}  // namespace photoferry::canary
