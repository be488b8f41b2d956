// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/rng.h"
#include "common/base/scheduler.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"
#include "exporters/exporter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/demo/graph_server.h"
#include "tests/testing/map_memory.h"

namespace photoferry::meta {

// Everything that a walk found, as an engine would unite it.
struct Findings {
  std::map<std::string, v1::Photo> photos;
  std::map<std::string, v1::PhotoAlbum> albums;
  std::map<std::string, std::map<std::string, int64_t>> placements;  // photo -> album -> position
  std::vector<std::string> notices;
  std::set<std::string> cursors;
  int pages = 0;
};

inline void Unite(const ListedPage& page, Findings& findings) {
  ++findings.pages;
  for (const v1::PhotoAlbum& album : page.albums) findings.albums[album.id()] = album;
  for (const v1::Photo& photo : page.photos) {
    findings.photos.emplace(photo.id(), photo);
    for (const v1::Placement& placement : photo.placements()) {
      findings.placements[photo.id()].emplace(placement.album_id(), placement.position());
    }
  }
  findings.notices.insert(findings.notices.end(), page.notices.begin(), page.notices.end());
}

// An exporter with the real HTTP client against a Graph server with a generated account.
class AccountWalkTest : public ::testing::Test {
 protected:
  void Serve(demo::GraphOptions options) {
    server_ = std::make_unique<demo::GraphServer>(std::move(options));
    ASSERT_TRUE(server_->Start().ok());
  }
  absl::Status Connect(std::unique_ptr<Exporter> exporter, const std::string& token) {
    exporter_ = std::move(exporter);
    credential_.access_token = Secret(token);
    ProviderContext context = Context();
    PF_ASSIGN_OR_RETURN(account_, exporter_->Connect(context));
    return absl::OkStatus();
  }

  ProviderContext Context() {
    return {*http_, *scheduler_, *rng_, memory_, credential_, stop_.get_token()};
  }

  // Reads listing after listing in the order of their discovery. `before_page` may do harm.
  absl::StatusOr<Findings> Walk(const v1::Selection& selection = {},
                                const std::function<void(int page)>& before_page = nullptr) {
    Findings findings;
    std::deque<std::string> open = {""};
    findings.cursors.insert("");
    while (!open.empty()) {
      if (before_page) before_page(findings.pages);
      ProviderContext context = Context();
      PF_ASSIGN_OR_RETURN(const ListedPage page,
                          exporter_->ListPage(open.front(), selection, context));
      open.pop_front();
      Unite(page, findings);
      if (page.next.has_value()) open.push_front(*page.next);
      for (const std::string& child : page.children) {
        if (findings.cursors.insert(child).second) open.push_back(child);
      }
      EXPECT_LT(findings.pages, 10000);
    }
    return findings;
  }

  const demo::Account& account() const { return server_->account(); }

  absl::StatusOr<HttpFetch> Locate(const v1::Photo& photo, Freshness freshness) {
    ProviderContext context = Context();
    PF_ASSIGN_OR_RETURN(MediaLocation location, exporter_->Locate(photo, freshness, context));
    return std::get<HttpFetch>(location);
  }
  absl::StatusOr<HttpResponse> Fetch(const HttpFetch& fetch) {
    return http_->Call({.url = std::string(fetch.url.Reveal()), .url_origin = fetch.origin},
                       stop_.get_token());
  }

  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ =
      NewCurlHttpClient(*scheduler_, {.loops = 1, .guard = AddressGuard(/*allow_loopback=*/true)});
  const std::unique_ptr<Rng> rng_ = NewRng(3);
  MapMemory memory_;
  Credential credential_;
  std::stop_source stop_;
  std::unique_ptr<demo::GraphServer> server_;
  std::unique_ptr<Exporter> exporter_;
  SourceAccount account_;
};

}  // namespace photoferry::meta
