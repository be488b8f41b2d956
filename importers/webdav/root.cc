// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/root.h"

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "importers/webdav/folders.h"
#include "importers/webdav/href.h"

namespace photoferry::webdav {
namespace {

absl::StatusOr<Resource> OpenFolder(DavClient& client, const Url& url, ProviderContext& context) {
  const std::string address = Tree(url).FolderUrl("");
  PF_ASSIGN_OR_RETURN(std::optional<Resource> found, client.Look(address, context));
  if (!found) {
    PF_RETURN_IF_ERROR(MakeFolder(client, address, context));
    PF_ASSIGN_OR_RETURN(found, client.Look(address, context));
  }
  if (found && found->is_folder) return *std::move(found);
  return Failure(v1::BAD_CONFIGURATION, "The address leads to a file or to nothing.",
                 "Give webdav.url the address of a folder.");
}

bool NamesNoFolder(const Url& url) {
  return !absl::StrContains(url.path, "/remote.php/");
}

// The address of a Nextcloud's pages, where there is no WebDAV.
absl::StatusOr<bool> IsWholeCloud(DavClient& client, const Settings& settings,
                                  ProviderContext& context) {
  if (settings.profile == Profile::kPlain || !NamesNoFolder(settings.base)) return false;
  if (settings.profile == Profile::kNextcloud) return true;
  const auto found = client.Look(Tree(settings.base).FolderUrl(""), context);
  if (found.ok() && found->has_value()) return false;
  const v1::Reason reason = ReasonOf(found.status());
  const bool no_dav = found.ok() || reason == v1::BAD_CONFIGURATION || reason == v1::ITEM_REJECTED;
  if (!no_dav) return found.status();
  return IsInstance(client, settings.base, context);
}

}  // namespace

absl::StatusOr<Root> FindRoot(DavClient& client, const Settings& settings,
                              ProviderContext& context) {
  Root root{.url = settings.base};
  PF_ASSIGN_OR_RETURN(const bool whole_cloud, IsWholeCloud(client, settings, context));
  if (whole_cloud) {
    if (settings.username.empty()) {
      return Failure(v1::BAD_CONFIGURATION,
                     "The address is that of a whole Nextcloud, and whose files are meant is not "
                     "said.",
                     "Give webdav.username, or the address of the files that Nextcloud shows under "
                     "Files, Settings, WebDAV.");
    }
    root.url = FilesOf(settings.base, settings.username);
  }
  PF_ASSIGN_OR_RETURN(root.folder, OpenFolder(client, root.url, context));
  if (settings.profile != Profile::kPlain) root.cloud = Nextcloud::From(root.url, root.folder);
  if (settings.profile == Profile::kNextcloud && !root.cloud) {
    return Failure(v1::BAD_CONFIGURATION,
                   "The server does not answer as a Nextcloud, although profile=nextcloud.",
                   "Leave webdav.profile at auto, or check webdav.url.");
  }
  return root;
}

}  // namespace photoferry::webdav
