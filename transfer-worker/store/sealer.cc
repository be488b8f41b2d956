// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/sealer.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "transfer-worker/store/refusal.h"

namespace photoferry {
namespace {

constexpr unsigned char kVersion = 1;
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Raw(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

absl::Status KeyFileFailure(const std::string& file, absl::string_view what) {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("The key file ", file, " ", what,
                              ". Logins and unfinished uploads are sealed with it, so the worker "
                              "does not start; the photos are untouched."),
                 "Check the file and its directory: the key is 32 bytes, readable by its owner.");
}

bool WriteWhole(int file, absl::string_view bytes) {
  return write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
         fsync(file) == 0;
}

// The new name itself must survive a power cut.
bool SyncDirectoryOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const int directory = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY);
  if (directory < 0) return false;
  const absl::Cleanup close_it = [directory] { close(directory); };
  return fsync(directory) == 0;
}

// Written aside and then linked, so that the key file is whole or absent at every instant, and the
// first of two processes wins.
absl::Status MakeKeyFile(const std::string& key_file, std::string& key) {
  const std::string aside = absl::StrCat(key_file, ".", getpid(), ".new");
  const int file = open(aside.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return KeyFileFailure(key_file, absl::StrCat("cannot be made: ", strerror(errno)));
  const absl::Cleanup tidy = [&] {
    close(file);
    unlink(aside.c_str());
  };
  if (!WriteWhole(file, key)) {
    return KeyFileFailure(key_file, absl::StrCat("cannot be written: ", strerror(errno)));
  }
  if (link(aside.c_str(), key_file.c_str()) != 0 && errno != EEXIST) {
    return KeyFileFailure(key_file, absl::StrCat("cannot be made: ", strerror(errno)));
  }
  if (!SyncDirectoryOf(key_file)) {
    return KeyFileFailure(key_file, absl::StrCat("cannot be made durable: ", strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace

Sealer::Sealer(const std::string& key, std::string key_file) : key_file_(std::move(key_file)) {
  std::copy(key.begin(), key.end(), key_.begin());
}

Sealer::~Sealer() {
  sodium_memzero(key_.data(), key_.size());
}

absl::StatusOr<std::unique_ptr<Sealer>> Sealer::Open(const std::string& key_file) {
  if (sodium_init() < 0) return KeyFileFailure(key_file, "is useless: libsodium does not start");
  const int file = open(key_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) {
    return WithCode(absl::StatusCode::kNotFound, KeyFileFailure(key_file, "is missing"));
  }
  if (file < 0) return KeyFileFailure(key_file, absl::StrCat("cannot be read: ", strerror(errno)));
  const absl::Cleanup close_it = [file] { close(file); };
  struct stat about {};
  if (fstat(file, &about) != 0 || (about.st_mode & S_IRWXO) != 0) {
    return KeyFileFailure(key_file, "can be read by everybody on this machine (chmod 600 it)");
  }
  std::string key(kKeyBytes + 1, '\0');
  const absl::Cleanup wipe = [&key] { sodium_memzero(key.data(), key.size()); };
  if (read(file, key.data(), key.size()) != static_cast<ssize_t>(kKeyBytes)) {
    return KeyFileFailure(key_file, "is not 32 bytes long");
  }
  return std::unique_ptr<Sealer>(new Sealer(key.substr(0, kKeyBytes), key_file));
}

absl::StatusOr<std::unique_ptr<Sealer>> Sealer::Create(const std::string& key_file) {
  if (sodium_init() < 0) return KeyFileFailure(key_file, "is useless: libsodium does not start");
  std::string key(kKeyBytes, '\0');
  const absl::Cleanup wipe = [&key] { sodium_memzero(key.data(), key.size()); };
  randombytes_buf(key.data(), key.size());
  PF_RETURN_IF_ERROR(MakeKeyFile(key_file, key));
  return Open(key_file);
}

std::string Sealer::Seal(absl::string_view value, absl::string_view purpose) const {
  std::string sealed(1 + kNonceBytes + value.size() + kTagBytes, '\0');
  unsigned char* out = reinterpret_cast<unsigned char*>(sealed.data());
  out[0] = kVersion;
  randombytes_buf(out + 1, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + kNonceBytes, nullptr, Raw(value),
                                             value.size(), Raw(purpose), purpose.size(), nullptr,
                                             out + 1, key_.data());
  return sealed;
}

absl::StatusOr<std::string> Sealer::Unseal(absl::string_view sealed,
                                           absl::string_view purpose) const {
  const auto failure = [&] {
    return Failure(v1::STORE_FAILED,
                   absl::StrCat("A sealed value of the store does not open with the key file ",
                                key_file_, ". The photos are untouched."),
                   "Put back the key file that belongs to this database.");
  };
  if (sealed.size() < 1 + kNonceBytes + kTagBytes || Raw(sealed)[0] != kVersion) return failure();
  const absl::string_view box = sealed.substr(1 + kNonceBytes);
  std::string value(box.size() - kTagBytes, '\0');
  const int code = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(value.data()), nullptr, nullptr, Raw(box), box.size(),
      Raw(purpose), purpose.size(), Raw(sealed) + 1, key_.data());
  if (code != 0) return failure();
  return value;
}

}  // namespace photoferry
