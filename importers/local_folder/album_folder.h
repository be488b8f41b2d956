// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "importers/local_folder/folder.h"
#include "photoferry/v1/checkpoint.pb.h"
#include "photoferry/v1/media.pb.h"

namespace photoferry::local_folder {

// One folder an album, named after it. A title that is taken - by another album, by something that
// was there before, or but for case - becomes "Title (2)". A folder belongs to the album that its
// marker names, so an album finds its folder again in every later job. Thread-safe.
class AlbumFolders {
 public:
  explicit AlbumFolders(Folder root) : root_(std::move(root)) {}

  // Makes the album's folder, or finds it.
  absl::StatusOr<v1::AlbumRef> Ensure(const v1::PhotoAlbum& album);
  // The folder of the photos that are in none. It outlasts a power failure, as those of albums do.
  absl::StatusOr<Folder> WithoutAlbum();

 private:
  absl::Status LoadOnce() PF_REQUIRES(mutex_);
  absl::StatusOr<std::string> Make(const v1::PhotoAlbum& album, const std::string& identity)
      PF_REQUIRES(mutex_);

  const Folder root_;
  Mutex mutex_;  // file calls are made under it: they wait for no other thread
  bool loaded_ PF_GUARDED_BY(mutex_) = false;
  std::set<std::string> taken_ PF_GUARDED_BY(mutex_);                     // folded names
  std::map<std::string, std::string> by_identity_ PF_GUARDED_BY(mutex_);  // -> folder name
  // That the folder without album is there, whoever made it, is on the disk. Whoever finds it
  // unset sees to it: twice does no harm.
  std::atomic<bool> secured_ = false;
};

}  // namespace photoferry::local_folder
