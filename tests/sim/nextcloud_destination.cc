// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/nextcloud_destination.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "importers/webdav/settings.h"
#include "importers/webdav/webdav_importer.h"

namespace photoferry {

ImporterPlugin webdav_importer_plugin();

namespace sim {
namespace {

constexpr char kHost[] = "cloud.example.org";
constexpr char kFolder[] = "photos/";

fakes::NextcloudOptions OptionsFor(const DavScenario& scenario) {
  fakes::NextcloudOptions options;
  options.min_chunk_bytes = scenario.chunk_bytes;
  return options;
}

fakes::DavRequest DavRequestOf(const HttpRequest& request, const Url& url) {
  fakes::DavRequest asked{
      .method = request.method, .path = url.path, .query = url.query, .headers = {}, .body = {}};
  asked.headers["host"] = kHost;
  for (const auto& [name, value] : request.headers.all()) {
    asked.headers[absl::AsciiStrToLower(name)] = value;
  }
  for (const auto& [name, value] : request.secret_headers) {
    asked.headers[absl::AsciiStrToLower(name)] = std::string(value.Reveal());
  }
  if (!request.body) return asked;
  const HttpBody& body = *request.body;
  if (!body.stream || body.stream_length) {
    asked.headers["content-length"] =
        absl::StrCat(static_cast<int64_t>(body.prefix.size() + body.suffix.size()) +
                     body.stream_length.value_or(0));
  }
  return asked;
}

SimAnswer SimAnswerOf(const fakes::DavResponse& response) {
  SimAnswer answer{.status = response.status, .body = std::string(response.body)};
  for (const auto& [name, value] : response.headers) answer.headers.Add(name, value);
  answer.hangs_up = response.lost;
  return answer;
}

}  // namespace

NextcloudDestination::NextcloudDestination(const DavScenario& scenario, const Clock& clock)
    : scenario_(scenario), service_(OptionsFor(scenario), clock) {
  service_.SetPassword(login());
}

// A real Nextcloud takes no chunks as small as these; but then, no file here is larger than those.
ImporterPlugin NextcloudDestination::plugin() const {
  ImporterPlugin plugin = webdav_importer_plugin();
  plugin.make = [bytes = scenario_.chunk_bytes](
                    const ProviderOptions& options) -> absl::StatusOr<std::unique_ptr<Importer>> {
    PF_ASSIGN_OR_RETURN(webdav::Settings settings, webdav::Settings::From(options));
    settings.chunk_bytes = bytes;
    return std::make_unique<webdav::WebdavImporter>(std::move(settings));
  };
  return plugin;
}

std::map<std::string, std::string> NextcloudDestination::options() const {
  const std::string user = fakes::NextcloudOptions().user;
  return {{"url", absl::StrCat("https://", kHost, "/remote.php/dav/files/", user, "/", kFolder)},
          {"username", user},
          {"profile", scenario_.nextcloud ? "auto" : "plain"},
          {"photos_albums", scenario_.photos_albums ? "true" : "false"},
          {"verify", scenario_.reads_back ? "bytes" : "size"}};
}

void NextcloudDestination::Open(SimNetwork& network, Laws& laws) {
  laws_ = &laws;
  network.Add(absl::StrCat("https://", kHost), *this);
}

void NextcloudDestination::Suffer(SimScheduler& machine) {
  switch (machine.Below(3)) {
    case 0:
      return service_.ForgetUploads();
    case 1:
      return service_.SetCapacity(service_.UsedBytes() +
                                  static_cast<int64_t>(machine.Below(200'000)));
    default:
      ++logins_;
      service_.SetPassword(login());
  }
}

void NextcloudDestination::Recover() {
  service_.SetCapacity(-1);
}

// ---- What it holds.

std::vector<std::string> NextcloudDestination::Paths() const {
  std::vector<std::string> paths;
  for (const std::string& path : service_.FilePaths()) {
    if (absl::StartsWith(path, kFolder)) paths.push_back(path.substr(sizeof(kFolder) - 1));
  }
  return paths;
}

std::optional<std::string> NextcloudDestination::Read(const std::string& path) const {
  const std::optional<absl::Cord> content = service_.Read(absl::StrCat(kFolder, path));
  return content ? std::optional<std::string>(*content) : std::nullopt;
}

// Those of Photos are called as the folders are.
std::vector<HeldAlbum> NextcloudDestination::Albums() const {
  std::vector<HeldAlbum> albums = FolderHoldings::Albums();
  if (!HasPhotosAlbums()) return albums;
  const std::map<std::string, std::vector<std::string>> in_photos = service_.Albums();
  for (HeldAlbum& album : albums) {
    album.photos.clear();
    const auto found = in_photos.find(album.id);
    if (found == in_photos.end()) continue;
    for (const std::string& path : found->second) {
      album.photos.push_back(PhotoOf(path.substr(sizeof(kFolder) - 1)));
    }
  }
  return albums;
}

// The name of an upload is somewhere in what the importer remembers of it.
bool NextcloudDestination::HasSession(const std::string& state) const {
  const std::vector<std::string> uploads = service_.UnfinishedUploads();
  return std::any_of(uploads.begin(), uploads.end(),
                     [&](const std::string& id) { return absl::StrContains(state, id); });
}

// ---- What it is asked.

SimAnswer NextcloudDestination::Answer(const HttpRequest& request, const Url& url,
                                       const BodyReader& body) {
  laws_->Said(request.url);
  fakes::DavRequest asked = DavRequestOf(request, url);
  const SimAnswer answer = SimAnswerOf(Serve(asked, body));
  const bool looks = request.method == "GET" || request.method == "PROPFIND";
  if (!looks) laws_->DestinationChanged();
  return answer;
}

fakes::DavResponse NextcloudDestination::Serve(fakes::DavRequest& asked, const BodyReader& body) {
  const fakes::NextcloudService::Reception reception = service_.Receive(asked);
  if (reception.answer) return service_.Handle(asked, reception);
  const bool whole = body([&](absl::string_view piece) {
    asked.body.Append(piece);
    return true;
  });
  const auto came = static_cast<int64_t>(asked.body.size());
  if (whole) return service_.Handle(asked, reception);
  if (scenario_.keeps_halves && asked.method == "PUT") {
    asked.headers["content-length"] = absl::StrCat(came);
    service_.Handle(asked, reception);
  } else {
    service_.Lost(asked, came);
  }
  return {.lost = true};
}

}  // namespace sim
}  // namespace photoferry
