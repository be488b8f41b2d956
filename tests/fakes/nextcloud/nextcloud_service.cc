// SPDX-License-Identifier: Apache-2.0
#include "tests/fakes/nextcloud/nextcloud_service.h"

#include <functional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/hash.h"
#include "common/base/json.h"

namespace photoferry::fakes {
namespace {

using Kind = Fault::Kind;

DavPath Tail(const DavPath& path, const DavPath& beginning) {
  return DavPath(path.begin() + static_cast<std::ptrdiff_t>(beginning.size()), path.end());
}

// What FaultScript calls the request.
std::string CallOf(const DavRequest& request, const DavPath& uploads) {
  const std::optional<DavPath> path = ParseDavPath(request.path);
  if (!path || !StartsWith(*path, uploads)) return request.method;
  if (request.method == "PUT") return "chunk";
  return request.method == "MOVE" ? "assemble" : request.method;
}

DavResponse Scripted(const Fault& fault) {
  DavResponse answer = DavError(fault.status, "ServiceUnavailable", "scripted");
  if (fault.retry_after_seconds > 0) {
    answer.headers.emplace_back("Retry-After", absl::StrCat(fault.retry_after_seconds));
  }
  return answer;
}

// The last entry of a 207 is missing.
void Shorten(DavResponse& answer) {
  const std::string text(answer.body);
  const size_t begin = text.rfind("<d:response>");
  const size_t end = text.rfind("</d:multistatus>");
  if (begin == std::string::npos || end == std::string::npos) return;
  answer.body = absl::Cord(absl::StrCat(text.substr(0, begin), text.substr(end)));
}

Json Ocs(Json data) {
  return {{"ocs",
           {{"meta", {{"status", "ok"}, {"statuscode", 200}, {"message", "OK"}}},
            {"data", std::move(data)}}}};
}

using Visitor = std::function<void(const std::string& path, const DavNode& node)>;
void ForEach(const DavNode& folder, const std::string& prefix, const Visitor& visit) {
  for (const auto& [name, child] : folder.children) {
    visit(prefix + name, *child);
    ForEach(*child, absl::StrCat(prefix, name, "/"), visit);
  }
}

std::string HexSha256(const absl::Cord& content) {
  Sha256 hash;
  for (const absl::string_view piece : content.Chunks()) hash.Update(piece);
  return HexOf(hash.Digest());
}

}  // namespace

NextcloudService::NextcloudService(const NextcloudOptions& options, const Clock& clock)
    : files_base_({"remote.php", "dav", "files", options.user}),
      uploads_base_({"remote.php", "dav", "uploads", options.user}),
      albums_base_({"remote.php", "dav", "photos", options.user, "albums"}),
      state_(options, clock),
      files_(state_, files_base_),
      uploads_(state_, files_, uploads_base_),
      albums_(state_, albums_base_, files_base_) {}

NextcloudService::Reception NextcloudService::Receive(const DavRequest& head) {
  Reception reception{.fault = faults_.Next(CallOf(head, uploads_base_))};
  const auto struck = [&](Kind kind) { return reception.fault && reception.fault->kind == kind; };
  if (struck(Kind::kCloseMidway)) reception.hang_up_after = reception.fault->after_bytes;
  MutexLock lock(mutex_);
  if (struck(Kind::kCloseBefore)) {
    reception.answer = DavResponse{.lost = true};
  } else if (struck(Kind::kStatus)) {
    reception.answer = Scripted(*reception.fault);
  } else {
    reception.answer = Refusal(head);
  }
  if (reception.answer && struck(Kind::kSlow)) reception.answer->delay = reception.fault->delay;
  return reception;
}

DavResponse NextcloudService::Handle(const DavRequest& request) {
  return Handle(request, Receive(request));
}

DavResponse NextcloudService::Handle(const DavRequest& request, const Reception& reception) {
  MutexLock lock(mutex_);
  const auto struck = [&](Kind kind) { return reception.fault && reception.fault->kind == kind; };
  if (reception.hang_up_after && !reception.answer) {
    DavResponse nothing{.lost = true};
    LogServed(request, *reception.hang_up_after, nothing);
    return nothing;
  }
  DavResponse answer = reception.answer ? *reception.answer : Route(request);
  if (struck(Kind::kStatusAfter)) answer = Scripted(*reception.fault);
  if (struck(Kind::kCloseAfter)) answer.lost = true;
  if (struck(Kind::kSlow)) answer.delay = reception.fault->delay;
  if (struck(Kind::kShortAnswer)) Shorten(answer);
  if (struck(Kind::kWrongSize)) {
    const auto path = ParseDavPath(request.path);
    DavNode* const node = path && StartsWith(*path, files_base_)
                              ? state_.files.Find(Tail(*path, files_base_))
                              : nullptr;
    if (node != nullptr) node->untold_bytes = 1;
  }
  LogServed(request, static_cast<int64_t>(request.body.size()), answer);
  return answer;
}

void NextcloudService::Lost(const DavRequest& head, int64_t body_bytes) {
  MutexLock lock(mutex_);
  LogServed(head, body_bytes, {.lost = true});
}

void NextcloudService::LogServed(const DavRequest& request, int64_t body_bytes,
                                 const DavResponse& response) {
  log_.push_back({.method = request.method,
                  .path = request.path,
                  .body_bytes = body_bytes,
                  .status = response.lost ? 0 : response.status});
}

bool NextcloudService::IsLoggedIn(const DavRequest& request) const {
  const NextcloudOptions& options = state_.options;
  const std::string header = request.Header("authorization");
  if (header == absl::StrCat("Basic ", absl::Base64Escape(
                                           absl::StrCat(options.user, ":", options.password)))) {
    return true;
  }
  return !options.token.empty() && header == absl::StrCat("Bearer ", options.token);
}

// What the head alone decides.
std::optional<DavResponse> NextcloudService::Refusal(const DavRequest& request) {
  if (request.path == "/status.php") return std::nullopt;
  if (!IsLoggedIn(request)) {
    DavResponse answer = DavError(401, "NotAuthenticated", "Username or password was incorrect");
    answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Nextcloud\", charset=\"UTF-8\"");
    if (!state_.options.token.empty()) {
      answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"Nextcloud\"");
    }
    return answer;
  }
  const std::optional<DavPath> path = ParseDavPath(request.path);
  if (!path) return DavError(400, "BadRequest", "No file can have that path.");
  if (request.method != "PUT") return std::nullopt;
  const int64_t bytes = request.NumberHeader("content-length");
  if (StartsWith(*path, uploads_base_)) {
    return uploads_.PutRefusal(request, Tail(*path, uploads_base_), bytes);
  }
  if (!StartsWith(*path, files_base_)) return std::nullopt;
  return files_.PutRefusal(request, Tail(*path, files_base_), bytes);
}

