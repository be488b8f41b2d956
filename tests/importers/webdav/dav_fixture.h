// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/http/url.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "importers/webdav/dav_client.h"
#include "tests/testing/canary.h"
#include "tests/testing/map_memory.h"
#include "tests/testing/scripted_http_client.h"
#include "tests/testing/status_matchers.h"

namespace photoferry::webdav {

// A client, and a server whose every answer the test says beforehand.
class ScriptedDav : public ::testing::Test {
 protected:
  static constexpr char kUrl[] = "https://dav.example/in/";

  static Settings BasicLogin() {
    Settings settings;
    settings.base = *ParseUrl(kUrl);
    settings.username = "ada";
    settings.login = LoginKind::kBasic;
    return settings;
  }

  // Of a PROPFIND: folders end with '/', files have a size of 5.
  static HttpResponse Listing(std::initializer_list<std::string> hrefs) {
    std::string body = "<d:multistatus xmlns:d=\"DAV:\">";
    for (const std::string& href : hrefs) {
      const bool folder = href.ends_with("/");
      absl::StrAppend(&body, "<d:response><d:href>", href, "</d:href><d:propstat><d:prop>",
                      folder ? "<d:resourcetype><d:collection/></d:resourcetype>"
                             : "<d:resourcetype/><d:getcontentlength>5</d:getcontentlength>",
                      "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>");
    }
    return {.status = 207, .body = body + "</d:multistatus>"};
  }

  void Answer(const std::string& path, int status) {
    http_.Answer(path, HttpResponse{.status = status});
  }

  // "PUT /in/a.jpg" of every request so far.
  std::vector<std::string> Asked() const {
    std::vector<std::string> asked;
    const std::vector<std::string> paths = http_.paths();
    const std::vector<HttpRequest> requests = http_.requests();
    for (size_t i = 0; i < paths.size(); ++i) {
      asked.push_back(absl::StrCat(requests[i].method, " ", paths[i]));
    }
    return asked;
  }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<Rng> rng_ = NewRng(7);
  ScriptedHttpClient http_;
  MapMemory memory_;
  Credential credential_{.access_token = Secret(canary::Token()), .app_secret = Secret()};
  ProviderContext context_{.http = http_,
                           .scheduler = *scheduler_,
                           .rng = *rng_,
                           .memory = memory_,
                           .credential = credential_,
                           .stop = {}};
  DavClient client_{BasicLogin()};
};

}  // namespace photoferry::webdav
