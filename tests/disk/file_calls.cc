// SPDX-License-Identifier: Apache-2.0
//
// System calls by way of this program's own functions, which the linker prefers to the C library's:
// no seam in the code that makes them is needed.
#include "tests/disk/file_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

namespace photoferry {
namespace {

thread_local FileCalls* youngest = nullptr;

template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// Lets whoever watches refuse it; else makes it by `real`.
template <typename Result, typename Make>
Result Watched(const FileRequest& request, const Make& real) {
  FileCalls* const watch = youngest;
  if (watch == nullptr) return real();
  if (const int error = watch->Before(request); error != 0) {
    errno = error;
    return -1;
  }
  const Result result = real();
  const int error = errno;
  watch->After(request, static_cast<int64_t>(result));
  errno = error;
  return result;
}

// Others are sockets and pipes.
bool IsFile(int file) {
  struct stat found;
  return ::fstat(file, &found) == 0 && S_ISREG(found.st_mode);
}

}  // namespace

bool NeedsRoom(FileCall call) {
  return call == FileCall::kMake || call == FileCall::kMakeFolder || call == FileCall::kLink ||
         call == FileCall::kReserve || call == FileCall::kWrite || call == FileCall::kSync;
}

bool ChangesNames(FileCall call) {
  return call == FileCall::kMake || call == FileCall::kMakeFolder || call == FileCall::kRename ||
         call == FileCall::kLink || call == FileCall::kRemove;
}

FileCalls::FileCalls() : older_(youngest) {
  youngest = this;
}
FileCalls::~FileCalls() {
  youngest = older_;
}

}  // namespace photoferry

using ::photoferry::FileCall;
using ::photoferry::FileRequest;
using ::photoferry::IsFile;
using ::photoferry::Real;
using ::photoferry::Watched;
using ::photoferry::youngest;

extern "C" {

int openat(int folder, const char* name, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  static const auto real = Real<int(int, const char*, int, ...)>("openat");
  const FileCall call = (flags & O_CREAT) != 0 ? FileCall::kMake : FileCall::kOpen;
  return Watched<int>({.call = call, .folder = folder, .name = name},
                      [&] { return real(folder, name, flags, mode); });
}

int mkdirat(int folder, const char* name, mode_t mode) {
  static const auto real = Real<int(int, const char*, mode_t)>("mkdirat");
  return Watched<int>({.call = FileCall::kMakeFolder, .folder = folder, .name = name},
                      [&] { return real(folder, name, mode); });
}

int renameat(int from, const char* name, int to, const char* new_name) {
  static const auto real = Real<int(int, const char*, int, const char*)>("renameat");
  const FileRequest request{.call = FileCall::kRename,
                            .folder = from,
                            .name = name,
                            .new_folder = to,
                            .new_name = new_name};
  return Watched<int>(request, [&] { return real(from, name, to, new_name); });
}

int linkat(int from, const char* name, int to, const char* new_name, int flags) {
  static const auto real = Real<int(int, const char*, int, const char*, int)>("linkat");
  const FileRequest request{.call = FileCall::kLink,
                            .folder = from,
                            .name = name,
                            .new_folder = to,
                            .new_name = new_name};
  return Watched<int>(request, [&] { return real(from, name, to, new_name, flags); });
}

int symlinkat(const char* target, int to, const char* new_name) {
  static const auto real = Real<int(const char*, int, const char*)>("symlinkat");
  return Watched<int>({.call = FileCall::kLink, .new_folder = to, .new_name = new_name},
                      [&] { return real(target, to, new_name); });
}

int unlinkat(int folder, const char* name, int flags) {
  static const auto real = Real<int(int, const char*, int)>("unlinkat");
  return Watched<int>({.call = FileCall::kRemove, .folder = folder, .name = name},
                      [&] { return real(folder, name, flags); });
}

int fallocate(int file, int mode, off_t offset, off_t length) {
  static const auto real = Real<int(int, int, off_t, off_t)>("fallocate");
  return Watched<int>({.call = FileCall::kReserve, .file = file},
                      [&] { return real(file, mode, offset, length); });
}

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = Real<ssize_t(int, const void*, size_t)>("write");
  const auto make = [&] { return real(file, bytes, size); };
  return youngest != nullptr && IsFile(file)
             ? Watched<ssize_t>({.call = FileCall::kWrite, .file = file}, make)
             : make();
}

int ftruncate(int file, off_t length) {
  static const auto real = Real<int(int, off_t)>("ftruncate");
  return Watched<int>({.call = FileCall::kTruncate, .file = file},
                      [&] { return real(file, length); });
}

int futimens(int file, const struct timespec times[2]) {
  static const auto real = Real<int(int, const struct timespec*)>("futimens");
  return Watched<int>({.call = FileCall::kSetTime, .file = file},
                      [&] { return real(file, times); });
}

int fsync(int file) {
  static const auto real = Real<int(int)>("fsync");
  return Watched<int>({.call = FileCall::kSync, .file = file}, [&] { return real(file); });
}

int fdatasync(int file) {
  static const auto real = Real<int(int)>("fdatasync");
  return Watched<int>({.call = FileCall::kSync, .file = file}, [&] { return real(file); });
}

}  // extern "C"
