// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tests/common/http/http_fixture.h"
#include "tests/testing/canary.h"
#include "tests/testing/temp_dir.h"
#include "tests/testing/test_certificates.h"
#include "tests/testing/tls_server.h"

namespace photoferry {

// A certificate authority of one's own, and clients that trust it and nobody else.
class TlsFixture : public HttpFixture {
 protected:
  TlsFixture() : authority_(NewAuthority()) {
    WriteFile(ca_file(), authority_.chain);
    client_ = Trusting(AddressGuard());
  }

  std::string ca_file() const { return directory_ / "ca.pem"; }

  std::unique_ptr<HttpClient> Trusting(AddressGuard guard) {
    CurlHttpClientOptions options;
    options.loops = 1;
    options.guard = guard;
    options.ca_file = ca_file();
    return NewCurlHttpClient(*scheduler_, options);
  }
  // The loopback stands for the public Internet.
  std::unique_ptr<HttpClient> WithOpenLoopback() {
    return Trusting(AddressGuard(/*allow_loopback=*/true));
  }

  TlsServerOptions Good(const std::string& host = "127.0.0.1") const {
    return {.identity = IssuedBy(authority_, {.host = host})};
  }

  // Answers each request of a connection with its own head.
  static void Echo(TlsConnection& connection) {
    for (std::string head = connection.ReadHead(); !head.empty(); head = connection.ReadHead()) {
      connection.SendAnswer(200, head);
    }
  }

  static HttpRequest WithToken(const std::string& url) {
    HttpRequest request{.url = url};
    request.secret_headers.emplace_back("Authorization", Secret("Bearer " + canary::Token()));
    return request;
  }
  static HttpRequest OutOfData(const std::string& url) {
    return {.url = url, .url_origin = UrlOrigin::kData};
  }

  const TempDir directory_;
  const TestIdentity authority_;
};

}  // namespace photoferry
