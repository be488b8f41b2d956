// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/copying.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "importers/webdav/upload_trouble.h"

namespace photoferry::webdav {
namespace {

// Not allowed, not implemented, and a target that is taken for another server's.
bool CannotCopy(const HttpResponse& answer) {
  return answer.status == 405 || answer.status == 501 || answer.status == 502;
}

absl::Status PassThrough(DavClient& client, const std::string& from, const std::string& to,
                         const std::string& folder_url, ProviderContext& context) {
  int64_t length = 0;
  const auto body = [&]() -> absl::StatusOr<HttpBody> {
    PF_ASSIGN_OR_RETURN(HttpStream file, client.Open(from, context));
    if (file.status != 200) {
      const absl::Status gone = Failure(
          v1::ITEM_REJECTED, absl::StrCat("The server answered ", file.status,
                                          " when it was asked for a file that it was given."));
      file.body->Cancel(gone);
      return gone;
    }
    length = file.length.value_or(0);
    return HttpBody{.stream = std::move(file.body), .stream_length = file.length};
  };
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, client.Put(to, body, {}, context));
  if (!IsSuccess(answer)) return UploadFailure(answer, client, folder_url, length, context);
  if (!answer.early) return absl::OkStatus();
  return Failure(
      v1::CONNECTION_LOST,
      "The server said that it has the copy before it was sent whole; it is sent again.");
}

}  // namespace

absl::Status CopyFile(DavClient& client, const std::string& from, const std::string& to,
                      const std::string& folder_url, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const HttpResponse answer, client.Copy(from, to, Overwrite::kYes, context));
  if (IsSuccess(answer)) return absl::OkStatus();
  if (CannotCopy(answer)) return PassThrough(client, from, to, folder_url, context);
  return UploadFailure(answer, client, folder_url, 0, context);
}

}  // namespace photoferry::webdav
