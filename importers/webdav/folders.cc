// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/folders.h"

#include <optional>

#include "common/base/status.h"

namespace photoferry::webdav {
namespace {

constexpr int kDeepest = 64;

// "https://host/a/" of "https://host/a/b/"; "" of a server's root.
std::string ParentOf(const std::string& url) {
  const size_t host = url.find("://") + 3;
  const size_t slash = url.rfind('/', url.size() - 2);
  return slash == std::string::npos || slash < host ? "" : url.substr(0, slash + 1);
}

// 409 is RFC 4918's word for it; others say 404 or 500.
bool MayMeanNoParent(int status) {
  return IsAmbiguousForUploads(status) && status != 405;
}

absl::Status Verify(DavClient& client, const std::string& url, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(const std::optional<Resource> found, client.Look(url, context));
  if (!found) {
    return Failure(v1::BAD_CONFIGURATION, "The server makes no folders at this address.",
                   "Check that webdav.url leads into a folder where you may write.");
  }
  if (found->is_folder) return absl::OkStatus();
  return Failure(v1::ITEM_REJECTED, "A file stands at the server where a folder should be.",
                 "Move that file away, or choose another folder.");
}

absl::Status Make(DavClient& client, const std::string& url, int depth, ProviderContext& context) {
  PF_ASSIGN_OR_RETURN(HttpResponse answer, client.MakeCollection(url, {}, context));
  const std::string parent = ParentOf(url);
  if (MayMeanNoParent(answer.status) && !parent.empty() && depth < kDeepest) {
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> above, client.Look(parent, context));
    if (!above) {
      PF_RETURN_IF_ERROR(Make(client, parent, depth + 1, context));
      PF_ASSIGN_OR_RETURN(answer, client.MakeCollection(url, {}, context));
    }
  }
  if (IsSuccess(answer)) return absl::OkStatus();
  if (answer.status == 405) return Verify(client, url, context);
  if (answer.status == 403) {
    // Apache says so where somebody else made the folder at the same moment.
    PF_ASSIGN_OR_RETURN(const std::optional<Resource> found, client.Look(url, context));
    if (found && found->is_folder) return absl::OkStatus();
  }
  return StatusOf(answer, context.scheduler.clock().Now());
}

}  // namespace

absl::Status MakeFolder(DavClient& client, const std::string& url, ProviderContext& context) {
  return Make(client, url, 0, context);
}

}  // namespace photoferry::webdav
