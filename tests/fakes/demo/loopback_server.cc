// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/demo/loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace photoferry::demo {
namespace {

constexpr int kBacklog = 1024;
constexpr size_t kMaxHead = 64 << 10;
constexpr int64_t kMaxBody = 64 << 20;
constexpr int64_t kSendStep = 256 << 10;

bool SendAll(int socket, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool ReceiveMore(int socket, std::string& received) {
  char buffer[16 << 10];
  ssize_t got;
  do {
    got = recv(socket, buffer, sizeof buffer, 0);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  received.append(buffer, static_cast<size_t>(got));
  return true;
}

// The next close() of this socket sends RST.
void ArmReset(int socket) {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool ParseHead(absl::string_view head, ServerRequest& request) {
  const std::vector<absl::string_view> lines = absl::StrSplit(head, "\r\n", absl::SkipEmpty());
  if (lines.empty()) return false;
  const std::vector<absl::string_view> words = absl::StrSplit(lines[0], ' ');
  if (words.size() != 3) return false;
  request.method = std::string(words[0]);
  const std::pair<absl::string_view, absl::string_view> target =
      absl::StrSplit(words[1], absl::MaxSplits('?', 1));
  request.path = std::string(target.first);
  request.parameters = ParseParameters(target.second);
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> header =
        absl::StrSplit(lines[i], absl::MaxSplits(':', 1));
    request.headers[absl::AsciiStrToLower(header.first)] =
        std::string(absl::StripAsciiWhitespace(header.second));
  }
  return true;
}

absl::string_view Phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 206:
      return "Partial Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 416:
      return "Range Not Satisfiable";
    default:
      return status < 400 ? "OK" : status < 500 ? "Bad Request" : "Server Error";
  }
}

std::string HeadOf(const ServerReply& reply) {
  std::string head = absl::StrCat("HTTP/1.1 ", reply.status, " ", Phrase(reply.status), "\r\n");
  for (const auto& [name, value] : reply.headers) absl::StrAppend(&head, name, ": ", value, "\r\n");
  if (!reply.tells_length) {
    absl::StrAppend(&head, "Connection: close\r\n");
  } else if (reply.status != 304) {
    absl::StrAppend(&head, "Content-Length: ", reply.claimed_length.value_or(reply.BodySize()),
                    "\r\n");
  }
  return head + "\r\n";
}

}  // namespace

LoopbackServer::LoopbackServer(Handler handler)
    : handler_(std::move(handler)), scheduler_(NewThreadScheduler()) {}

LoopbackServer::~LoopbackServer() {
  Stop();
}

std::string LoopbackServer::url() const {
  return absl::StrCat("http://127.0.0.1:", port_);
}

absl::Status LoopbackServer::Start(int port,
                                   const std::function<void(absl::string_view url)>& ready) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, kBacklog) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const int error = errno;
    close(listener_);
    listener_ = -1;
    return Failure(v1::UNREACHABLE,
                   absl::StrCat("Cannot listen on 127.0.0.1:", port, ": ", strerror(error), "."),
                   "Choose another port, or 0 for any free one.");
  }
  port_ = ntohs(address.sin_port);
  if (ready) ready(url());
  stop_ = std::stop_source();
  acceptor_ = scheduler_->Spawn("demo-accept", [this] { Accept(); });
  return absl::OkStatus();
}

void LoopbackServer::Stop() {
  if (!acceptor_) return;
  stop_.request_stop();
  shutdown(listener_, SHUT_RDWR);
  acceptor_->Join();
  acceptor_.reset();
  close(listener_);
  {
    MutexLock lock(mutex_);
    for (Connection& connection : connections_) {
      if (!connection.done) shutdown(connection.socket, SHUT_RDWR);
    }
  }
  // Connections still look at their own entry until they end, so the list keeps its nodes.
  for (;;) {
    std::unique_ptr<Thread> thread;
    {
      MutexLock lock(mutex_);
      if (connections_.empty()) return;
      thread = std::move(connections_.front().thread);
    }
    thread->Join();
    MutexLock lock(mutex_);
    connections_.pop_front();
  }
}

void LoopbackServer::Accept() {
  while (!stop_.stop_requested()) {
    const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return;
    }
    const int yes = 1;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    JoinFinished();
    MutexLock lock(mutex_);
    Connection& connection = connections_.emplace_back();
    connection.socket = accepted;
    connection.thread = scheduler_->Spawn("demo-serve", [this, &connection] { Serve(connection); });
  }
}

