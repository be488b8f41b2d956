// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>

#include "tests/sim/sim_network.h"

namespace photoferry::sim {

// HTTP of one process of the simulated machine. What a dead process asks reaches nobody.
class SimHttpClient final : public HttpClient {
 public:
  SimHttpClient(SimNetwork& network, SimProcess& process);
  ~SimHttpClient() override;

  absl::StatusOr<HttpResponse> Call(const HttpRequest& request,
                                    const std::stop_token& stop) override;
  absl::StatusOr<HttpStream> Open(const HttpRequest& request, OpenOptions options,
                                  const std::stop_token& stop) override;

 private:
  struct Exchange;
  struct Delivery;

  absl::StatusOr<SimAnswer> Ask(Exchange& exchange);
  absl::StatusOr<SimAnswer> Reach(Exchange& exchange, SimHost& host, const Url& url);
  // Lets `duration` go by. An error: stopped, timed out, or dead.
  absl::Status Pass(const Exchange& exchange, absl::Duration duration);
  bool ReadBody(Exchange& exchange, const std::function<bool(absl::string_view)>& take);
  void Deliver(Delivery& delivery);
  absl::Status Silence(const Exchange& exchange);
  void JoinFinished();

  SimNetwork& network_;
  SimProcess& process_;
  std::list<std::unique_ptr<Delivery>> deliveries_;
};

}  // namespace photoferry::sim
