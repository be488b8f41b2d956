// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/report_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

absl::Status CannotWrite(const std::string& path, int error) {
  return Failure(v1::STORE_FAILED,
                 absl::StrCat("The report ", path, " cannot be written: ", strerror(error),
                              ". The photos are not concerned."),
                 "See whether the disk is full and the folder can be written.");
}

}  // namespace

ReportFile::ReportFile(std::string path, std::string draft, std::FILE* file)
    : path_(std::move(path)), draft_(std::move(draft)), file_(file) {}

ReportFile::ReportFile(ReportFile&& other) noexcept
    : path_(std::move(other.path_)),
      draft_(std::move(other.draft_)),
      file_(std::exchange(other.file_, nullptr)) {}

ReportFile::~ReportFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  unlink(draft_.c_str());
}

absl::StatusOr<ReportFile> ReportFile::Create(const std::string& path) {
  std::string draft = absl::StrCat(path, ".XXXXXX");
  const int fd = mkostemp(draft.data(), O_CLOEXEC);  // mode 0600
  if (fd < 0) return CannotWrite(path, errno);
  std::FILE* file = fdopen(fd, "w");
  if (file == nullptr) {
    const int error = errno;
    close(fd);
    unlink(draft.c_str());
    return CannotWrite(path, error);
  }
  return ReportFile(path, std::move(draft), file);
}

void ReportFile::Write(absl::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file_);
}

absl::Status ReportFile::Commit() {
  errno = 0;
  const bool whole =
      std::fflush(file_) == 0 && std::ferror(file_) == 0 && fsync(fileno(file_)) == 0;
  const int error = errno == 0 ? EIO : errno;
  const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
  if (whole && closed && std::rename(draft_.c_str(), path_.c_str()) == 0) return absl::OkStatus();
  unlink(draft_.c_str());
  return CannotWrite(path_, error);
}

}  // namespace photoferry
