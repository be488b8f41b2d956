// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/destinations/peer_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace photoferry::fakes {
namespace {

int PortOf(int fd, int (*side)(int, sockaddr*, socklen_t*)) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  if (side(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  return address.sin_family == AF_INET ? ntohs(address.sin_port) : -1;
}

// Every connected socket whose own end is `server_port`; `visit` returns false to end.
void ForEachConnection(int server_port, const std::function<bool(int fd, int client_port)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    int fd = -1;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &fd)) continue;
    if (PortOf(fd, ::getsockname) != server_port) continue;
    const int client_port = PortOf(fd, ::getpeername);
    if (client_port > 0 && !visit(fd, client_port)) return;
  }
}

// The server's end; -1: it is gone.
int Find(Connection connection) {
  int found = -1;
  ForEachConnection(connection.server, [&](int fd, int port) {
    if (port == connection.client) found = fd;
    return found < 0;
  });
  return found;
}

}  // namespace

void HangUp(Connection connection) {
  const int fd = Find(connection);
  if (fd >= 0) ::shutdown(fd, SHUT_RDWR);
}

void HangUpAll(int server_port) {
  ForEachConnection(server_port, [](int fd, int) {
    ::shutdown(fd, SHUT_RDWR);
    return true;
  });
}

void AnswerAndClose(Connection connection, int status, absl::string_view json,
                    int64_t retry_after) {
  const int fd = Find(connection);
  if (fd < 0) return;
  const std::string answer = absl::StrCat(
      "HTTP/1.1 ", status, " Early\r\nContent-Type: application/json\r\nConnection: close\r\n",
      retry_after > 0 ? absl::StrCat("Retry-After: ", retry_after, "\r\n") : "",
      "Content-Length: ", json.size(), "\r\n\r\n", json);
  (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
  ::shutdown(fd, SHUT_WR);
}

}  // namespace photoferry::fakes
