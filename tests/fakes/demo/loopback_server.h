// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/scheduler.h"
#include "tests/fakes/demo/media_file.h"

// A small HTTP/1.1 server for loopback that can also answer wrongly: end an answer early, reset the
// connection at a given byte, announce a wrong length. Ready-made servers take care that this
// cannot happen. One thread a connection, and a long queue, so that a hundred may come at once.

namespace photoferry::demo {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ServerRequest {
  std::string method;
  std::string path;                            // as sent, without the query
  Parameters parameters;                       // of the query and of a form in the body, decoded
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  // The first of that name, or nothing.
  std::optional<std::string> Parameter(absl::string_view name) const;
  std::string Header(const std::string& lower_case_name) const;
};

struct ServerReply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Instead of `body`: `length` bytes of the file from `offset`.
  std::shared_ptr<const MediaFile> file;
  int64_t offset = 0;
  int64_t length = 0;

  // What may be wrong with it.
  bool reset = false;                     // RST instead of any answer
  std::optional<int64_t> claimed_length;  // in Content-Length
  bool tells_length = true;               // false: the body ends with the connection
  std::optional<int64_t> end_after;       // so many bytes of the body go out, then the end
  bool reset_at_end = false;              // ... which is a RST
  std::optional<int64_t> garbled_byte;
  absl::Duration delay = absl::ZeroDuration();
  int64_t bytes_per_second = 0;

  int64_t BodySize() const { return file ? length : static_cast<int64_t>(body.size()); }
};

// Percent-decoding of a query or a form; '+' is a space.
Parameters ParseParameters(absl::string_view text);
// The other way: "a=b&c=d".
std::string FormatParameters(const Parameters& parameters);

// Start and Stop from one thread. The handler is called by many threads at once.
class LoopbackServer {
 public:
  using Handler = std::function<ServerReply(const ServerRequest&)>;

  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();

  // `ready` runs when the port is known and before the first request is taken.
  absl::Status Start(int port = 0, const std::function<void(absl::string_view url)>& ready = {});
  void Stop();
  int port() const { return port_; }
  std::string url() const;  // "http://127.0.0.1:PORT"

 private:
  struct Connection {
    int socket = -1;
    bool done = false;
    std::unique_ptr<Thread> thread;
  };
  void Accept();
  void Serve(Connection& connection);
  bool ServeOne(int socket, std::string& received);
  bool Send(int socket, const ServerRequest& request, const ServerReply& reply);
  bool SendBody(int socket, const ServerReply& reply);
  void JoinFinished();

  const Handler handler_;
  std::unique_ptr<Scheduler> scheduler_;
  std::stop_source stop_;
  int listener_ = -1;
  int port_ = 0;
  std::unique_ptr<Thread> acceptor_;
  Mutex mutex_;
  std::list<Connection> connections_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::demo
