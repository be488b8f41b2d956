// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/nextcloud.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/json.h"
#include "common/base/status.h"
#include "importers/webdav/href.h"

namespace photoferry::webdav {
namespace {

constexpr absl::string_view kRemote = "/remote.php/";
constexpr absl::string_view kFiles = "dav/files/";
constexpr size_t kLongestStatus = 64 << 10;

}  // namespace

std::optional<Nextcloud> Nextcloud::From(const Url& files, const Resource& root) {
  const size_t remote = files.path.find(kRemote.data());
  if (remote == std::string::npos || root.file_id.empty()) return std::nullopt;
  Nextcloud cloud;
  cloud.instance_ = absl::StrCat(files.Origin(), files.path.substr(0, remote + 1));
  absl::string_view rest = absl::string_view(files.path).substr(remote + kRemote.size());
  if (absl::ConsumePrefix(&rest, kFiles)) {
    cloud.user_ = std::string(rest.substr(0, rest.find('/')));
  } else {  // the old address, remote.php/webdav, does not name the user
    cloud.user_ = PercentEncode(LastPart(root.principal));
  }
  if (cloud.user_.empty()) return std::nullopt;
  return cloud;
}

std::string Nextcloud::UploadUrl(absl::string_view upload) const {
  return absl::StrCat(instance_, "remote.php/dav/uploads/", user_, "/", PercentEncode(upload), "/");
}

std::string Nextcloud::ChunkUrl(absl::string_view upload, int64_t number) const {
  return absl::StrCat(UploadUrl(upload), absl::StrFormat("%05d", number));
}

std::string Nextcloud::AssemblyUrl(absl::string_view upload) const {
  return absl::StrCat(UploadUrl(upload), ".file");
}

std::string Nextcloud::AlbumsUrl() const {
  return absl::StrCat(instance_, "remote.php/dav/photos/", user_, "/albums/");
}

std::string Nextcloud::AlbumUrl(absl::string_view album) const {
  return absl::StrCat(AlbumsUrl(), PercentEncode(album), "/");
}

std::string Nextcloud::PageOfAlbum(absl::string_view album) const {
  return absl::StrCat(instance_, "index.php/apps/photos/albums/", PercentEncode(album));
}

std::string Nextcloud::PageOfFile(absl::string_view file_id) const {
  while (absl::ConsumePrefix(&file_id, "0")) {
  }
  size_t digits = 0;
  while (digits < file_id.size() && absl::ascii_isdigit(file_id[digits])) ++digits;
  if (digits == 0) return "";
  return absl::StrCat(instance_, "index.php/f/", file_id.substr(0, digits));
}

Url FilesOf(const Url& instance, absl::string_view username) {
  Url files = instance;
  absl::StrAppend(&files.path, kRemote.substr(1), kFiles, PercentEncode(username), "/");
  return files;
}

absl::StatusOr<bool> IsInstance(DavClient& client, const Url& url, ProviderContext& context) {
  const absl::StatusOr<std::optional<std::string>> text =
      client.ReadSmall(absl::StrCat(url.Origin(), url.path, "status.php"), kLongestStatus, context);
  if (ReasonOf(text.status()) == v1::STOPPED) return text.status();
  if (!text.ok() || !*text) return false;
  const absl::StatusOr<Json> status = ParseJson(**text);
  return status.ok() && JsonBool(*status, "installed") &&
         !JsonString(*status, "versionstring").empty();
}

absl::Status MakeFavourite(DavClient& client, const std::string& file_url,
                           ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      client.Proppatch(file_url, FavouriteBody(), context));
  if (answer.status == 207 && FavouriteWasSet(answer.body)) return absl::OkStatus();
  return StatusOf(answer, context.scheduler.clock().Now());
}

}  // namespace photoferry::webdav
