// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "common/base/clock.h"
#include "tests/fakes/nextcloud/nextcloud_service.h"

namespace photoferry::fakes {

// A NextcloudService on a loopback port. Refusals that a request's head decides are sent before its
// body is read, and what nextcloud_controls.h describes is answered too.
class NextcloudServer {
 public:
  // `port` 0: any that is free.
  explicit NextcloudServer(const NextcloudOptions& options = {}, const Clock& clock = SystemClock(),
                           int port = 0);
  ~NextcloudServer();
  NextcloudServer(const NextcloudServer&) = delete;
  NextcloudServer& operator=(const NextcloudServer&) = delete;

  NextcloudService& service() { return service_; }
  int port() const;         // 0: it could not listen
  std::string url() const;  // of the instance: http://127.0.0.1:PORT
  // Of the person's files; ends with '/'.
  std::string files_url() const;

 private:
  struct Daemon;

  const std::string user_;
  NextcloudService service_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace photoferry::fakes
