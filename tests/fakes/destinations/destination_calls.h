// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "common/base/hash.h"
#include "common/base/json.h"
#include "httplib.h"
#include "tests/fakes/destinations/destination_state.h"
#include "tests/fakes/destinations/fault_script.h"

namespace photoferry::fakes {

struct Answer {
  int status = 200;
  Json body = Json::object();
  bool early = false;  // before the request's body was read
};

Answer Refusal(int status, absl::string_view why);

// One request, and the fault that strikes it.
struct Call {
  const httplib::Request& request;
  const httplib::ContentReader* reader = nullptr;  // uploads only
  std::optional<Fault> fault;
  Json json;  // the body, of other calls

  bool Struck(Fault::Kind kind) const { return fault && fault->kind == kind; }
};

// What each route of the destination server does. Thread-safe.
class DestinationCalls {
 public:
  explicit DestinationCalls(const DestinationOptions& options)
      : options_(options), state_(options) {}

  DestinationState& state() { return state_; }
  const DestinationState& state() const { return state_; }
  int64_t most_uploads() const { return most_uploads_.load(); }
  int64_t bytes_received() const { return bytes_received_.load(); }

  Answer Account(Call& call);
  Answer FindAlbum(Call& call);
  Answer MakeAlbum(Call& call);
  Answer Place(Call& call);
  Answer LookUp(Call& call);
  Answer Upload(Call& call);
  Answer Publish(Call& call);
  Answer OpenSession(Call& call);
  Answer AskSession(Call& call);
  Answer DropSession(Call& call);
  Answer PutFragment(Call& call);
  Answer CreateItem(Call& call);
  Answer CreateUnique(Call& call);

 private:
  std::optional<Received> ReceiveBody(Call& call, Sha256& hash);
  Json PublishOne(const Json& entry, const std::string& album, bool reject);
  Answer FragmentDone(Call& call, const std::string& id, const UploadState& session,
                      const Received& fragment, const Sha256& hash);
  Json Visible(const Call& call, const std::string& id, const std::string& album);

  const DestinationOptions options_;
  DestinationState state_;
  std::atomic<int64_t> uploads_{0};
  std::atomic<int64_t> most_uploads_{0};
  std::atomic<int64_t> bytes_received_{0};
  std::atomic<int> publishing_{0};
};

}  // namespace photoferry::fakes
