// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/settings.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry::webdav {
namespace {

constexpr int64_t kLeastChunk = 5;  // MiB; Nextcloud refuses smaller ones, but for the last

absl::Status BadOption(absl::string_view message, absl::string_view what_to_do) {
  return Failure(v1::BAD_CONFIGURATION, message, what_to_do);
}

template <typename Choice>
absl::StatusOr<Choice> ChoiceOf(const ProviderOptions& options, const char* key,
                                std::initializer_list<std::pair<const char*, Choice>> choices) {
  std::string names;
  for (const auto& [name, choice] : choices) {
    if (options.Text(key) == name) return choice;
    absl::StrAppend(&names, names.empty() ? "" : ", ", name);
  }
  return BadOption(absl::StrCat("webdav.", key, " has a value that is none of its choices."),
                   absl::StrCat("The choices are: ", names, "."));
}

// A password must not cross a network that anybody can read.
absl::Status CheckPrivate(const Url& url, bool plain_http_allowed) {
  const bool here =
      url.host == "localhost" || url.host == "::1" || absl::StartsWith(url.host, "127.");
  if (url.scheme == "https" || here || plain_http_allowed) return absl::OkStatus();
  return BadOption(
      "webdav.url begins with http://, so the login and the photos would cross the network "
      "readable by everybody on it; nothing was sent.",
      "Use the server's https:// address, or --option webdav.plain_http=true on a network that "
      "you trust.");
}

}  // namespace

absl::StatusOr<Settings> Settings::From(const ProviderOptions& options) {
  Settings settings;
  PF_ASSIGN_OR_RETURN(settings.base, ParseUrl(options.Text("url")));
  settings.base.query.clear();
  if (!absl::EndsWith(settings.base.path, "/")) settings.base.path += "/";
  PF_RETURN_IF_ERROR(CheckPrivate(settings.base, options.Bool("plain_http")));
  settings.username = options.Text("username");
  if (absl::StrContains(settings.username, ":")) {
    return BadOption("webdav.username holds a colon, which no login over HTTP can carry.",
                     "Give the name that you log in with, without the password.");
  }
  PF_ASSIGN_OR_RETURN(settings.login, ChoiceOf<LoginKind>(options, "auth",
                                                          {{"auto", LoginKind::kAuto},
                                                           {"basic", LoginKind::kBasic},
                                                           {"digest", LoginKind::kDigest},
                                                           {"bearer", LoginKind::kBearer}}));
  PF_ASSIGN_OR_RETURN(settings.profile, ChoiceOf<Profile>(options, "profile",
                                                          {{"auto", Profile::kAuto},
                                                           {"plain", Profile::kPlain},
                                                           {"nextcloud", Profile::kNextcloud}}));
  PF_ASSIGN_OR_RETURN(settings.read_back,
                      ChoiceOf<bool>(options, "verify", {{"size", false}, {"bytes", true}}));
  settings.photos_albums = options.Bool("photos_albums");
  const int64_t chunk = options.Integer("chunk_mib");
  if (chunk < kLeastChunk || chunk > 5000) {
    return BadOption("webdav.chunk_mib is outside of what Nextcloud takes.",
                     "Give a number from 5 to 5000.");
  }
  settings.chunk_bytes = chunk << 20;
  return settings;
}

}  // namespace photoferry::webdav
