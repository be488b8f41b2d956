// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/json.h"
#include "common/http/backoff.h"
#include "common/http/http_client.h"
#include "common/provider/provider_context.h"
#include "exporters/meta/graph/field_list.h"
#include "exporters/meta/graph/usage_governor.h"

namespace photoferry::meta {

// The version of the API that this code was written against.
inline constexpr char kGraphVersion[] = "v25.0";

struct GraphClientOptions {
  std::string base_url = "https://graph.facebook.com";  // without a version
  std::string version = kGraphVersion;
  std::string service = "Facebook";  // as error texts call it
  bool sign = true;                  // with appsecret_proof, where the app's secret is at hand
  int max_attempts = 4;
  BackoffPolicy backoff = {.first = absl::Seconds(1), .longest = absl::Seconds(20)};
};

using GraphParams = std::vector<std::pair<std::string, std::string>>;

// True for what may stand in a path as the id of a node.
bool IsGraphId(absl::string_view id);

// Reads nodes and edges of the Graph API. The access token travels in a header only. Outages are
// repeated a few times here, since the API's answers tell more than their HTTP status; throttling
// is handed up with the time to wait. Thread-safe. Errors: those of StatusOf(GraphError), of
// HttpClient, and STOPPED.
class GraphClient {
 public:
  explicit GraphClient(GraphClientOptions options);

  // `path` as in "me/albums"; ids inside it are judged by IsGraphId before.
  absl::StatusOr<Json> Get(absl::string_view path, const GraphParams& params,
                           ProviderContext& context);
  // The same with fields=...; a field that the API does not know is dropped from `fields`, and
  // the call is made again.
  absl::StatusOr<Json> Get(absl::string_view path, FieldList& fields, const GraphParams& params,
                           ProviderContext& context);
  // Several nodes in one request, as an object by id. The API counts each id as a call: no more
  // than RoomFor tells should be asked for.
  absl::StatusOr<Json> GetNodes(absl::Span<const std::string> ids, absl::string_view fields,
                                ProviderContext& context);
  // As many of `wanted` calls as the budgets let one request take now, at least one.
  absl::StatusOr<size_t> RoomFor(size_t wanted, ProviderContext& context);
  absl::StatusOr<Json> Delete(absl::string_view path, ProviderContext& context);

 private:
  struct Question {
    const char* method;
    absl::string_view path;
    const GraphParams& params;
    int calls = 1;  // that the API counts it as
  };

  // With a login that is fresh, and with a newer one if that is refused.
  absl::StatusOr<Json> Ask(const Question& question, ProviderContext& context);
  absl::StatusOr<Json> Repeatedly(const Question& question, const Credential& credential,
                                  ProviderContext& context);
  HttpRequest RequestFor(const Question& question, const Credential& credential) const;
  absl::StatusOr<Json> Once(const HttpRequest& request, int calls, ProviderContext& context);
  absl::StatusOr<Json> Read(const HttpResponse& answer) const;
  void NoteVersion(const HttpHeaders& headers);

  const GraphClientOptions options_;
  UsageGovernor governor_;
  std::atomic<bool> version_noted_ = false;
};

}  // namespace photoferry::meta
