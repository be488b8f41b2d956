// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/nextcloud/nextcloud_service.h"
#include "tests/testing/manual_scheduler.h"

namespace photoferry::fakes {

// Ada's Nextcloud on a clock that the test moves.
class NextcloudFixture : public ::testing::Test {
 protected:
  using Headers = std::initializer_list<std::pair<const std::string, std::string>>;

  explicit NextcloudFixture(const NextcloudOptions& options = Small())
      : service_(options, clock_) {}

  static NextcloudOptions Small() {
    NextcloudOptions options;
    options.password = "secret";
    options.min_chunk_bytes = 10;
    options.max_chunk_bytes = 20;
    return options;
  }

  static std::string File(absl::string_view path) {
    return absl::StrCat("/remote.php/dav/files/ada/", path);
  }
  static std::string Upload(absl::string_view path) {
    return absl::StrCat("/remote.php/dav/uploads/ada/", path);
  }
  static std::string Album(absl::string_view path) {
    return absl::StrCat("/remote.php/dav/photos/ada/albums/", path);
  }

  // As Ada. Header names in lower case.
  static DavRequest Request(const std::string& method, const std::string& path,
                            absl::string_view body = "", Headers headers = {}) {
    DavRequest request{
        .method = method, .path = path, .headers = headers, .body = absl::Cord(body)};
    request.headers.insert({"authorization", "Basic " + absl::Base64Escape("ada:secret")});
    request.headers.insert({"host", "cloud.example"});
    if (method == "PUT") request.headers.insert({"content-length", absl::StrCat(body.size())});
    return request;
  }
  DavResponse Ask(const std::string& method, const std::string& path, absl::string_view body = "",
                  Headers headers = {}) {
    return service_.Handle(Request(method, path, body, headers));
  }
  int Status(const std::string& method, const std::string& path, absl::string_view body = "",
             Headers headers = {}) {
    return Ask(method, path, body, headers).status;
  }
  // The document that tells these properties: "<d:getetag/><oc:size/>".
  std::string Properties(const std::string& path, absl::string_view wanted,
                         const std::string& depth = "0") {
    return std::string(
        Ask("PROPFIND", path,
            absl::StrCat("<d:propfind xmlns:d='DAV:' xmlns:oc='http://owncloud.org/ns' "
                         "xmlns:nc='http://nextcloud.org/ns'><d:prop>",
                         wanted, "</d:prop></d:propfind>"),
            {{"depth", depth}})
            .body);
  }
  std::string ContentOf(absl::string_view path) const {
    return std::string(service_.Read(path).value_or(absl::Cord("nothing")));
  }

  ManualClock clock_;
  NextcloudService service_;
};

}  // namespace photoferry::fakes
