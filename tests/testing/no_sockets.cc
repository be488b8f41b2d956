// SPDX-License-Identifier: Apache-2.0
//
// By way of this program's own socket(), which the linker prefers to the C library's: libcurl's
// calls come here as well. A true lack of descriptors would strike the sanitizers first.
#include "tests/testing/no_sockets.h"

#include <dlfcn.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>

namespace photoferry {
namespace {

std::atomic<bool> none = false;

}  // namespace

NoSockets::NoSockets() {
  none = true;
}
NoSockets::~NoSockets() {
  none = false;
}

}  // namespace photoferry

extern "C" {

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define PHOTOFERRY_UNDER_TSAN
// It must see every socket: what comes through one happened after what went in.
int __interceptor_socket(int domain, int type, int protocol);
#endif
#endif

int socket(int domain, int type, int protocol) {
#ifdef PHOTOFERRY_UNDER_TSAN
  static auto* const real = &__interceptor_socket;
#else
  using Socket = int(int, int, int);
  static auto* const real = reinterpret_cast<Socket*>(::dlsym(RTLD_NEXT, "socket"));
#endif
  if (!photoferry::none) return real(domain, type, protocol);
  errno = EMFILE;
  return -1;
}

}  // extern "C"