DavResponse NextcloudService::Route(const DavRequest& request) {
  if (request.path == "/status.php") {
    return DavJson(ToText(Json{{"installed", true},
                               {"maintenance", false},
                               {"needsDbUpgrade", false},
                               {"version", "30.0.4.1"},
                               {"versionstring", "30.0.4"},
                               {"edition", ""},
                               {"productname", "Nextcloud"},
                               {"extendedSupport", false}}));
  }
  const std::optional<DavPath> path = ParseDavPath(request.path);
  if (!path) return DavError(400, "BadRequest", "No file can have that path.");
  if (StartsWith(*path, {"remote.php", "dav"})) return RouteDav(request, *path);
  const std::string name = absl::StrJoin(*path, "/");
  if (!absl::StartsWith(name, "ocs/")) return DavError(404, "NotFound", "Nothing is here.");
  if (request.Header("ocs-apirequest") != "true") {
    return DavError(412, "PreconditionFailed", "CSRF check failed");
  }
  if (name == "ocs/v2.php/cloud/capabilities") return Capabilities();
  if (name == "ocs/v2.php/cloud/user") return AboutUser();
  return DavError(404, "NotFound", "Nothing is here.");
}

DavResponse NextcloudService::RouteDav(const DavRequest& request, const DavPath& path) {
  if (StartsWith(path, files_base_)) {
    const DavPath below = Tail(path, files_base_);
    if (!albums_.IsMeant(request)) return files_.Handle(request, below);
    return albums_.Join(below, albums_.Below(DestinationOf(request).path));
  }
  if (StartsWith(path, uploads_base_)) return uploads_.Handle(request, Tail(path, uploads_base_));
  if (StartsWith(path, albums_base_)) return albums_.Handle(request, Tail(path, albums_base_));
  return DavError(404, "NotFound", "Nothing is here.");
}

