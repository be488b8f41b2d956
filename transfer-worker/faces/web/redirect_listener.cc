// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/faces/web/redirect_listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/auth/authorization.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kThreads = 4;
constexpr int kBacklog = 16;
constexpr size_t kLongestHead = 16 << 10;
constexpr absl::Duration kGoodbye = absl::Milliseconds(500);

absl::Status CannotListen(int port, int error) {
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The end of a login cannot be listened for at 127.0.0.1:", port, ": ",
                              strerror(error), "."),
                 "Choose another port, and register the address with the provider if it wants "
                 "that.");
}

// A connection with an end to its time. Sockets do not block.
class Talk {
 public:
  Talk(int socket, const Clock& clock, absl::Duration patience)
      : socket_(socket), clock_(clock), end_(clock.Monotonic() + patience) {}

  // 0: all is well; otherwise the HTTP status to give.
  int ReadHead(std::string& head) {
    std::array<char, 4096> buffer;
    while (!absl::StrContains(head, "\r\n\r\n")) {
      if (head.size() >= kLongestHead) return 431;
      if (!Await(POLLIN)) return 408;
      const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
      if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) return 400;
      if (got > 0) head.append(buffer.data(), static_cast<size_t>(got));
    }
    return 0;
  }

  void Send(absl::string_view text) {
    while (!text.empty() && Await(POLLOUT)) {
      const ssize_t sent = send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EINTR && errno != EAGAIN) return;
      if (sent > 0) text.remove_prefix(static_cast<size_t>(sent));
    }
  }

  // Lets the other side read to the end before the connection is torn down.
  void SayGoodbye() {
    shutdown(socket_, SHUT_WR);
    end_ = std::min(end_, clock_.Monotonic() + kGoodbye);
    std::array<char, 4096> unread;
    while (Await(POLLIN) && recv(socket_, unread.data(), unread.size(), 0) > 0) {
    }
  }

 private:
  // False: the time is over.
  bool Await(short event) {
    const absl::Duration left = end_ - clock_.Monotonic();
    if (left <= absl::ZeroDuration()) return false;
    pollfd about{socket_, event, 0};
    const int ready = poll(&about, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    return ready > 0 || (ready < 0 && errno == EINTR);
  }

  const int socket_;
  const Clock& clock_;
  absl::Duration end_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RedirectListener>> RedirectListener::Bind(
    int port, RedirectListenerOptions options) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return CannotListen(port, errno);
  absl::Cleanup close_listener = [listener] { close(listener); };
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  socklen_t size = sizeof(address);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  std::array<int, 2> wake;
  if (bind(listener, any, size) != 0 || listen(listener, kBacklog) != 0 ||
      getsockname(listener, any, &size) != 0 || pipe2(wake.data(), O_CLOEXEC) != 0) {
    return CannotListen(port, errno);
  }
  std::move(close_listener).Cancel();
  return std::unique_ptr<RedirectListener>(new RedirectListener(
      listener, wake[0], wake[1], ntohs(address.sin_port), std::move(options)));
}

RedirectListener::RedirectListener(int socket, int wake_read, int wake_write, int port,
                                   RedirectListenerOptions options)
    : socket_(socket),
      wake_read_(wake_read),
      wake_write_(wake_write),
      port_(port),
      options_(std::move(options)) {}

RedirectListener::~RedirectListener() {
  Stop();
  for (const int descriptor : {socket_, wake_read_, wake_write_}) close(descriptor);
}

std::string RedirectListener::redirect_uri() const {
  return LoopbackRedirectUri(port_, absl::StripPrefix(options_.path, "/"));
}

void RedirectListener::Serve(Scheduler& scheduler, Handler handler) {
  scheduler_ = &scheduler;
  handler_ = std::move(handler);
  for (int i = 0; i < kThreads; ++i) {
    threads_.push_back(scheduler.Spawn("redirects", [this] { Work(); }));
  }
}

void RedirectListener::Stop() {
  const char word = 's';
  while (write(wake_write_, &word, 1) < 0 && errno == EINTR) {
  }
  threads_.clear();  // joins
}

void RedirectListener::Work() {
  while (true) {
    std::array<pollfd, 2> about = {{{wake_read_, POLLIN, 0}, {socket_, POLLIN, 0}}};
    if (poll(about.data(), about.size(), -1) < 0 && errno != EINTR) return;
    if (about[0].revents != 0) return;
    if ((about[1].revents & POLLIN) == 0) continue;
    const int connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) {
      // Another thread was faster; or there are no descriptors left, and others have to end first.
      if (errno != EAGAIN) scheduler_->SleepFor(absl::Milliseconds(50), {});
      continue;
    }
    Answer(connection);
    close(connection);
  }
}

void RedirectListener::Answer(int connection) {
  Talk talk(connection, scheduler_->clock(), options_.patience);
  std::string head;
  const int refusal = talk.ReadHead(head);
  if (refusal == 400 && head.empty()) return;  // it connected and left
  const RedirectPage page = refusal == 0 ? PageFor(head) : PageOfStatus(refusal);
  // The page took what time it took; the answer has its own.
  Talk answer(connection, scheduler_->clock(), options_.patience);
  answer.Send(HttpTextOf(page));
  answer.SayGoodbye();
}

RedirectPage RedirectListener::PageFor(absl::string_view head) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(head.substr(0, head.find("\r\n")), ' ');
  if (words.size() != 3 || !absl::StartsWith(words[2], "HTTP/1.")) return PageOfStatus(400);
  const absl::string_view target = words[1];
  const size_t mark = target.find('?');
  if (target.substr(0, mark) != options_.path) return PageOfStatus(404);
  if (words[0] != "GET") return PageOfStatus(405);
  return handler_(mark == absl::string_view::npos ? absl::string_view() : target.substr(mark + 1));
}

}  // namespace photoferry
