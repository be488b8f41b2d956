// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/oauth_server.h"
#include "photoferry/v1/config.pb.h"

namespace photoferry {

// The apps that the operator registered with providers. Secrets are read from their files at every
// use, so that a changed one counts at once. Thread-safe.
class ProviderApps {
 public:
  ProviderApps() = default;
  explicit ProviderApps(std::vector<v1::ProviderApp> apps);

  // The app for this login: one that names it before one for each of the provider's. Nothing: there
  // is none. BAD_CONFIGURATION: its secret cannot be read.
  absl::StatusOr<std::optional<OAuthApp>> Find(absl::string_view provider,
                                               absl::string_view login) const;
  // `kept`, with the secret that its file has now if it is one of these apps.
  absl::StatusOr<OAuthApp> AsNow(OAuthApp kept, absl::string_view provider,
                                 absl::string_view login) const;
  // Reads every secret once, so that a bad file is told early.
  absl::Status Check() const;

 private:
  const v1::ProviderApp* Named(absl::string_view provider, absl::string_view login) const;

  std::vector<v1::ProviderApp> apps_;
};

// The first line of a file that holds an app's secret. BAD_CONFIGURATION names the file and what is
// wrong with it.
absl::StatusOr<Secret> ReadAppSecret(const std::string& path);

}  // namespace photoferry
