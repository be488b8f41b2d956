// SPDX-License-Identifier: Apache-2.0
// The input's first line is an HTTP status, the second the query of a redirect, the rest the body
// of a token endpoint's answer.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/auth/authorization.h"
#include "common/auth/token_answer.h"
#include "common/base/status.h"
#include "common/http/url.h"
#include "tests/fuzz/fuzz.h"

namespace photoferry {
namespace {

using fuzz::CheckError;

constexpr char kState[] = "StAtEsTaTe";
const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

OAuthServer Server() {
  return {.name = "Albumia",
          .authorize_url = "https://albumia.example/login",
          .token_url = "https://albumia.example/token"};
}

// Whatever a token holds fits into a header.
void CheckToken(const Secret& token) {
  const absl::string_view text = token.Reveal();
  FUZZ_CHECK(std::all_of(text.begin(), text.end(), absl::ascii_isgraph));
}

void CheckGrant(const TokenGrant& grant) {
  FUZZ_CHECK(!grant.tokens.access_token.empty());
  CheckToken(grant.tokens.access_token);
  CheckToken(grant.tokens.refresh_token);
  FUZZ_CHECK(grant.tokens.expires_at.value_or(absl::InfiniteFuture()) > kNow);
  FUZZ_CHECK(LifeOf(grant.tokens, kNow, absl::Minutes(5)) == TokenLife::kFresh);
  FUZZ_CHECK(!grant.more.contains("access_token") && !grant.more.contains("refresh_token"));
  FUZZ_CHECK(grant.declined.size() <= 2);
}

void CheckAnswer(int status, absl::string_view body) {
  for (const OAuthCall call : {OAuthCall::kExchange, OAuthCall::kRefresh}) {
    const absl::StatusOr<TokenGrant> grant = ReadTokenAnswer(
        {.status = status, .body = std::string(body)}, call, Server(), {"read", "append"}, kNow);
    if (grant.ok()) {
      FUZZ_CHECK(status >= 200 && status <= 299);
      CheckGrant(*grant);
    } else {
      CheckError(grant.status());
    }
  }
  CheckError(ErrorOfAnswer({.status = std::max(status, 300), .body = std::string(body)},
                           OAuthCall::kRevoke, Server(), kNow));
}

// Nothing is taken from a redirect that does not bring the state back.
void CheckRedirect(absl::string_view query) {
  const PendingAuthorization pending{.state = Secret(std::string(kState))};
  for (const std::string& text : {std::string(query), absl::StrCat("state=", kState, "&", query)}) {
    const absl::StatusOr<Secret> code = CodeFromRedirect(text, Server(), pending);
    if (!code.ok()) {
      CheckError(code.status());
    } else {
      FUZZ_CHECK(!code->empty());
    }
    // The fuzzer may find a way to spell the state itself.
    if (absl::StrContains(text, '%') || absl::StrContains(text, kState)) continue;
    FUZZ_CHECK(ReasonOf(code.status()) == v1::BAD_REQUEST);
  }
}

}  // namespace
}  // namespace photoferry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace photoferry;  // NOLINT: a main function of sorts
  absl::string_view text = fuzz::Text(data, size);
  int status = 0;
  if (!absl::SimpleAtoi(fuzz::TakeLine(text), &status)) status = 200;
  CheckRedirect(fuzz::TakeLine(text));
  CheckAnswer(std::clamp(status, 100, 999), text);
  return 0;
}
