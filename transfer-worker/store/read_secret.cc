// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/read_secret.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "common/base/clock.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr size_t kMost = 4096;

absl::Status Because(absl::string_view cause) {
  return absl::InternalError(cause);
}

// True once there is something to read, or the end.
absl::StatusOr<bool> Await(int descriptor, absl::Duration end) {
  const absl::Duration left =
      std::clamp(end - SystemClock().Monotonic(), absl::ZeroDuration(), absl::Hours(1));
  pollfd about{descriptor, POLLIN, 0};
  const int ready = poll(&about, 1, static_cast<int>(absl::ToInt64Milliseconds(left)));
  if (ready < 0 && errno != EINTR) return Because(strerror(errno));
  return ready > 0;
}

}  // namespace

absl::StatusOr<Secret> ReadSecret(int descriptor, absl::Duration patience) {
  const absl::Duration end = SystemClock().Monotonic() + patience;
  absl::Status status;
  size_t size = 0;
  const Secret buffer = Secret::Of(kMost + 1, [&](char* to) {
    while (status.ok() && size <= kMost) {
      const absl::StatusOr<bool> ready = Await(descriptor, end);
      if (!ready.ok()) {
        status = ready.status();
      } else if (*ready) {
        const ssize_t got = read(descriptor, to + size, kMost + 1 - size);
        if (got == 0) return;
        if (got > 0) size += static_cast<size_t>(got);
        if (got < 0 && errno != EINTR) status = Because(strerror(errno));
      } else if (SystemClock().Monotonic() >= end) {
        status = Because("nothing more came for too long");
      }
    }
  });
  PF_RETURN_IF_ERROR(status);
  if (size > kMost) return Because("it is longer than any set of keys");
  return Secret::CopyOf(buffer.Reveal().substr(0, size));
}

}  // namespace photoferry
