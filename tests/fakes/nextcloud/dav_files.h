// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "tests/fakes/nextcloud/dav_message.h"
#include "tests/fakes/nextcloud/dav_path.h"
#include "tests/fakes/nextcloud/dav_properties.h"
#include "tests/fakes/nextcloud/nextcloud_state.h"

namespace photoferry::fakes {

// WebDAV, classes 1 and 3 (RFC 4918), on a person's files, with the headers that Nextcloud adds.
// Paths are below the person's folder; `base` is where that is.
class DavFiles {
 public:
  DavFiles(NextcloudState& state, DavPath base) : state_(state), base_(std::move(base)) {}

  DavResponse Handle(const DavRequest& request, const DavPath& path);

  // Why a PUT of so many bytes will not do; -1: nobody said how many.
  std::optional<DavResponse> PutRefusal(const DavRequest& request, const DavPath& path,
                                        int64_t bytes) const;
  // Puts a file there and answers as to its PUT or MOVE: 201 or 204, with times, etag and id.
  DavResponse Store(const DavRequest& request, const DavPath& path, absl::Cord content);
  // The path of a Destination below `base`, and whether something may be written there.
  DavDestination TargetOf(const DavRequest& request) const;

 private:
  DavResponse Options() const;
  DavResponse Get(const DavRequest& request, const DavPath& path) const;
  DavResponse Put(const DavRequest& request, const DavPath& path);
  DavResponse MakeFolder(const DavRequest& request, const DavPath& path);
  DavResponse Delete(const DavRequest& request, const DavPath& path);
  // dav_files_transfer.cc
  DavResponse CopyOrMove(const DavRequest& request, const DavPath& path);
  // dav_files_properties.cc
  DavResponse FindProps(const DavRequest& request, const DavPath& path) const;
  DavResponse PatchProps(const DavRequest& request, const DavPath& path);

  std::string Href(const DavPath& path, const DavNode& node) const;
  DavNode* Find(const DavPath& path) const { return state_.files.Find(path); }

  NextcloudState& state_;
  const DavPath base_;
};

// 412, or 304 for a read, if the request wants another state of the file; nullptr: there is none.
std::optional<DavResponse> UnmetCondition(const DavRequest& request, const DavNode* node);

}  // namespace photoferry::fakes
