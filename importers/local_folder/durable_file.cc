// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/durable_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "importers/local_folder/io_error.h"

namespace photoferry::local_folder {
namespace {

constexpr int64_t kWorthReserving = 1 << 20;

absl::StatusOr<FileDescriptor> OpenToWrite(const Folder& folder, const std::string& name) {
  FileDescriptor file(
      ::openat(folder.fd(), name.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file.valid()) return IoFailure(errno, "making", folder.PathOf(name));
  return file;
}

}  // namespace

PartFile::PartFile(Folder folder, std::string part_name, FileDescriptor file, int64_t size)
    : folder_(std::move(folder)),
      part_name_(std::move(part_name)),
      file_(std::move(file)),
      size_(size) {}

absl::StatusOr<PartFile> PartFile::Open(const Folder& folder, absl::string_view part_name,
                                        int64_t keep) {
  const std::string name(part_name);
  PF_ASSIGN_OR_RETURN(FileDescriptor file, OpenToWrite(folder, name));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    // Somebody writes to it who does not know that this is ours now: it is left to them unseen.
    PF_RETURN_IF_ERROR(folder.Remove(name));
    keep = 0;
    PF_ASSIGN_OR_RETURN(file, OpenToWrite(folder, name));
    (void)::flock(file.get(), LOCK_EX | LOCK_NB);  // not every disk knows locks
  }
  struct stat found;
  if (::fstat(file.get(), &found) != 0) return IoFailure(errno, "opening", folder.PathOf(name));
  if (!S_ISREG(found.st_mode)) return IoFailure(ELOOP, "opening", folder.PathOf(name));
  const int64_t size = found.st_size >= keep ? keep : 0;
  if (::ftruncate(file.get(), size) != 0 || ::lseek(file.get(), size, SEEK_SET) != size) {
    return IoFailure(errno, "writing", folder.PathOf(name));
  }
  return PartFile(folder, name, std::move(file), size);
}

absl::Status PartFile::Reserve(int64_t size) {
  if (size - size_ < kWorthReserving) return absl::OkStatus();
  if (::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, size_, size - size_) == 0) {
    return absl::OkStatus();
  }
  const bool matters = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return matters ? IoFailure(errno, "making room for", folder_.PathOf(part_name_))
                 : absl::OkStatus();
}

absl::Status PartFile::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return IoFailure(errno, "writing", folder_.PathOf(part_name_));
    bytes.remove_prefix(static_cast<size_t>(count));
    size_ += count;
  }
  return absl::OkStatus();
}

absl::Status PartFile::Sync() {
  if (::fdatasync(file_.get()) == 0) return absl::OkStatus();
  return IoFailure(errno, "securing", folder_.PathOf(part_name_));
}

void PartFile::SetTime(absl::Time modified) {
  const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, absl::ToTimespec(modified)};
  // A disk that cannot keep this time still keeps the photo.
  (void)::futimens(file_.get(), times);
}

absl::Status PartFile::CommitAs(absl::string_view name) {
  if (::fsync(file_.get()) != 0) return IoFailure(errno, "securing", folder_.PathOf(part_name_));
  struct stat held;
  if (::fstat(file_.get(), &held) != 0) return IoFailure(errno, "checking", folder_.PathOf(name));
  if (held.st_size != size_) {
    return Failure(v1::HASH_MISMATCH,
                   absl::StrCat("The disk holds ", held.st_size, " bytes of ", folder_.PathOf(name),
                                " where ", size_, " were written; the file is sent again."));
  }
  PF_ASSIGN_OR_RETURN(const bool ours, IsOurs());
  if (!ours) {
    return Failure(v1::SERVICE_DOWN, absl::StrCat("Another worker writes ", folder_.PathOf(name),
                                                  " now; the file is tried again."));
  }
  return folder_.Rename(part_name_, name);
}

absl::Status PartFile::Remove() {
  PF_ASSIGN_OR_RETURN(const bool ours, IsOurs());
  return ours ? folder_.Remove(part_name_) : absl::OkStatus();
}

absl::StatusOr<bool> PartFile::IsOurs() const {
  struct stat held;
  if (::fstat(file_.get(), &held) != 0) {
    return IoFailure(errno, "checking", folder_.PathOf(part_name_));
  }
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> named, folder_.Look(part_name_));
  return named && named->st_ino == held.st_ino && named->st_dev == held.st_dev;
}

absl::Status WriteDurably(const Folder& folder, absl::string_view name, absl::string_view content) {
  PF_ASSIGN_OR_RETURN(PartFile part, PartFile::Open(folder, absl::StrCat(".", name, ".part")));
  absl::Status written = part.Write(content);
  if (written.ok()) written = part.CommitAs(name);
  if (!written.ok()) part.Remove().IgnoreError();
  return written;
}

}  // namespace photoferry::local_folder
