// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry {

// Where a worker may listen: a unix socket, whose file permissions say who may call, or the
// loopback interface. Calls are neither encrypted nor authenticated, so nothing wider exists.
struct ListenAddress {
  std::string socket_path;  // empty: TCP
  std::string tcp;          // "127.0.0.1:4180"; port 0 is any free one

  // As gRPC and people write it: "unix:/path" or "127.0.0.1:4180".
  std::string ToString() const;
};

// BAD_CONFIGURATION for an address that is wider than this machine, or none.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Makes room for a socket file: removes one that nobody listens on any more. BAD_CONFIGURATION if
// a worker answers there, or if the path holds anything that is not a socket of this user.
absl::Status RemoveStaleSocket(const std::string& path);

// True if something accepts connections at the socket file.
bool SomebodyListens(const std::string& path);

}  // namespace photoferry
