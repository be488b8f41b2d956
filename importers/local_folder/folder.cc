// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "importers/local_folder/io_error.h"

namespace photoferry::local_folder {

namespace {

// The folder that all goes to: what hinders it is no link in the photos' way.
absl::Status CannotBeMade(int error, const std::string& path) {
  const bool is_no_folder = error == ENOTDIR || error == EEXIST || error == ELOOP;
  if (!is_no_folder && error != ENOENT) return IoFailure(error, "making the folder", path);
  return Failure(v1::BAD_CONFIGURATION,
                 absl::StrCat("The folder ", path, " cannot be made: ",
                              is_no_folder ? "a file or a link is in its place or above it."
                                           : "what it should stand in takes no folders."),
                 "Choose another folder.");
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Folder::Folder(FileDescriptor fd, std::string path)
    : fd_(std::make_shared<const FileDescriptor>(std::move(fd))), path_(std::move(path)) {}

absl::StatusOr<Folder> Folder::Open(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return CannotBeMade(error.value(), path);
  const std::filesystem::path canonical = std::filesystem::canonical(path, error);
  if (error) return IoFailure(error.value(), "opening", path);
  FileDescriptor fd(::open(canonical.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return IoFailure(errno, "opening", path);
  return Folder(std::move(fd), canonical.string());
}

std::string Folder::PathOf(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

absl::StatusOr<Folder> Folder::Child(absl::string_view name) const {
  FileDescriptor fd(::openat(this->fd(), std::string(name).c_str(),
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return IoFailure(errno, "opening the folder", PathOf(name));
  return Folder(std::move(fd), PathOf(name));
}

absl::StatusOr<Folder> Folder::MakeChild(absl::string_view name) const {
  if (::mkdirat(fd(), std::string(name).c_str(), 0777) != 0 && errno != EEXIST) {
    return IoFailure(errno, "making the folder", PathOf(name));
  }
  return Child(name);
}

absl::StatusOr<std::optional<struct stat>> Folder::Look(absl::string_view name) const {
  struct stat found;
  if (::fstatat(fd(), std::string(name).c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0) return found;
  if (errno == ENOENT) return std::nullopt;
  return IoFailure(errno, "looking at", PathOf(name));
}

absl::StatusOr<FileDescriptor> Folder::OpenToRead(absl::string_view name) const {
  FileDescriptor file(
      ::openat(fd(), std::string(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid()) return IoFailure(errno, "reading", PathOf(name));
  return file;
}

absl::StatusOr<std::string> Folder::ReadSmall(absl::string_view name, size_t most) const {
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> found, Look(name));
  if (!found || !S_ISREG(found->st_mode) || static_cast<size_t>(found->st_size) > most) return "";
  PF_ASSIGN_OR_RETURN(const FileDescriptor file, OpenToRead(name));
  std::string content(static_cast<size_t>(found->st_size), '\0');
  size_t read = 0;
  while (read < content.size()) {
    const ssize_t count = ::read(file.get(), content.data() + read, content.size() - read);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return IoFailure(errno, "reading", PathOf(name));
    if (count == 0) break;
    read += static_cast<size_t>(count);
  }
  content.resize(read);
  return content;
}

absl::StatusOr<std::vector<std::string>> Folder::List() const {
  // A descriptor of its own: the place in a listing belongs to it.
  const int own = ::openat(fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const stream = own < 0 ? nullptr : ::fdopendir(own);
  if (stream == nullptr) {
    const int error = errno;
    if (own >= 0) ::close(own);
    return IoFailure(error, "listing", path_);
  }
  absl::Cleanup close = [stream] { ::closedir(stream); };
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* const entry = ::readdir(stream);
    if (entry == nullptr) break;
    const absl::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return IoFailure(errno, "listing", path_);
  return names;
}

absl::Status Folder::Remove(absl::string_view name) const {
  if (::unlinkat(fd(), std::string(name).c_str(), 0) == 0 || errno == ENOENT) {
    return absl::OkStatus();
  }
  return IoFailure(errno, "removing", PathOf(name));
}

absl::Status Folder::Rename(absl::string_view from, absl::string_view to) const {
  if (::renameat(fd(), std::string(from).c_str(), fd(), std::string(to).c_str()) == 0) {
    return absl::OkStatus();
  }
  return IoFailure(errno, "naming", PathOf(to));
}

absl::Status Folder::Sync() const {
  // Some network file systems cannot sync a folder and say EINVAL: they need not.
  if (::fsync(fd()) == 0 || errno == EINVAL || errno == ENOTSUP) return absl::OkStatus();
  return IoFailure(errno, "securing", path_);
}

}  // namespace photoferry::local_folder
