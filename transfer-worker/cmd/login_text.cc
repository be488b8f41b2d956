// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/cmd/login_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/proto_time.h"
#include "transfer-worker/cmd/terminal_text.h"
#include "transfer-worker/engine/job_check.h"
#include "transfer-worker/engine/report_text.h"

namespace photoferry {
namespace {

std::string DayOf(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d", FromProto(time), absl::UTCTimeZone());
}

std::string NameOf(const v1::Credential& credential, const ProviderTable& providers) {
  const v1::ProviderSpec* const spec = FindSpec(providers, credential.provider());
  return spec == nullptr ? credential.provider() : spec->display_name();
}

std::string LoginNameOf(const v1::Credential& credential, const ProviderTable& providers) {
  if (credential.login().empty()) return "brought";
  const v1::ProviderSpec* const spec = FindSpec(providers, credential.provider());
  const v1::LoginSpec* const login =
      spec == nullptr ? nullptr : FindLoginSpec(*spec, credential.login());
  return login == nullptr ? credential.login() : login->display_name();
}

std::string EndOf(const v1::Credential& credential) {
  if (credential.renews_itself()) return "renews itself";
  if (!credential.has_expire_time()) return "no end known";
  return absl::StrCat("good until ", DayOf(credential.expire_time()));
}

}  // namespace

std::string LoggedInText(const v1::Authorization& done, const ProviderTable& providers) {
  const v1::Credential& credential = done.credential();
  const std::string provider = NameOf(credential, providers);
  const std::string account = CleanText(credential.account());
  std::vector<std::string> lines = {
      absl::StrCat("Logged in to ", provider, account.empty() ? "" : absl::StrCat(" as ", account),
                   ", by ", LoginNameOf(credential, providers), ": ", EndOf(credential), ".")};
  if (credential.has_data_access_expire_time()) {
    lines.push_back(absl::StrCat(provider, " lets the app read until ",
                                 DayOf(credential.data_access_expire_time()),
                                 "; then it wants to see you again."));
  }
  for (const std::string& notice : done.notices()) {
    lines.push_back(absl::StrCat("Note: ", CleanText(notice)));
  }
  lines.push_back("The login is stored, encrypted. Jobs that waited for it can go on.");
  return absl::StrJoin(lines, "\n");
}

std::string AccountText(const v1::Credential& credential, const ProviderTable& providers) {
  const std::string account = CleanText(credential.account());
  std::string text =
      absl::StrCat(PadToWidth(IdOf(credential.name()), 12), "  ",
                   PadToWidth(account.empty() ? "-" : account, 24), "  ",
                   PadToWidth(LoginNameOf(credential, providers), 27), "  ", EndOf(credential));
  if (!credential.declined_scopes().empty()) {
    absl::StrAppend(&text, "\n  not allowed: ", absl::StrJoin(credential.declined_scopes(), ", "));
  }
  if (!credential.warning().empty()) {
    absl::StrAppend(&text, "\n  ", CleanText(credential.warning()));
  }
  return text;
}

}  // namespace photoferry
