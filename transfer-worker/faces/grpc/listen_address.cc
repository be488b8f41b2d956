// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/grpc/listen_address.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry {
namespace {

// sockaddr_un holds the path and its final zero.
constexpr size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

absl::Status Refused(absl::string_view message, absl::string_view what_to_do) {
  return Failure(v1::BAD_CONFIGURATION, message, what_to_do);
}

absl::StatusOr<ListenAddress> ParseSocketPath(absl::string_view path) {
  absl::ConsumePrefix(&path, "//");
  while (absl::StartsWith(path, "//")) path.remove_prefix(1);  // else it would be read as another
  if (path.empty()) {
    return Refused("The address unix: names no file.", "Write unix:/path/to/worker.sock.");
  }
  if (absl::StrContains(path, '\0')) {
    return Refused("The socket's path holds a zero byte.", "Write unix:/path/to/worker.sock.");
  }
  if (path.size() > kLongestPath) {
    return Refused(absl::StrCat("The socket's path is longer than the ", kLongestPath,
                                " bytes that the system allows."),
                   "Choose a shorter one with --listen unix:/path.");
  }
  return ListenAddress{.socket_path = std::string(path)};
}

std::string Shown(absl::string_view text) {
  return Beginning(Redacted(text), 100);
}

bool IsLoopback(absl::string_view host) {
  return host == "localhost" || host == "[::1]" || host == "127.0.0.1";
}

}  // namespace

std::string ListenAddress::ToString() const {
  return socket_path.empty() ? tcp : absl::StrCat("unix:", socket_path);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  constexpr char kForms[] = "Write unix:/path/to/worker.sock, or 127.0.0.1:PORT.";
  if (absl::ConsumePrefix(&text, "unix:")) return ParseSocketPath(text);
  const size_t colon = text.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return Refused(absl::StrCat("\"", Shown(text), "\" is not an address to listen on."), kForms);
  }
  const absl::string_view host = text.substr(0, colon);
  if (!IsLoopback(host)) {
    return Refused(
        absl::StrCat("The worker does not listen on ", Shown(text),
                     ": whoever reaches it could read and move the photos of its accounts."),
        absl::StrCat(kForms, " To reach it from another machine, forward that port with ssh -L."));
  }
  // A name could be made to point elsewhere.
  const absl::string_view address = host == "localhost" ? "127.0.0.1" : host;
  return ListenAddress{.tcp = absl::StrCat(address, ":", port)};
}

bool SomebodyListens(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() > kLongestPath) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return false;
  const absl::Cleanup close_fd = [fd] { close(fd); };
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return true;
  return errno == EAGAIN || errno == EINPROGRESS;  // its queue is full: it lives
}

absl::Status RemoveStaleSocket(const std::string& path) {
  struct stat found = {};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Refused(
        absl::StrCat("The socket ", path, " cannot be looked at: ", strerror(errno), "."),
        "Choose another place with --listen unix:/path.");
  }
  if (!S_ISSOCK(found.st_mode) || found.st_uid != geteuid()) {
    return Refused(absl::StrCat("Where the socket belongs, at ", path,
                                ", is something else; it is left alone."),
                   "Move it away, or choose another place with --listen unix:/path.");
  }
  if (SomebodyListens(path)) {
    return Refused(absl::StrCat("A worker already listens at ", path, "."),
                   "Stop that one first, or give this one another --state-dir or --listen.");
  }
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return Refused(absl::StrCat("The socket that an earlier worker left at ", path,
                              " cannot be removed: ", strerror(errno), "."),
                 "Remove it by hand.");
}

}  // namespace photoferry
