// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/selected_albums.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

constexpr int kAlbumsAtOnce = 500;

}  // namespace

absl::StatusOr<std::vector<std::string>> NoticesOfMissingAlbums(Checkpoints& checkpoints,
                                                                int64_t job,
                                                                const v1::Selection& selection) {
  std::set<std::string> missing(selection.albums().begin(), selection.albums().end());
  if (selection.limit() > 0) missing.clear();  // the listing may have ended before it came to them
  int64_t after = -1;
  while (!missing.empty()) {
    PF_ASSIGN_OR_RETURN(const std::vector<AlbumRecord> albums,
                        checkpoints.ReadAlbums(job, after, kAlbumsAtOnce));
    if (albums.empty()) break;
    for (const AlbumRecord& record : albums) {
      after = record.ordinal;
      missing.erase(record.album.id());
      missing.erase(record.album.title());
    }
  }
  std::vector<std::string> notices;
  notices.reserve(missing.size());
  for (const std::string& name : missing) {
    notices.push_back(absl::StrCat("The source shows no album with the id or title \"", name,
                                   "\", so nothing of it was copied."));
  }
  return notices;
}

}  // namespace photoferry
