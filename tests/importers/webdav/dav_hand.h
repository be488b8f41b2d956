// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/hash.h"
#include "common/base/status.h"
#include "common/http/curl_http_client.h"
#include "importers/webdav/href.h"
#include "importers/webdav/wire.h"
#include "tests/suites/importer_suite.h"
#include "tests/testing/real_server.h"
#include "tests/testing/temp_dir.h"

namespace photoferry::webdav {

// What is hidden, sidecars and manifests are no items.
inline bool IsItemsName(const std::string& name) {
  return !name.empty() && name.front() != '.' && name != "album.json" && !name.ends_with(".xmp");
}

// Another program with the login of a real server: it looks into one folder there.
class DavHand {
 public:
  DavHand(std::shared_ptr<RealServer> server, const std::string& folder)
      : server_(std::move(server)), tree_(*ParseUrl(server_->url() + folder + "/")) {}
  // The next account finds the disk as empty as this one did.
  ~DavHand() {
    SetFull(false);
    Ask("DELETE", tree_.FolderUrl(""));
  }

  const RealServer& server() const { return *server_; }
  std::string url() const { return tree_.FolderUrl(""); }

  HttpResponse Ask(const std::string& method, const std::string& url, std::string body = "",
                   HttpHeaders headers = {}) {
    HttpRequest request{.method = method, .url = url, .headers = std::move(headers)};
    request.headers.Add("Authorization",
                        absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(
                                                   server_->user(), ":", server_->password()))));
    if (!body.empty()) request.body = HttpBody{.prefix = std::move(body)};
    const auto answer = http_->Call(request, {});
    return answer.ok() ? *answer : HttpResponse();
  }

  enum class Kind { kFiles, kFolders };
  std::vector<std::string> NamesIn(const std::string& folder, Kind kind) {
    const HttpResponse answer = Ask("PROPFIND", tree_.FolderUrl(folder), PropfindBody(),
                                    {{"Depth", "1"}, {"Content-Type", "application/xml"}});
    const auto found = ResourcesFrom(answer.body);
    std::vector<std::string> names;
    if (answer.status != 207 || !found.ok()) return names;
    for (const Resource& resource : *found) {
      const bool itself = resource.path == PathOfHref(tree_.FolderUrl(folder));
      if (!itself && resource.is_folder == (kind == Kind::kFolders)) {
        names.push_back(LastPart(resource.path));
      }
    }
    return names;
  }

  std::vector<std::string> ItemsIn(const std::string& folder) {
    std::vector<std::string> items;
    for (const std::string& name : NamesIn(folder, Kind::kFiles)) {
      if (IsItemsName(name)) items.push_back(absl::StrCat(folder, "/", name));
    }
    return items;
  }

  // A photo's copies in further albums are that photo.
  std::vector<std::string> Items() {
    std::map<std::pair<std::string, std::string>, std::string> items;
    for (const std::string& folder : NamesIn("", Kind::kFolders)) {
      for (const std::string& item : ItemsIn(folder)) {
        items.emplace(std::pair(LastPart(item), Sha256Of(Read(item).value_or(""))), item);
      }
    }
    std::vector<std::string> ids;
    for (const auto& [name, id] : items) ids.push_back(id);
    return ids;
  }

  absl::StatusOr<std::string> Read(const std::string& item) {
    HttpResponse answer = Ask("GET", tree_.FileUrl(item));
    if (answer.status == 200) return std::move(answer.body);
    return Failure(v1::SOURCE_GONE, absl::StrCat(item, " cannot be read: ", answer.status));
  }

  absl::Status Write(const std::string& item, const std::string& bytes) {
    const HttpResponse answer = Ask("PUT", tree_.FileUrl(item), bytes);
    return answer.status / 100 == 2 ? absl::OkStatus()
                                    : Failure(v1::ITEM_REJECTED, absl::StrCat(answer.status));
  }

  // Files of all sizes, until not even a small one finds room.
  void SetFull(bool full) {
    for (size_t size = 32 << 20; full && size >= 4096; size /= 2) {
      const auto fits = [&] {
        if (fillers_.size() >= kMostFillers) {
          ADD_FAILURE() << "The server takes more than it has room for.";
          return false;
        }
        fillers_.push_back(absl::StrCat(server_->url(), "filler-", fillers_.size()));
        return Ask("PUT", fillers_.back(), std::string(size, 'f')).status / 100 == 2;
      };
      while (fits()) {
      }
    }
    if (full) return;
    for (const std::string& filler : fillers_) Ask("DELETE", filler);
    fillers_.clear();
  }

  // The list of users is read anew for each request.
  void SetLogin(bool good) {
    const std::string users =
        server_->storage().substr(0, server_->storage().rfind('/')) + "/users";
    if (!good) users_ = ReadFile(users);
    WriteFile(users, good ? users_ : "nobody:nothing\n");
  }

 private:
  static constexpr size_t kMostFillers = 100;
  const std::shared_ptr<RealServer> server_;
  const Tree tree_;
  const std::unique_ptr<Scheduler> scheduler_ = NewThreadScheduler();
  const std::unique_ptr<HttpClient> http_ = NewCurlHttpClient(*scheduler_, {.loops = 1});
  std::vector<std::string> fillers_;
  std::string users_;
};

// One server of a kind serves all tests of this process, each with a folder of its own.
inline std::shared_ptr<RealServer> SharedServer(const std::string& kind) {
  static std::map<std::string, std::shared_ptr<RealServer>> servers;
  std::shared_ptr<RealServer>& server = servers[kind];
  if (server != nullptr) return server;
  RealServer::Options options;
  options.capacity_bytes = 64 << 20;
  auto started = RealServer::Start(kind, options);
  EXPECT_THAT(started, IsOk());
  if (started.ok()) server = *std::move(started);
  return server;
}

inline ImporterAccount AccountOn(const std::string& kind) {
  static std::atomic<int> accounts{0};
  const std::shared_ptr<RealServer> server = SharedServer(kind);
  if (server == nullptr) return {};
  const auto hand =
      std::make_shared<DavHand>(server, absl::StrCat("account-", ++accounts, "/a new folder"));
  return {.options = {{"url", hand->url()}, {"username", server->user()}},
          .token = server->password(),
          .keep = hand,
          .hand = {
              .items = [hand] { return hand->Items(); },
              .items_in = [hand](const std::string& album) { return hand->ItemsIn(album); },
              .read = [hand](const std::string& item) { return hand->Read(item); },
              .overwrite = [hand](const std::string& item,
                                  const std::string& bytes) { return hand->Write(item, bytes); },
              .set_full = [hand](bool full) { hand->SetFull(full); },
              .set_login = [hand](bool good) { hand->SetLogin(good); },
          }};
}

}  // namespace photoferry::webdav
