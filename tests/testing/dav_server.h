// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/testing/temp_dir.h"

namespace photoferry {

// A real WebDAV server on loopback, as scripts/servers.sh starts it. It ends with the object.
//
//   const auto server = DavServer::Start("apache");
//   ASSERT_THAT(server, IsOk());  // fails, and says why, where Apache is not installed
class DavServer {
 public:
  struct Options {
    Options() {}
    bool digest = false;         // apache and lighttpd only; otherwise basic
    int64_t capacity_bytes = 0;  // 0: that of the disk. Otherwise `storage` shows nothing
  };

  // `kind`: apache, lighttpd, nginx; in nightly runs also rclone and npm-webdav.
  static absl::StatusOr<std::unique_ptr<DavServer>> Start(absl::string_view kind,
                                                          const Options& options = {});
  ~DavServer();
  DavServer(const DavServer&) = delete;
  DavServer& operator=(const DavServer&) = delete;

  const std::string& url() const { return url_; }  // ends with '/'
  const std::string& user() const { return user_; }
  const std::string& password() const { return password_; }
  // Where its files are, for who looks behind it.
  const std::string& storage() const { return storage_; }

 private:
  DavServer() = default;
  absl::Status ReadDescription(absl::string_view text);

  const TempDir folder_;
  std::string url_;
  std::string user_;
  std::string password_;
  std::string storage_;
};

}  // namespace photoferry
