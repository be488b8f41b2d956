// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace photoferry {

// A connection to a server on this machine, for what no proper client would say.
class LoopbackCall {
 public:
  explicit LoopbackCall(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }
  LoopbackCall(const LoopbackCall&) = delete;
  LoopbackCall& operator=(const LoopbackCall&) = delete;
  ~LoopbackCall() { close(socket_); }

  bool connected() const { return connected_; }
  // False: the other side has heard enough.
  bool Say(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  // All that comes until the other side closes.
  std::string Hear() {
    std::string heard;
    std::array<char, 4096> buffer;
    ssize_t got;
    while ((got = recv(socket_, buffer.data(), buffer.size(), 0)) > 0) {
      heard.append(buffer.data(), static_cast<size_t>(got));
    }
    return heard;
  }

 private:
  const int socket_;
  bool connected_ = false;
};

// The whole answer to a GET, as a browser sends it.
inline std::string GetFromLoopback(int port, absl::string_view target) {
  LoopbackCall call(port);
  EXPECT_TRUE(call.connected());
  call.Say("GET " + std::string(target) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  return call.Hear();
}

}  // namespace photoferry
