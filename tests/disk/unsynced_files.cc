// SPDX-License-Identifier: Apache-2.0
#include "tests/disk/unsynced_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace photoferry {
namespace {

namespace fs = std::filesystem;

std::string PathOf(int file) {
  std::error_code error;
  return fs::read_symlink(absl::StrCat("/proc/self/fd/", file), error).string();
}

std::string PathOf(int folder, const char* name) {
  return absl::StrCat(PathOf(folder), "/", name);
}

std::optional<struct stat> Look(const std::string& path) {
  struct stat found;
  if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void Replace(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

ino_t Inode(int file) {
  struct stat found;
  return ::fstat(file, &found) == 0 ? found.st_ino : 0;
}

}  // namespace

UnsyncedFiles::UnsyncedFiles(std::string root, std::string attic)
    : root_(fs::canonical(root).string()), attic_(std::move(attic)) {}

bool UnsyncedFiles::IsInside(const std::string& path) const {
  return path == root_ || absl::StartsWith(path, root_ + "/");
}

std::string UnsyncedFiles::KeepInAttic(const std::string& path) {
  std::string kept = absl::StrCat(attic_, "/", ++kept_);
  return ::link(path.c_str(), kept.c_str()) == 0 ? kept : "";
}

UnsyncedFiles::NameChange UnsyncedFiles::ChangeBy(const FileRequest& request) {
  const bool second = request.call == FileCall::kRename || request.call == FileCall::kLink;
  const int folder = second ? request.new_folder : request.folder;
  const std::string path = PathOf(folder, second ? request.new_name : request.name);
  const std::optional<struct stat> there = Look(path);
  const auto change = [&](std::function<void()> undo) {
    return NameChange{.folder = Inode(folder), .undo = std::move(undo)};
  };
  switch (request.call) {
    case FileCall::kMake:
    case FileCall::kMakeFolder:
    case FileCall::kLink:
      if (there) return {};
      return change([path] { fs::remove_all(path); });
    case FileCall::kRemove: {
      if (!there) return {};
      const std::string kept = KeepInAttic(path);
      return change([path, kept] { (void)::rename(kept.c_str(), path.c_str()); });
    }
    case FileCall::kRename: {
      const std::string from = PathOf(request.folder, request.name);
      const std::optional<struct stat> moved = Look(from);
      // Between two names of one file a rename does nothing.
      if (!moved || (there && there->st_ino == moved->st_ino)) return {};
      const std::string kept = there ? KeepInAttic(path) : "";
      return change([from, path, kept] {
        (void)::rename(path.c_str(), from.c_str());
        if (!kept.empty()) (void)::rename(kept.c_str(), path.c_str());
      });
    }
    default:
      return {};
  }
}

void UnsyncedFiles::Before(const FileRequest& request) {
  const FileCallsUnseen unseen;
  pending_ = {};
  if (request.call == FileCall::kWrite || request.call == FileCall::kTruncate) {
    return NoteContent(request.file);
  }
  const int folder = request.folder >= 0 ? request.folder : request.new_folder;
  if (ChangesNames(request.call) && folder >= 0 && IsInside(PathOf(folder))) {
    pending_ = ChangeBy(request);
  }
}

void UnsyncedFiles::NoteContent(int file) {
  const std::string path = PathOf(file);
  if (!IsInside(path) || synced_.contains(Inode(file))) return;
  synced_[Inode(file)] = ContentOf(path);
}

void UnsyncedFiles::NoteSync(int file) {
  const ino_t inode = Inode(file);
  synced_.erase(inode);
  std::erase_if(changes_, [inode](const NameChange& change) { return change.folder == inode; });
}

void UnsyncedFiles::After(const FileRequest& request, int64_t result) {
  const FileCallsUnseen unseen;
  NameChange change = std::exchange(pending_, {});
  if (result < 0) return;
  if (request.call == FileCall::kSync) return NoteSync(request.file);
  if (!change.undo) return;
  // Whatever file had this number before is gone.
  if (request.call == FileCall::kMake) synced_[Inode(static_cast<int>(result))] = "";
  changes_.push_back(std::move(change));
}

void UnsyncedFiles::LosePower(const std::function<uint64_t(uint64_t)>& below) {
  const FileCallsUnseen unseen;
  for (uint64_t last = below(changes_.size() + 1); changes_.size() > last; changes_.pop_back()) {
    changes_.back().undo();
  }
  changes_.clear();
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root_)) {
    const std::optional<struct stat> found = Look(entry.path().string());
    if (!found || !S_ISREG(found->st_mode)) continue;
    const auto synced = synced_.extract(found->st_ino);
    if (synced.empty()) continue;
    std::string content = ContentOf(entry.path().string());
    const uint64_t fate = below(3);
    if (fate == 0) continue;  // all of it had got there
    if (fate == 1) {
      content = synced.mapped();
    } else {
      // Its length is there, and its bytes up to some place.
      const size_t from = below(content.size() + 1);
      std::fill(content.begin() + static_cast<std::ptrdiff_t>(from), content.end(), '\0');
    }
    Replace(entry.path().string(), content);
  }
  synced_.clear();
  for (const fs::directory_entry& entry : fs::directory_iterator(attic_)) {
    fs::remove(entry.path());
  }
}

}  // namespace photoferry
