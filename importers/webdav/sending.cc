// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/sending.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/proto_time.h"
#include "common/base/status.h"
#include "common/media/file_name.h"
#include "common/media/moment.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

// Understood by Nextcloud, ownCloud and others made of the same parts; nobody else minds.
HttpHeaders HeadersFor(SendTask& task) {
  HttpHeaders headers = {{"Content-Type", task.source().head().mime_type}};
  v1::Moment moment;
  if (BestMoment(task.photo(), &moment)) {
    headers.Add("X-OC-Mtime", absl::StrCat(moment.time().seconds()));
  }
  return headers;
}

// Never with a Content-Range: there are servers that then take the fragment for the whole file.
absl::Status PutWhole(SendTask& task, const std::string& folder_url, const std::string& url,
                      DavClient& client, ProviderContext& context) {
  const std::optional<int64_t> length = task.source().head().length;
  const auto body = [&]() -> absl::StatusOr<HttpBody> {
    HttpBody whole;
    PF_ASSIGN_OR_RETURN(whole.stream, task.source().All());
    whole.stream_length = length;
    return whole;
  };
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, client.Put(url, body, HeadersFor(task), context));
  if (!IsSuccess(answer)) {
    return UploadFailure(answer, client, folder_url, length.value_or(0), context);
  }
  if (!answer.early) return absl::OkStatus();
  return Failure(
      v1::CONNECTION_LOST,
      "The server said that it has the file before it was sent whole; it is sent again.");
}

// The name is claimed first and the bytes go there at once: there is no other way without MOVE.
absl::StatusOr<std::string> SendInPlace(SendTask& task, const std::string& folder,
                                        const std::string& extension, const Site& site,
                                        ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const ItemPlace place,
                      site.places.Claim(folder, task.photo(), extension, site.habits, context));
  const std::string url = site.tree.FileUrl(absl::StrCat(folder, "/", place.name));
  const absl::Status sent = PutWhole(task, site.tree.FolderUrl(folder), url, site.client, context);
  if (sent.ok()) return place.name;
  // What came of it may be half a file.
  site.client.Delete(url, context).IgnoreError();
  return sent;
}

}  // namespace

std::string PartNameOf(absl::string_view key) {
  return absl::StrCat(".photoferry-", key);
}

absl::StatusOr<std::string> SendWhole(SendTask& task, const std::string& folder, const Site& site,
                                      ProviderContext& context) {
  const std::string extension = ExtensionFor(task.photo(), task.source().head().mime_type);
  if (!site.habits.moves) return SendInPlace(task, folder, extension, site, context);
  const std::string part = site.tree.FileUrl(absl::StrCat(folder, "/", PartNameOf(task.key())));
  const absl::Status sent = PutWhole(task, site.tree.FolderUrl(folder), part, site.client, context);
  absl::StatusOr<std::string> name =
      sent.ok() ? site.places.Settle(part, folder, task.photo(), extension, site.habits, context)
                : sent;
  if (!name.ok()) site.client.Delete(part, context).IgnoreError();
  return name;
}

}  // namespace photoferry::webdav
