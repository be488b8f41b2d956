// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/state_directory.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry {
namespace {

// The specification: a relative path in the environment is to be ignored.
std::string AbsoluteFromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && value[0] == '/' ? value : "";
}

}  // namespace

absl::StatusOr<std::string> AbsolutePath(absl::string_view given) {
  std::error_code error;
  const auto path = std::filesystem::absolute(std::string(given), error);
  if (!error) return path.lexically_normal().string();
  return Failure(v1::BAD_CONFIGURATION, absl::StrCat("The path ", Beginning(given, 200),
                                                     " cannot be used: ", error.message(), "."));
}

absl::StatusOr<std::string> StateDirectory(absl::string_view given) {
  if (!given.empty()) return AbsolutePath(given);
  const std::string state = AbsoluteFromEnvironment("XDG_STATE_HOME");
  if (!state.empty()) return absl::StrCat(state, "/photoferry");
  const std::string home = AbsoluteFromEnvironment("HOME");
  if (!home.empty()) return absl::StrCat(home, "/.local/state/photoferry");
  return Failure(v1::BAD_CONFIGURATION,
                 "There is no home directory in which the checkpoints could be kept.",
                 "Say where with --state-dir.");
}

std::string DefaultWorkerAddress(const std::string& state_directory) {
  return absl::StrCat("unix:", state_directory, "/worker.sock");
}

}  // namespace photoferry
