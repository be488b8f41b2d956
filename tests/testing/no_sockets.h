// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace photoferry {

// While one lives, nobody in this process gets a socket, as if no descriptors were left. One at a
// time; thread-safe otherwise.
class NoSockets {
 public:
  NoSockets();
  ~NoSockets();
  NoSockets(const NoSockets&) = delete;
  NoSockets& operator=(const NoSockets&) = delete;
};

}  // namespace photoferry
