// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/provider_apps.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/read_secret.h"

namespace photoferry {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

absl::Status BadFile(const std::string& path, absl::string_view why) {
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The app's secret cannot be read from ", path, ": ", why, "."),
                 "Put the secret into the file's first line, and let this user read it.");
}

absl::StatusOr<OAuthApp> AppOf(const v1::ProviderApp& app) {
  OAuthApp made{.id = app.app_id(), .secret = Secret(), .configuration = app.config_id()};
  if (app.app_secret_file().empty()) return made;
  PF_ASSIGN_OR_RETURN(made.secret, ReadAppSecret(app.app_secret_file()));
  return made;
}

}  // namespace

absl::StatusOr<Secret> ReadAppSecret(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return BadFile(path, strerror(errno));
  const absl::Cleanup close_file = [file] { close(file); };
  const absl::StatusOr<Secret> whole = ReadSecret(file, kPatience);
  if (!whole.ok()) return BadFile(path, whole.status().message());
  const absl::string_view text = whole->Reveal();
  const absl::string_view line = absl::StripAsciiWhitespace(text.substr(0, text.find('\n')));
  if (line.empty()) return BadFile(path, "its first line is empty");
  if (!std::all_of(line.begin(), line.end(), absl::ascii_isgraph)) {
    return BadFile(path, "its first line has blanks or unprintable characters inside");
  }
  return Secret::CopyOf(line);
}

ProviderApps::ProviderApps(std::vector<v1::ProviderApp> apps) : apps_(std::move(apps)) {}

const v1::ProviderApp* ProviderApps::Named(absl::string_view provider,
                                           absl::string_view login) const {
  for (const absl::string_view wanted : {login, absl::string_view()}) {
    const auto found = std::find_if(apps_.begin(), apps_.end(), [&](const v1::ProviderApp& app) {
      return app.provider() == provider && app.login() == wanted;
    });
    if (found != apps_.end()) return &*found;
  }
  return nullptr;
}

absl::StatusOr<std::optional<OAuthApp>> ProviderApps::Find(absl::string_view provider,
                                                           absl::string_view login) const {
  const v1::ProviderApp* const app = Named(provider, login);
  if (app == nullptr) return std::optional<OAuthApp>();
  PF_ASSIGN_OR_RETURN(OAuthApp made, AppOf(*app));
  return std::optional<OAuthApp>(std::move(made));
}

absl::StatusOr<OAuthApp> ProviderApps::AsNow(OAuthApp kept, absl::string_view provider,
                                             absl::string_view login) const {
  const v1::ProviderApp* const app = Named(provider, login);
  if (app == nullptr || app->app_id() != kept.id) return kept;
  PF_ASSIGN_OR_RETURN(OAuthApp made, AppOf(*app));
  kept.secret = std::move(made.secret);
  return kept;
}

absl::Status ProviderApps::Check() const {
  for (const v1::ProviderApp& app : apps_) PF_RETURN_IF_ERROR(AppOf(app).status());
  return absl::OkStatus();
}

}  // namespace photoferry
