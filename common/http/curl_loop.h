// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <curl/curl.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "common/base/scheduler.h"
#include "common/http/curl_http_client.h"
#include "common/http/curl_inbox.h"
#include "common/http/curl_transfer.h"

namespace photoferry {

// One thread that drives many transfers: libcurl's multi interface on epoll, with a pool of kept
// connections and of easy handles. All but the constructor, the destructor and inbox() belongs to
// that thread.
class CurlLoop {
 public:
  CurlLoop(Scheduler& scheduler, const CurlHttpClientOptions& options, int max_idle_connections);
  // Ends what is still under way with STOPPED.
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  const std::shared_ptr<CurlInbox>& inbox() const { return inbox_; }

 private:
  using Timers = std::multimap<absl::Duration, CurlTransfer*>;
  struct Active {
    std::shared_ptr<CurlTransfer> transfer;
    Timers::iterator timer;
  };

  static int SocketCallback(CURL* easy, curl_socket_t socket, int what, void* self, void* known);
  static int TimerCallback(CURLM* multi, long milliseconds, void* self);

  void Run();
  int MillisecondsToWait() const;
  void WaitForEvents();
  void Act(curl_socket_t socket, int events);
  void ActOnTimer();
  void ObeyCommands();
  void CollectFinished();
  void CheckTimers();
  void Begin(std::shared_ptr<CurlTransfer> transfer);
  void Resume(CurlTransfer& transfer);
  void Reschedule(CurlTransfer& transfer);
  // Takes the transfer out of libcurl's hands and out of the books.
  std::shared_ptr<CurlTransfer> Release(CurlTransfer& transfer,
                                        CURLcode code = CURLE_ABORTED_BY_CALLBACK);
  void AbandonAll();
  CURL* TakeEasy();

  Scheduler& scheduler_;
  const CurlHttpClientOptions& options_;
  const std::shared_ptr<CurlInbox> inbox_;
  const int epoll_;
  CURLM* const multi_;
  CURLSH* const share_;
  std::optional<absl::Duration> curl_timer_;  // on the system's monotonic clock
  absl::flat_hash_map<CurlTransfer*, Active> active_;
  Timers timers_;  // on the scheduler's clock
  std::vector<CURL*> idle_easies_;
  std::unique_ptr<Thread> thread_;
};

}  // namespace photoferry
