// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/scheduler.h"
#include "common/http/http_client.h"

namespace photoferry {

struct ServedRequest {
  std::string method;
  std::string target;  // path and query, as they were asked
  HttpHeaders headers;
  // Reads what is sent, once. Nothing: it broke off. Who does not ask answers before it.
  std::function<std::optional<std::string>()> body;
};

struct ServedAnswer {
  int status = 200;
  HttpHeaders headers = {};
  std::string body = {};
  bool tells_length = true;                // false: the body tells its own end
  std::optional<int64_t> ends_after = {};  // bytes of the body; then nothing comes but the end
  std::optional<int64_t> stands_still_after = {};  // ... or not even that
  bool silent = false;                             // nothing is ever answered
};

// One client, and the servers that it talks to: through sockets or through nothing but memory.
class HttpScene {
 public:
  using Handler = std::function<ServedAnswer(const ServedRequest& request)>;

  virtual ~HttpScene() = default;
  // Runs what a test does with the client.
  virtual void Play(const std::function<void()>& act) { act(); }
  virtual HttpClient& client() = 0;
  virtual Scheduler& scheduler() = 0;
  // A server that lasts as long as the scene; its origin, without a slash at its end. The handler
  // may be called from several threads at once.
  virtual std::string Serve(Handler handler) = 0;
  // An origin where nobody listens.
  virtual std::string DeadOrigin() = 0;
};

}  // namespace photoferry
