// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/key_source.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/key_command.h"
#include "transfer-worker/store/key_file.h"
#include "transfer-worker/store/read_secret.h"

namespace photoferry {
namespace {

absl::StatusOr<Keyring> FromDescriptor(int descriptor, absl::Duration patience) {
  const std::string origin = absl::StrCat("file descriptor ", descriptor);
  const absl::StatusOr<Secret> given = ReadSecret(descriptor, patience);
  close(descriptor);  // no program that is started later inherits it
  if (given.ok()) return Keyring::Parse(*given, origin);
  return Failure(
      v1::BAD_CONFIGURATION,
      absl::StrCat("The keys cannot be read from ", origin, ": ", given.status().message(),
                   ". Nothing was started; the photos are untouched."),
      "Open it for the program, for example: photoferry-worker --key-fd 3 3</run/key");
}

}  // namespace

std::string KeySource::FileIn(const std::string& directory) const {
  if (descriptor >= 0 || !command.empty()) return "";
  return file.empty() ? absl::StrCat(directory, "/key") : file;
}

absl::StatusOr<Keyring> ReadKeys(const KeySource& source, const std::string& directory,
                                 absl::Duration patience) {
  if (source.descriptor >= 0) return FromDescriptor(source.descriptor, patience);
  if (!source.command.empty()) {
    PF_ASSIGN_OR_RETURN(const Secret given, RunKeyCommand(source.command, patience));
    return Keyring::Parse(given, "the key command");
  }
  return ReadKeyFile(source.FileIn(directory));
}

}  // namespace photoferry
