// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/login_facts.h"

#include "absl/strings/str_cat.h"
#include "common/base/proto_time.h"

namespace photoferry {
namespace {

std::string DayOf(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

// A token that somebody brought is brought again.
std::string HowToLogIn(const StoredCredential& stored) {
  return absl::StrCat("photoferry login ", stored.provider,
                      stored.login.empty() ? " --token-stdin" : " --renew");
}

}  // namespace

v1::Credential CredentialShown(absl::string_view name, const StoredCredential& stored,
                               bool renews_itself, absl::string_view provider, absl::Time now) {
  v1::Credential shown;
  shown.set_name(std::string(name));
  shown.set_provider(stored.provider);
  shown.set_login(stored.login);
  shown.set_account(stored.account);
  *shown.mutable_scopes() = {stored.tokens.scopes.begin(), stored.tokens.scopes.end()};
  *shown.mutable_declined_scopes() = {stored.declined.begin(), stored.declined.end()};
  if (stored.created != absl::InfinitePast()) {
    *shown.mutable_create_time() = ToProto(stored.created);
  }
  if (const auto& end = stored.tokens.expires_at) *shown.mutable_expire_time() = ToProto(*end);
  if (const auto& end = stored.data_access_expires_at) {
    *shown.mutable_data_access_expire_time() = ToProto(*end);
  }
  shown.set_renews_itself(renews_itself);
  shown.set_warning(LoginWarning(stored, renews_itself, provider, now));
  return shown;
}

std::string LoginWarning(const StoredCredential& stored, bool renews_itself,
                         absl::string_view provider, absl::Time now) {
  const std::string how = HowToLogIn(stored);
  if (stored.tokens.access_token.empty()) {
    return absl::StrCat("The login for ", provider, " has ended. Log in again: ", how);
  }
  const absl::Time end = stored.tokens.expires_at.value_or(absl::InfiniteFuture());
  if (end <= now) {
    return absl::StrCat("The login for ", provider, " ran out on ", DayOf(end),
                        ". Log in again: ", how);
  }
  if (!renews_itself && end - now <= kAnnounced) {
    return absl::StrCat("The login for ", provider, " ends on ", DayOf(end),
                        ". Log in again before that, and nothing has to wait: ", how);
  }
  const absl::Time readable = stored.data_access_expires_at.value_or(absl::InfiniteFuture());
  if (readable <= now) {
    return absl::StrCat(provider, " has not let the app read since ", DayOf(readable),
                        ", as happens when nobody logs in for long. Log in again: ", how);
  }
  if (readable - now <= kAnnounced) {
    return absl::StrCat(provider, " lets the app read until ", DayOf(readable),
                        " only. Log in again before that, and nothing has to wait: ", how);
  }
  return "";
}

}  // namespace photoferry
