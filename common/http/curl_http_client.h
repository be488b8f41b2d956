// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "common/base/scheduler.h"
#include "common/http/address_guard.h"
#include "common/http/http_client.h"

namespace photoferry {

struct CurlHttpClientOptions {
  int loops = 0;  // event loops; 0: one a core
  AddressGuard guard;
  std::string user_agent = "photoferry";
  std::string ca_file;  // tests: a bundle instead of the system's
  int max_idle_connections = 256;
};

// libcurl's multi interface on epoll loops: connections are pooled and kept alive, TLS is always
// verified, only http and https are spoken, no proxy and no .netrc is ever read. Media travels on
// HTTP/1.1. The guard judges each address when it is connected to and when a pooled connection is
// used again. Thread-safe; the destructor abandons what is still under way.
std::unique_ptr<HttpClient> NewCurlHttpClient(Scheduler& scheduler,
                                              CurlHttpClientOptions options = {});

}  // namespace photoferry