DavResponse NextcloudService::Capabilities() const {
  return DavJson(ToText(
      Ocs({{"version", {{"major", 30}, {"minor", 0}, {"micro", 4}, {"string", "30.0.4"}}},
           {"capabilities",
            {{"core", {{"webdav-root", "remote.php/webdav"}}},
             {"dav", {{"chunking", "1.0"}}},
             {"files",
              {{"bigfilechunking", true},
               {"chunked_upload", {{"max_size", 100 << 20}, {"max_parallel_count", 5}}}}}}}})));
}

DavResponse NextcloudService::AboutUser() const {
  return DavJson(ToText(Ocs(
      {{"id", state_.options.user},
       {"display-name", state_.options.user},
       {"quota",
        {{"free", state_.AvailableBytes()},
         {"used", state_.UsedBytes()},
         {"quota", state_.options.capacity_bytes < 0 ? -3 : state_.options.capacity_bytes}}}})));
}

void NextcloudService::SetCapacity(int64_t bytes) {
  MutexLock lock(mutex_);
  state_.options.capacity_bytes = bytes;
}

void NextcloudService::SetPassword(absl::string_view password) {
  MutexLock lock(mutex_);
  state_.options.password = std::string(password);
}

std::vector<ServedRequest> NextcloudService::Log() const {
  MutexLock lock(mutex_);
  return log_;
}

std::vector<NextcloudFile> NextcloudService::Files() const {
  MutexLock lock(mutex_);
  std::vector<NextcloudFile> files;
  ForEach(state_.files.root(), "", [&](const std::string& path, const DavNode& node) {
    if (node.collection) return;
    files.push_back({.path = path,
                     .id = node.id,
                     .bytes = node.Bytes(),
                     .sha256 = HexSha256(node.content),
                     .modified = node.modified,
                     .created = node.created,
                     .favourite = node.favourite});
  });
  return files;
}

std::vector<std::string> NextcloudService::FilePaths() const {
  MutexLock lock(mutex_);
  std::vector<std::string> paths;
  ForEach(state_.files.root(), "", [&](const std::string& path, const DavNode& node) {
    if (!node.collection) paths.push_back(path);
  });
  return paths;
}

std::vector<std::string> NextcloudService::Folders() const {
  MutexLock lock(mutex_);
  std::vector<std::string> folders;
  ForEach(state_.files.root(), "", [&](const std::string& path, const DavNode& node) {
    if (node.collection) folders.push_back(path);
  });
  return folders;
}

std::map<std::string, std::vector<std::string>> NextcloudService::Albums() const {
  MutexLock lock(mutex_);
  std::map<std::string, std::vector<std::string>> albums;
  for (const std::string& album : albums_.Names()) {
    std::vector<std::string>& paths = albums[album];
    for (const int64_t id : albums_.MembersOf(album)) {
      DavPath path;
      state_.files.FindById(id, &path);
      paths.push_back(absl::StrJoin(path, "/"));
    }
  }
  return albums;
}

std::vector<std::string> NextcloudService::UnfinishedUploads() const {
  MutexLock lock(mutex_);
  return uploads_.Ids();
}

void NextcloudService::ForgetUploads() {
  MutexLock lock(mutex_);
  uploads_.Clear();
}

int64_t NextcloudService::UsedBytes() const {
  MutexLock lock(mutex_);
  return state_.UsedBytes();
}

DavNode* NextcloudService::FileAt(absl::string_view path) const {
  DavNode* const node = state_.files.Find(absl::StrSplit(path, '/', absl::SkipEmpty()));
  return node != nullptr && !node->collection ? node : nullptr;
}

bool NextcloudService::Corrupt(absl::string_view path, absl::Cord content) {
  MutexLock lock(mutex_);
  DavNode* const node = FileAt(path);
  if (node != nullptr) node->content = std::move(content);
  return node != nullptr;
}

std::optional<absl::Cord> NextcloudService::Read(absl::string_view path) const {
  MutexLock lock(mutex_);
  const DavNode* const node = FileAt(path);
  if (node == nullptr) return std::nullopt;
  return node->content;
}

}  // namespace photoferry::fakes
