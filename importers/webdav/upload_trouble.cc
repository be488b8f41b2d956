// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/upload_trouble.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status.h"

namespace photoferry::webdav {
namespace {

constexpr int64_t kLargestTrial = 1 << 20;

absl::Status Gone(int status) {
  return Failure(v1::ALBUM_GONE,
                 absl::StrCat("The folder for this file was removed from the server meanwhile "
                              "(HTTP ",
                              status, ")."),
                 "Leave the folder as it is until the job has ended, then retry this item.");
}

absl::Status Full(int status) {
  return Failure(v1::DESTINATION_FULL,
                 absl::StrCat("The server takes no file any more (HTTP ", status,
                              "), most likely because its disk is full."),
                 "Make room there; the job goes on by itself.");
}

absl::StatusOr<bool> HasRoom(DavClient& client, const std::string& folder_url, int64_t size,
                             ProviderContext& context) {
  const std::string url =
      absl::StrCat(folder_url, absl::StrFormat(".photoferry-trial-%016x", context.rng.Next()));
  const auto trial = static_cast<size_t>(std::clamp<int64_t>(size, 1, kLargestTrial));
  PF_ASSIGN_OR_RETURN(const HttpResponse answer,
                      client.Put(url, TextBody(std::string(trial, '\0')), {}, context));
  // A full disk may keep an empty file of that name.
  client.Delete(url, context).IgnoreError();
  return IsSuccess(answer);
}

}  // namespace

absl::Status UploadFailure(const HttpResponse& answer, DavClient& client,
                           const std::string& folder_url, int64_t size, ProviderContext& context) {
  const absl::Status told = StatusOf(answer, context.scheduler.clock().Now());
  if (!IsAmbiguousForUploads(answer.status)) return told;
  const absl::StatusOr<std::optional<Resource>> folder = client.Look(folder_url, context);
  if (!folder.ok()) return told;
  if (!*folder) return Gone(answer.status);
  if ((*folder)->free_bytes && *(*folder)->free_bytes < size) return Full(answer.status);
  const absl::StatusOr<bool> room = HasRoom(client, folder_url, size, context);
  return room.ok() && !*room ? Full(answer.status) : told;
}

}  // namespace photoferry::webdav
