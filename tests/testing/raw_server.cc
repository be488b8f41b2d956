// SPDX-License-Identifier: Apache-2.0
#include "tests/testing/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace photoferry {

RawConnection::~RawConnection() {
  if (fd_ >= 0) close(fd_);
}

bool RawConnection::Fill() {
  std::array<char, 64 << 10> bytes;
  const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  buffer_.append(bytes.data(), static_cast<size_t>(got));
  return true;
}

std::string RawConnection::ReadHead() {
  size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return "";
  }
  std::string head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  return head;
}

std::string RawConnection::ReadBytes(size_t size) {
  while (buffer_.size() < size && Fill()) {
  }
  std::string bytes = buffer_.substr(0, size);
  buffer_.erase(0, bytes.size());
  return bytes;
}

std::string RawConnection::ReadBody(absl::string_view head) {
  std::string body;
  ReadBodyInto(head, body);
  return body;
}

std::optional<std::string> RawConnection::ReadWholeBody(absl::string_view head) {
  std::string body;
  if (!ReadBodyInto(head, body)) return std::nullopt;
  return body;
}

bool RawConnection::ReadBodyInto(absl::string_view head, std::string& body) {
  if (!absl::EqualsIgnoreCase(HeaderOf(head, "Transfer-Encoding"), "chunked")) {
    size_t length = 0;
    if (!absl::SimpleAtoi(HeaderOf(head, "Content-Length"), &length)) return true;
    body = ReadBytes(length);
    return body.size() == length;
  }
  for (;;) {
    size_t end = 0;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      if (!Fill()) return false;
    }
    const size_t size = std::strtoul(buffer_.substr(0, end).c_str(), nullptr, 16);
    buffer_.erase(0, end + 2);
    body += ReadBytes(size);
    if (ReadBytes(2).size() != 2) return false;
    if (size == 0) return true;
  }
}

size_t RawConnection::Drain() {
  size_t count = buffer_.size();
  buffer_.clear();
  while (Fill()) {
    count += buffer_.size();
    buffer_.clear();
  }
  return count;
}

bool RawConnection::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool RawConnection::SendAnswer(int status, absl::string_view body, absl::string_view more_headers) {
  return Send(absl::StrCat("HTTP/1.1 ", status, " Some Words\r\nContent-Length: ", body.size(),
                           "\r\n", more_headers, "\r\n", body));
}

void RawConnection::Reset() {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(fd_);
  fd_ = -1;
}

void RawConnection::CloseWriting() {
  shutdown(fd_, SHUT_WR);
}
void RawConnection::Interrupt() {
  shutdown(fd_, SHUT_RDWR);
}

RawServer::RawServer(Handler handler, int port)
    : handler_(std::move(handler)), scheduler_(NewThreadScheduler()) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 128) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = scheduler_->Spawn("raw-accept", [this] { Accept(); });
}

RawServer::~RawServer() {
  {
    MutexLock lock(mutex_);
    closing_ = true;
    for (const auto& connection : open_) connection->Interrupt();
  }
  shutdown(listener_, SHUT_RDWR);
  acceptor_->Join();
  std::vector<std::unique_ptr<Thread>> threads;
  {
    MutexLock lock(mutex_);
    threads.swap(threads_);
  }
  threads.clear();
  close(listener_);
}

void RawServer::Accept() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const auto connection = std::make_shared<RawConnection>(fd);
    MutexLock lock(mutex_);
    if (closing_) return;
    ++accepted_;
    open_.push_back(connection);
    threads_.push_back(scheduler_->Spawn("raw-server", [this, connection] {
      handler_(*connection);
      MutexLock lock(mutex_);
      open_.erase(std::find(open_.begin(), open_.end(), connection));
    }));
  }
}

std::string RawServer::Url(absl::string_view path) const {
  return absl::StrCat("http://127.0.0.1:", port_, path);
}

std::string HeaderOf(absl::string_view head, absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    if (absl::EqualsIgnoreCase(parts.first, name)) {
      return std::string(absl::StripAsciiWhitespace(parts.second));
    }
  }
  return "";
}

}  // namespace photoferry
