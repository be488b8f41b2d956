// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status.h"
#include "exporters/meta/graph/graph_entry.h"
#include "exporters/meta/graph/graph_error.h"
#include "exporters/meta/graph/permissions.h"
#include "exporters/meta/instagram/instagram_account.h"

namespace photoferry::meta {
namespace {

constexpr char kAccountFields[] = "user_id,username,name,account_type,media_count";

absl::Status NotProfessional(const InstagramAccount& account) {
  return Failure(v1::PERMISSION_MISSING,
                 absl::StrCat("The Instagram account ", NameOf(account),
                              " is a personal one; Instagram lets nothing of it be read by "
                              "programs."),
                 kProfessionalOrArchive);
}

// Instagram does not tell which of the two it was.
absl::Status NotAllowed(const absl::Status& refused) {
  return Failure(
      v1::PERMISSION_MISSING,
      absl::StrCat("Instagram does not let this login read the account: access to it "
                   "(instagram_business_basic) was declined, or the app has Standard Access only "
                   "and the account has no role in the app. ",
                   ProblemOf(refused).message()),
      absl::StrCat("Connect the account again and allow access to its profile and posts. Where "
                   "that changes nothing: ",
                   kRoleOrAdvancedAccess));
}

absl::Status AnotherAccount(const InstagramAccount& account, const std::string& wanted) {
  return Failure(
      v1::BAD_CONFIGURATION,
      absl::StrCat("The option instagram.account names ", wanted, ", but this login is that of ",
                   NameOf(account), "; nothing is copied."),
      "Leave the option out, or log in with the account that is meant.");
}

}  // namespace

bool IsWanted(const InstagramAccount& account, const std::string& wanted) {
  const absl::string_view name = absl::StripPrefix(wanted, "@");
  return wanted == account.id || absl::EqualsIgnoreCase(name, account.username);
}

std::string NameOf(const InstagramAccount& account) {
  if (account.username.empty()) return account.id;
  return absl::StrCat("@", account.username, " (", account.id, ")");
}

absl::StatusOr<InstagramAccount> FindThroughLogin(GraphClient& client, const std::string& wanted,
                                                  ProviderContext& context) {
  FieldList fields(kAccountFields, {"username"});
  absl::StatusOr<Json> answer = client.Get("me", fields, {}, context);
  if (!answer.ok() && ReasonOf(answer.status()) == v1::SOURCE_GONE) {
    return Failure(v1::LOGIN_NEEDED, "Instagram does not show the account that this login is for.",
                   "Connect the account again.");
  }
  if (!answer.ok() && ReasonOf(answer.status()) == v1::PERMISSION_MISSING) {
    return NotAllowed(answer.status());
  }
  PF_RETURN_IF_ERROR(answer.status());
  const Json& me = Unwrapped(*answer);  // as the documents show it; recorded answers are bare
  // `user_id` is the professional account's id; `id` is one that only this app knows.
  InstagramAccount account{.id = JsonString(me, "user_id"),
                           .username = JsonString(me, "username"),
                           .name = JsonString(me, "name"),
                           .media_count = JsonInt(me, "media_count")};
  if (account.id.empty()) account.id = IdOf(me);
  if (!IsGraphId(account.id)) {
    return Failure(v1::MALFORMED_ANSWER, "Instagram did not say whose account this is.");
  }
  if (absl::EqualsIgnoreCase(JsonString(me, "account_type"), "PERSONAL")) {
    return NotProfessional(account);
  }
  if (!wanted.empty() && !IsWanted(account, wanted)) return AnotherAccount(account, wanted);
  return account;
}

}  // namespace photoferry::meta
