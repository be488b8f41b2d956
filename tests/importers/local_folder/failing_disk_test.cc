// SPDX-License-Identifier: Apache-2.0
//
// System calls by way of this program's own functions, which the linker prefers to the C library's:
// no seam in the importer is needed. write(2) is left alone, since sockets use it too.
#include "tests/importers/local_folder/failing_disk.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "tests/importers/local_folder/folder_fixture.h"

namespace photoferry::local_folder {
namespace {

struct Error {
  const char* name;
  int number;
};
constexpr Error kErrors[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EMFILE", EMFILE}};

thread_local FailingDisk* youngest = nullptr;

template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// True, and errno: this call goes wrong.
bool GoesWrong(bool needs_room) {
  const int error = youngest == nullptr ? 0 : youngest->Next(needs_room);
  if (error != 0) errno = error;
  return error != 0;
}

}  // namespace

FailingDisk::FailingDisk() : older_(youngest) {
  youngest = this;
}
FailingDisk::~FailingDisk() {
  youngest = older_;
}

std::vector<std::string> FailingDisk::kinds() const {
  std::vector<std::string> names;
  for (const Error& error : kErrors) names.emplace_back(error.name);
  return names;
}

void FailingDisk::Strike(int64_t nth, absl::string_view kind) {
  calls_ = 0;
  nth_ = nth;
  for (const Error& error : kErrors) {
    if (error.name == kind) error_ = error.number;
  }
}

int FailingDisk::Next(bool needs_room) {
  if (++calls_ == nth_) return error_;
  return full_ && needs_room ? ENOSPC : 0;
}

namespace {

TEST_F(FolderTest, ADiskThatFailsOnceIsToldAndWorksAgain) {
  FailingDisk disk;
  ASSERT_THAT(Send(PhotoWithId("1"), "picture"), IsOk());
  const int64_t calls = disk.calls();
  EXPECT_GT(calls, 5);
  disk.Strike(1, "EIO");
  EXPECT_THAT(Send(PhotoWithId("2"), "picture"), ReasonIs(v1::SERVICE_DOWN));
  EXPECT_THAT(Send(PhotoWithId("2"), "picture"), IsOk());
  disk.SetFull(true);
  EXPECT_THAT(Send(PhotoWithId("3"), "picture"), ReasonIs(v1::DESTINATION_FULL));
  disk.SetFull(false);
  EXPECT_THAT(Send(PhotoWithId("3"), "picture"), IsOk());
}

}  // namespace
}  // namespace photoferry::local_folder

using ::photoferry::local_folder::GoesWrong;
using ::photoferry::local_folder::Real;

extern "C" {

int openat(int folder, const char* name, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  static const auto real = Real<int(int, const char*, int, ...)>("openat");
  return GoesWrong((flags & O_CREAT) != 0) ? -1 : real(folder, name, flags, mode);
}

int mkdirat(int folder, const char* name, mode_t mode) {
  static const auto real = Real<int(int, const char*, mode_t)>("mkdirat");
  return GoesWrong(true) ? -1 : real(folder, name, mode);
}

int renameat(int from, const char* name, int to, const char* new_name) {
  static const auto real = Real<int(int, const char*, int, const char*)>("renameat");
  return GoesWrong(false) ? -1 : real(from, name, to, new_name);
}

int linkat(int from, const char* name, int to, const char* new_name, int flags) {
  static const auto real = Real<int(int, const char*, int, const char*, int)>("linkat");
  return GoesWrong(true) ? -1 : real(from, name, to, new_name, flags);
}

int fallocate(int file, int mode, off_t offset, off_t length) {
  static const auto real = Real<int(int, int, off_t, off_t)>("fallocate");
  return GoesWrong(true) ? -1 : real(file, mode, offset, length);
}

int ftruncate(int file, off_t length) {
  static const auto real = Real<int(int, off_t)>("ftruncate");
  return GoesWrong(false) ? -1 : real(file, length);
}

int fsync(int file) {
  static const auto real = Real<int(int)>("fsync");
  return GoesWrong(true) ? -1 : real(file);
}

int fdatasync(int file) {
  static const auto real = Real<int(int)>("fdatasync");
  return GoesWrong(true) ? -1 : real(file);
}

}  // extern "C"