void LoopbackServer::JoinFinished() {
  std::list<Connection> finished;
  MutexLock lock(mutex_);
  for (auto at = connections_.begin(); at != connections_.end();) {
    const auto next = std::next(at);
    if (at->done) finished.splice(finished.end(), connections_, at);
    at = next;
  }
}

void LoopbackServer::Serve(Connection& connection) {
  int socket;
  {
    MutexLock lock(mutex_);
    socket = connection.socket;
  }
  std::string received;
  while (!stop_.stop_requested() && ServeOne(socket, received)) {
  }
  MutexLock lock(mutex_);
  close(socket);
  connection.done = true;
}

// False when the connection is to end.
bool LoopbackServer::ServeOne(int socket, std::string& received) {
  size_t head_end;
  while ((head_end = received.find("\r\n\r\n")) == std::string::npos) {
    if (received.size() > kMaxHead || !ReceiveMore(socket, received)) return false;
  }
  ServerRequest request;
  if (!ParseHead(absl::string_view(received).substr(0, head_end), request)) return false;
  received.erase(0, head_end + 4);
  int64_t length = 0;
  const std::string announced = request.Header("content-length");
  if (!announced.empty() && !absl::SimpleAtoi(announced, &length)) return false;
  if (length < 0 || length > kMaxBody) return false;
  if (absl::EqualsIgnoreCase(request.Header("expect"), "100-continue") &&
      !SendAll(socket, "HTTP/1.1 100 Continue\r\n\r\n")) {
    return false;
  }
  while (static_cast<int64_t>(received.size()) < length) {
    if (!ReceiveMore(socket, received)) return false;
  }
  request.body = received.substr(0, static_cast<size_t>(length));
  received.erase(0, static_cast<size_t>(length));
  if (absl::StartsWith(request.Header("content-type"), "application/x-www-form-urlencoded")) {
    for (auto& parameter : ParseParameters(request.body)) request.parameters.push_back(parameter);
  }
  return Send(socket, request, handler_(request)) &&
         !absl::EqualsIgnoreCase(request.Header("connection"), "close");
}

bool LoopbackServer::Send(int socket, const ServerRequest& request, const ServerReply& reply) {
  if (reply.delay > absl::ZeroDuration()) scheduler_->SleepFor(reply.delay, stop_.get_token());
  if (reply.reset) {
    ArmReset(socket);
    return false;
  }
  const bool whole_at_once = !reply.file && !reply.end_after && reply.bytes_per_second == 0 &&
                             !reply.garbled_byte && request.method != "HEAD";
  if (whole_at_once) {
    const bool sent = SendAll(socket, HeadOf(reply) + reply.body);
    return sent && !reply.claimed_length && reply.tells_length;
  }
  if (!SendAll(socket, HeadOf(reply))) return false;
  if (request.method == "HEAD" || reply.status == 304) return true;
  if (!SendBody(socket, reply)) return false;
  if (reply.reset_at_end) ArmReset(socket);
  return !reply.end_after && !reply.claimed_length && reply.tells_length;
}

bool LoopbackServer::SendBody(int socket, const ServerReply& reply) {
  const int64_t end = std::min(reply.BodySize(), reply.end_after.value_or(reply.BodySize()));
  // A slow answer comes in ten steps a second.
  const int64_t step =
      reply.bytes_per_second > 0 ? std::max<int64_t>(1, reply.bytes_per_second / 10) : kSendStep;
  std::string bytes;
  for (int64_t at = 0; at < end; at += static_cast<int64_t>(bytes.size())) {
    bytes.resize(static_cast<size_t>(std::min(step, end - at)));
    if (reply.file) {
      reply.file->Read(reply.offset + at, bytes.data(), bytes.size());
    } else {
      bytes = reply.body.substr(static_cast<size_t>(at), bytes.size());
    }
    const int64_t garbled = reply.garbled_byte.value_or(-1) - at;
    if (garbled >= 0 && garbled < static_cast<int64_t>(bytes.size())) bytes[garbled] ^= 0x55;
    if (!SendAll(socket, bytes)) return false;
    if (reply.bytes_per_second > 0 &&
        !scheduler_->SleepFor(absl::Milliseconds(100), stop_.get_token())) {
      return false;
    }
  }
  return true;
}

}  // namespace photoferry::demo
