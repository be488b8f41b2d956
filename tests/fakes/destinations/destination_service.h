// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "tests/fakes/destinations/destination_calls.h"

namespace photoferry::fakes {

// A request, whatever carried it.
struct PlainRequest {
  std::string method;
  std::string path;
  std::multimap<std::string, std::string> parameters;  // of the query, decoded
  std::multimap<std::string, std::string> headers;
  std::string body;  // of all calls but uploads
};

// Hands the bytes of an upload to `take` until it has enough. False: they broke off.
using BodyReader = std::function<bool(const std::function<bool(absl::string_view)>& take)>;

// What is to go back, and how.
struct Reply {
  Answer answer;
  bool hangs_up = false;  // instead of an answer
  int64_t retry_after_seconds = 0;
};

// The destination's side of every request: which call it is, which fault strikes it, who may make
// it, what it answers. Thread-safe; blocks only in a BodyReader.
class DestinationService {
 public:
  struct Route {
    const char* method;
    const char* pattern;  // of the path; what is in brackets are the request's matches
    const char* call;     // its name in fault_script.h
    Answer (DestinationCalls::*handler)(Call&);
    bool uploads = false;
  };
  static const std::vector<Route>& Routes();

  explicit DestinationService(const DestinationOptions& options)
      : calls_(options), token_(options.token) {}

  DestinationState& state() { return calls_.state(); }
  FaultScript& faults() { return faults_; }
  int64_t most_uploads() const { return calls_.most_uploads(); }
  int64_t bytes_received() const { return calls_.bytes_received(); }
  void SetToken(absl::string_view token);

  // Counts the call and looks its fault up. `reader` for uploads.
  Call Begin(const Route& route, const httplib::Request& request,
             const httplib::ContentReader* reader);
  // What prevents the call, then the call, then what follows it. A delay is the caller's to make.
  Reply Serve(const Route& route, Call& call);

  // Both, for any request.
  Reply Serve(const PlainRequest& request, const BodyReader& body);

 private:
  std::optional<Answer> Refused(const Call& call);

  DestinationCalls calls_;
  FaultScript faults_;
  Mutex mutex_;
  std::string token_ PF_GUARDED_BY(mutex_);
};

}  // namespace photoferry::fakes
