// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/presence.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

absl::Status CannotLock(const std::string& directory) {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("The state folder ", directory, " cannot be locked (",
                              std::strerror(errno), "), so no job can be worked on safely."),
                 "Make the folder writable, on a local disk.");
}

}  // namespace

absl::StatusOr<Presence> Presence::Enter(const std::string& directory) {
  const std::string path = directory + "/presence";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return CannotLock(directory);
  const bool alone = flock(file, LOCK_EX | LOCK_NB) == 0;
  Presence presence(file, alone);
  // Whoever is alone in there now goes on in a moment.
  if (!alone && flock(file, LOCK_SH) != 0) return CannotLock(directory);
  return presence;
}

absl::Status Presence::Settle() {
  if (!std::exchange(alone_, false) || flock(file_, LOCK_SH) == 0) return absl::OkStatus();
  return Failure(v1::STORE_FAILED, "The lock on the state folder was lost.");
}

Presence::Presence(Presence&& other) noexcept
    : file_(std::exchange(other.file_, -1)), alone_(other.alone_) {}

Presence::~Presence() {
  if (file_ >= 0) close(file_);
}

}  // namespace photoferry
