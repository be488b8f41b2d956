// SPDX-License-Identifier: Apache-2.0
#include "common/auth/oauth_server.h"

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "common/http/url.h"

namespace photoferry {
namespace {

// RFC 8252, 8.3: names may lead elsewhere, these do not.
bool StaysOnThisMachine(const Url& url) {
  return url.host == "127.0.0.1" || url.host == "::1";
}

absl::Status CheckAddress(absl::string_view address, const OAuthServer& server) {
  const absl::StatusOr<Url> url = ParseUrl(address);
  if (url.ok() && (url->scheme == "https" || StaysOnThisMachine(*url))) return absl::OkStatus();
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("An address for logins to ", server.name,
                              " is none that secrets may be sent to. No login was asked for."),
                 "Check that each of them begins with https://.");
}

}  // namespace

OAuthServer OAuthServerOf(const v1::ProviderSpec& spec) {
  return {.name = spec.display_name(),
          .authorize_url = spec.oauth().authorize_url(),
          .token_url = spec.oauth().token_url()};
}

absl::Status CheckAddresses(const OAuthServer& server) {
  PF_RETURN_IF_ERROR(CheckAddress(server.authorize_url, server));
  PF_RETURN_IF_ERROR(CheckAddress(server.token_url, server));
  return server.revoke_url.empty() ? absl::OkStatus() : CheckAddress(server.revoke_url, server);
}

}  // namespace photoferry
