// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "importers/local_folder/folder.h"

namespace photoferry::local_folder {

// A file in the making: bytes go into a hidden part file beside the place that the whole one will
// have, and a rename makes it appear there, complete, after its bytes are on the disk. Whatever
// stood under the name is replaced in the same instant. The part file is locked (flock) while it is
// open: a worker that stood still past its lease and wakes up goes on writing into a file of its
// own, never into its successor's. One thread at a time. Destroying it leaves
// the part file where it is. Errors are those of io_error.h.
class PartFile {
 public:
  // Keeps the first `keep` bytes of an earlier part file if they are all there; else begins anew:
  // size() tells.
  static absl::StatusOr<PartFile> Open(const Folder& folder, absl::string_view part_name,
                                       int64_t keep = 0);

  int64_t size() const { return size_; }
  // Asks the disk for room up to `size`, so that a file that will not fit is refused at its start.
  absl::Status Reserve(int64_t size);
  absl::Status Write(absl::string_view bytes);
  // What was written is on the disk when it returns.
  absl::Status Sync();
  void SetTime(absl::Time modified);
  // Syncs, checks that the disk holds size() bytes, and gives it its name.
  absl::Status CommitAs(absl::string_view name);
  absl::Status Remove();

 private:
  PartFile(Folder folder, std::string part_name, FileDescriptor file, int64_t size);
  // False: somebody has put another file under the part's name.
  absl::StatusOr<bool> IsOurs() const;

  Folder folder_;
  std::string part_name_;
  FileDescriptor file_;
  int64_t size_;
};

// A small file, whole or not at all. The folder is not synced: one Sync serves many files.
absl::Status WriteDurably(const Folder& folder, absl::string_view name, absl::string_view content);

}  // namespace photoferry::local_folder
