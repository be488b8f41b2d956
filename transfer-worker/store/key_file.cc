// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/crash_point.h"
#include "common/base/status.h"
#include "transfer-worker/store/read_secret.h"
#include "transfer-worker/store/refusal.h"

namespace photoferry {
namespace {

// Of a plain file on a healthy disk; a hanging network disk must not hang the program for ever.
constexpr absl::Duration kPatience = absl::Minutes(1);

absl::Status KeyFileFailure(const std::string& path, absl::string_view what,
                            absl::string_view what_to_do =
                                "Check the file and its directory: it must belong to the user "
                                "that runs the program, with mode 0600.") {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("The key file ", path, " ", what,
                              ". Logins and unfinished uploads are sealed with it, so nothing was "
                              "started; the photos are untouched."),
                 what_to_do);
}

absl::Status CannotBe(const std::string& path, absl::string_view done) {
  return KeyFileFailure(path, absl::StrCat("cannot be ", done, ": ", strerror(errno)));
}

absl::Status CheckIsPrivate(const std::string& path, int file) {
  struct stat about {};
  if (fstat(file, &about) != 0) return CannotBe(path, "looked at");
  if (!S_ISREG(about.st_mode)) {
    return KeyFileFailure(path, "is not a plain file",
                          "Give a pipe or a device as a file descriptor: --key-fd.");
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return KeyFileFailure(path, "can be read or changed by others on this machine",
                          absl::StrCat("chmod 600 ", path,
                                       "; if others may have read it, also change the key: "
                                       "photoferry-worker --rotate-key"));
  }
  if (about.st_uid != geteuid() && about.st_uid != 0) {
    return KeyFileFailure(path, "belongs to another user");
  }
  return absl::OkStatus();
}

// A file of mode 0600 with these bytes, on the disk.
absl::Status WriteWhole(const std::string& path, int flags, const Secret& text) {
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (file < 0) return CannotBe(path, "made");
  const absl::Cleanup close_it = [file] { close(file); };
  const absl::string_view bytes = text.Reveal();
  if (fchmod(file, 0600) != 0 ||
      write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
      fsync(file) != 0) {
    return CannotBe(path, "written");
  }
  return absl::OkStatus();
}

// A new name must survive a power cut.
absl::Status SyncDirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const int directory = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return CannotBe(path, "made durable");
  const absl::Cleanup close_it = [directory] { close(directory); };
  return fsync(directory) == 0 ? absl::OkStatus() : CannotBe(path, "made durable");
}

// Zeros over the bytes that an open file without a name still has; a second name is somebody's
// backup. Only a favour: a disk that writes elsewhere keeps the old bytes, whatever a program does.
void Overwrite(int file) {
  struct stat about {};
  if (fstat(file, &about) != 0 || about.st_nlink != 0) return;
  const std::string zeros(static_cast<size_t>(about.st_size), '\0');
  if (pwrite(file, zeros.data(), zeros.size(), 0) >= 0) fsync(file);
}

}  // namespace

absl::StatusOr<Keyring> ReadKeyFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) {
    return WithCode(absl::StatusCode::kNotFound,
                    KeyFileFailure(path, "is missing", "Put it back, from a backup if need be."));
  }
  if (file < 0) return CannotBe(path, "read");
  const absl::Cleanup close_it = [file] { close(file); };
  PF_RETURN_IF_ERROR(CheckIsPrivate(path, file));
  const absl::StatusOr<Secret> given = ReadSecret(file, kPatience);
  if (!given.ok()) {
    return KeyFileFailure(path, absl::StrCat("cannot be read: ", given.status().message()));
  }
  return Keyring::Parse(*given, absl::StrCat("the key file ", path));
}

absl::StatusOr<Keyring> MakeKeyFile(const std::string& path) {
  // Written aside and then linked: of two processes the first one wins, and the other one's key is
  // never used.
  const std::string aside = absl::StrCat(path, ".", getpid(), ".new");
  const absl::Cleanup tidy = [&aside] { unlink(aside.c_str()); };
  PF_RETURN_IF_ERROR(WriteWhole(aside, O_TRUNC, Keyring::Fresh().ToText()));
  if (link(aside.c_str(), path.c_str()) != 0 && errno != EEXIST) return CannotBe(path, "made");
  PF_RETURN_IF_ERROR(SyncDirectoryOf(path));
  return ReadKeyFile(path);
}

absl::Status ReplaceKeyFile(const std::string& given, const Keyring& keys) {
  std::error_code error;
  const std::string path = std::filesystem::canonical(given, error).string();  // behind any link
  const int old = error ? -1 : open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (old < 0) return CannotBe(given, "replaced");
  const absl::Cleanup close_it = [old] { close(old); };
  const std::string aside = absl::StrCat(path, ".new");
  PF_RETURN_IF_ERROR(WriteWhole(aside, O_TRUNC, keys.ToText()));
  PHOTOFERRY_CRASH_POINT("store.key_file.before_rename");
  if (rename(aside.c_str(), path.c_str()) != 0) return CannotBe(path, "replaced");
  PHOTOFERRY_CRASH_POINT("store.key_file.after_rename");
  PF_RETURN_IF_ERROR(SyncDirectoryOf(path));
  Overwrite(old);
  return absl::OkStatus();
}

}  // namespace photoferry
