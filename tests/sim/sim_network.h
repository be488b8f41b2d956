// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/http/http_client.h"
#include "common/http/url.h"
#include "tests/sim/sim_scheduler.h"

namespace photoferry::sim {

struct SimAnswer {
  int status = 200;
  HttpHeaders headers;
  std::string body;
  bool early = false;     // before it has read what was sent
  bool hangs_up = false;  // instead of an answer
  // Where the body is not what it should be: what is announced, and how much comes.
  std::optional<int64_t> claimed_length;
  std::optional<int64_t> ends_after;
  bool tells_length = true;
  // How long nothing is said before the answer, and how fast its body comes; 0: as the line does.
  absl::Duration delay = absl::ZeroDuration();
  int64_t bytes_per_second = 0;
};

// Hands what the client sends to `take`, piece by piece, until it has enough. False: it broke off.
using BodyReader = std::function<bool(const std::function<bool(absl::string_view)>& take)>;

// What stands behind an origin. A call takes effect without a switch point, but for those inside
// the reader.
class SimHost {
 public:
  virtual ~SimHost() = default;
  // `request.secret_headers` and `request.headers` are as the client gave them.
  virtual SimAnswer Answer(const HttpRequest& request, const Url& url, const BodyReader& body) = 0;
};

// What befalls one request on its way.
enum class Mishap {
  kNone,
  kRefused,       // no connection
  kLostBefore,    // the connection ends, and nothing was done
  kLostAfter,     // it was done, and the connection ends without an answer
  kSilentBefore,  // nothing is done, and nobody ever answers
  kSilentAfter,   // it is done, and nobody ever answers
  kStatusBefore,  // somebody in between answers 429, 500 or 503
  kStatusAfter,   // it was done, and somebody in between answers 502
  kCutUpload,     // the connection ends in the middle of what is sent
  kCutAnswer,     // ... or of what is answered
  kSlow,
};

// All hosts, and the weather between them and everybody.
class SimNetwork {
 public:
  struct Weather {
    int mishaps_per_thousand = 0;  // requests
    absl::Duration longest_latency = absl::Milliseconds(80);
  };

  // What one process holds of answers that are not read to their end.
  struct Load {
    int bodies = 0;
    int64_t bytes = 0;  // not read yet
  };

  explicit SimNetwork(SimScheduler& machine) : machine_(machine) {}

  void Add(const std::string& origin, SimHost& host) { hosts_[origin] = &host; }
  SimHost* Find(const std::string& origin) const;
  void SetWeather(Weather weather) { weather_ = weather; }
  // `weigher` is told whenever a process holds more than before.
  void Weigh(std::function<void(const Load&)> weigher) { weigher_ = std::move(weigher); }
  void Carry(const Load& load) const {
    if (weigher_) weigher_(load);
  }

  Mishap Next();
  absl::Duration Latency();
  SimScheduler& machine() { return machine_; }

 private:
  SimScheduler& machine_;
  std::map<std::string, SimHost*> hosts_;
  Weather weather_;
  std::function<void(const Load&)> weigher_;
};

}  // namespace photoferry::sim
