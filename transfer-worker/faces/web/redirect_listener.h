// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/scheduler.h"
#include "transfer-worker/faces/web/redirect_page.h"

namespace photoferry {

inline constexpr char kRedirectPath[] = "/login";

struct RedirectListenerOptions {
  std::string path = kRedirectPath;
  // For a whole request, however slowly it comes; browsers also connect and say nothing.
  absl::Duration patience = absl::Seconds(5);
};

// The smallest web server that a login needs: GET of one path, on the loopback interface. A request
// without a body, of 16 KiB at most, one a connection; four connections at a time, the others wait.
// Thread-safe.
class RedirectListener {
 public:
  // `query` is what the browser brought; comes from several threads at once.
  using Handler = std::function<RedirectPage(absl::string_view query)>;

  // Listens on 127.0.0.1; port 0 is any free one. Nothing is answered before Serve.
  // BAD_CONFIGURATION: the port is taken.
  static absl::StatusOr<std::unique_ptr<RedirectListener>> Bind(
      int port, RedirectListenerOptions options = {});
  ~RedirectListener();  // Stop()

  int port() const { return port_; }
  // As a provider is told it.
  std::string redirect_uri() const;

  // To be called once.
  void Serve(Scheduler& scheduler, Handler handler);
  // Answers that are under way are given. Harmless to repeat.
  void Stop();

 private:
  RedirectListener(int socket, int wake_read, int wake_write, int port,
                   RedirectListenerOptions options);
  void Work();
  void Answer(int connection);
  RedirectPage PageFor(absl::string_view head);

  const int socket_;
  const int wake_read_;  // readable once Stop was called
  const int wake_write_;
  const int port_;
  const RedirectListenerOptions options_;
  // From Serve on.
  Scheduler* scheduler_ = nullptr;
  Handler handler_;
  std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace photoferry
