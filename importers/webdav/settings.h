// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/http/url.h"
#include "common/provider/provider_context.h"

namespace photoferry::webdav {

enum class Profile { kAuto, kPlain, kNextcloud };
enum class LoginKind { kAuto, kBasic, kDigest, kBearer };

// What the person chose; the options of plugin.cc, read.
struct Settings {
  Url base;  // its path ends with '/'
  std::string username;
  LoginKind login = LoginKind::kAuto;
  Profile profile = Profile::kAuto;
  bool read_back = false;
  bool photos_albums = true;
  int64_t chunk_bytes = 0;

  // BAD_CONFIGURATION.
  static absl::StatusOr<Settings> From(const ProviderOptions& options);
};

}  // namespace photoferry::webdav
