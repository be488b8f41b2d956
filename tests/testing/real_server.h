// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {

// A real server on loopback, as scripts/servers.sh starts it. It ends with the object.
//
//   const auto server = RealServer::Start("apache");
//   ASSERT_THAT(server, IsOk());  // fails, and says why, where Apache is not installed
class RealServer {
 public:
  struct Options {
    Options() {}
    bool digest = false;         // apache and lighttpd only; otherwise basic
    int64_t capacity_bytes = 0;  // 0: that of the disk. Otherwise `storage` shows nothing
  };

  // `kind`: of WebDAV apache, lighttpd, nginx, and in nightly runs rclone and npm-webdav; oidc, of
  // OAuth 2.0, whose user is an app.
  static absl::StatusOr<std::unique_ptr<RealServer>> Start(absl::string_view kind,
                                                           const Options& options = {});
  ~RealServer();
  RealServer(const RealServer&) = delete;
  RealServer& operator=(const RealServer&) = delete;

  const std::string& url() const { return url_; }  // ends with '/'
  const std::string& user() const { return user_; }
  const std::string& password() const { return password_; }
  // Where its files are, for who looks behind it.
  const std::string& storage() const { return storage_; }

 private:
  RealServer() = default;
  absl::Status ReadDescription(absl::string_view text);

  const TempDir folder_;
  std::string url_;
  std::string user_;
  std::string password_;
  std::string storage_;
};

}  // namespace photoferry
