// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace photoferry::local_folder {

// An open file; closed with the object.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

// An open folder. Everything goes by single names from here, never by a path and never through a
// link, so nothing that somebody puts in the way can lead outside. Thread-safe; cheap to copy.
// Errors are those of io_error.h.
class Folder {
 public:
  // Makes the folder and its parents where they are missing. The path itself may go through links:
  // it is the person's own choice.
  static absl::StatusOr<Folder> Open(const std::string& path);

  const std::string& path() const { return path_; }  // for messages
  int fd() const { return fd_->get(); }
  std::string PathOf(absl::string_view name) const;

  absl::StatusOr<Folder> Child(absl::string_view name) const;
  absl::StatusOr<Folder> MakeChild(absl::string_view name) const;  // or opens it

  // Nothing: there is no such entry. Of a link, the link itself.
  absl::StatusOr<std::optional<struct stat>> Look(absl::string_view name) const;
  // The whole of a small file; empty if there is none, if it is no plain file, or if it has more
  // than `most` bytes.
  absl::StatusOr<std::string> ReadSmall(absl::string_view name, size_t most) const;
  absl::StatusOr<FileDescriptor> OpenToRead(absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> List() const;

  absl::Status Remove(absl::string_view name) const;  // nothing to remove is no error
  absl::Status Rename(absl::string_view from, absl::string_view to) const;
  // Makes what was made, renamed and removed here outlast a power failure.
  absl::Status Sync() const;

 private:
  Folder(FileDescriptor fd, std::string path);

  std::shared_ptr<const FileDescriptor> fd_;
  std::string path_;
};

}  // namespace photoferry::local_folder
