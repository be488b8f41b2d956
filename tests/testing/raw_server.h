// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"

namespace photoferry {

// One accepted connection, byte for byte. One thread at a time.
class RawConnection {
 public:
  explicit RawConnection(int fd) : fd_(fd) {}
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // A request's head with its blank line; empty once the client is gone.
  std::string ReadHead();
  // Exactly `size` bytes, or fewer if the client goes first.
  std::string ReadBytes(size_t size);
  // The body that belongs to `head`: by its length or by chunks, put together.
  std::string ReadBody(absl::string_view head);
  // The same; nothing if the client went before its end.
  std::optional<std::string> ReadWholeBody(absl::string_view head);
  // Reads until the client closes; how many bytes that were.
  size_t Drain();

  // False once the client is gone.
  bool Send(absl::string_view bytes);
  // "HTTP/1.1 200 OK" with a length and this body.
  bool SendAnswer(int status, absl::string_view body, absl::string_view more_headers = "");
  // Closes with a reset instead of a farewell.
  void Reset();
  // Ends the sending side; the client sees the end of the stream.
  void CloseWriting();
  // Another thread's way to make every call return.
  void Interrupt();
  // For who speaks another protocol on it; nothing may have been read yet.
  int fd() const { return fd_; }

 private:
  bool Fill();
  bool ReadBodyInto(absl::string_view head, std::string& body);

  std::atomic<int> fd_;
  std::string buffer_;
};

// A loopback server whose handler gets each connection on a thread of its own. For answers that no
// decent HTTP library would send.
class RawServer {
 public:
  using Handler = std::function<void(RawConnection&)>;
  // `port` 0: any free one.
  explicit RawServer(Handler handler, int port = 0);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  std::string Url(absl::string_view path = "/") const;
  // Accepted so far.
  int connections() const { return accepted_.load(); }

 private:
  void Accept();

  const Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_{0};
  const std::unique_ptr<Scheduler> scheduler_;
  Mutex mutex_;
  bool closing_ PF_GUARDED_BY(mutex_) = false;
  std::vector<std::shared_ptr<RawConnection>> open_ PF_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Thread>> threads_ PF_GUARDED_BY(mutex_);
  std::unique_ptr<Thread> acceptor_;
};

// The value of a header in a raw head; empty if it is not there.
std::string HeaderOf(absl::string_view head, absl::string_view name);

}  // namespace photoferry
