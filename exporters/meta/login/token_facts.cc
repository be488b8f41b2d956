// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/login/token_facts.h"

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status.h"
#include "common/base/text.h"

namespace photoferry::meta {
namespace {

constexpr int64_t kYear10000 = 253402300800;
constexpr size_t kLongestQuote = 200;

// 0 stands for never.
std::optional<absl::Time> TimeIn(const Json& data, const char* key) {
  const int64_t seconds = JsonInt(data, key, /*otherwise=*/-1);
  if (seconds == 0) return absl::InfiniteFuture();
  if (seconds < 0 || seconds >= kYear10000) return std::nullopt;
  return absl::FromUnixSeconds(seconds);
}

absl::Status NotValid(const Json& data) {
  const std::string said =
      Beginning(Redacted(JsonString(JsonMember(data, "error"), "message")), kLongestQuote);
  return Failure(v1::LOGIN_NEEDED,
                 absl::StrCat("Facebook gave a login and says that it is not valid",
                              said.empty() ? "." : absl::StrCat(": \"", said, "\".")),
                 "Log in again.");
}

}  // namespace

absl::StatusOr<TokenFacts> ReadTokenFacts(GraphClient& client, const Secret& token,
                                          ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(
      const Json answer,
      client.Get("debug_token", {{"input_token", std::string(token.Reveal())}}, context));
  const Json& data = JsonMember(answer, "data");
  if (!JsonBool(data, "is_valid", true)) return NotValid(data);
  TokenFacts facts{.expires_at = TimeIn(data, "expires_at"),
                   .data_access_expires_at = TimeIn(data, "data_access_expires_at")};
  facts.person = JsonString(data, "type") != "SYSTEM_USER";
  for (const Json& scope : JsonMember(data, "scopes")) {
    if (scope.is_string()) facts.scopes.push_back(scope.get<std::string>());
  }
  return facts;
}

}  // namespace photoferry::meta
