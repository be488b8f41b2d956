// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>

#include "tests/sim/sim_network.h"

namespace photoferry::sim {

// HTTP of one process of the simulated machine. What a dead process asks reaches nobody.
class SimHttpClient final : public HttpClient {
 public:
  static constexpr int64_t kLongestPiece = 80 << 10;  // of what comes

  SimHttpClient(SimNetwork& network, SimProcess& process);
  ~SimHttpClient() override;

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

 private:
  struct Exchange;
  struct Delivery;
  // A body as long as somebody may read of it.
  struct Flow {
    std::weak_ptr<Pipe> pipe;
    int64_t written = 0;
    bool ended = false;  // nothing more will be written
  };

  absl::StatusOr<SimAnswer> Ask(Exchange& exchange);
  absl::StatusOr<SimAnswer> Reach(Exchange& exchange, SimHost& host, const Url& url);
  // Lets `duration` go by. An error: stopped, timed out, or dead.
  absl::Status Pass(const Exchange& exchange, absl::Duration duration);
  // The same where the time at which the process may have stood still began earlier.
  absl::Status PassSince(absl::Duration begun, const Exchange& exchange, absl::Duration duration);
  bool ReadBody(Exchange& exchange, const std::function<bool(absl::string_view)>& take);
  void Deliver(Delivery& delivery);
  absl::Status Silence(const Exchange& exchange);
  void JoinFinished();
  // Tells the network what this process holds of bodies.
  void Weigh();

  SimNetwork& network_;
  SimProcess& process_;
  std::list<std::unique_ptr<Delivery>> deliveries_;
  std::list<std::shared_ptr<Flow>> flows_;
};

}  // namespace photoferry::sim
