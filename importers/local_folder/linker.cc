// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/linker.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "importers/local_folder/durable_file.h"
#include "importers/local_folder/io_error.h"

namespace photoferry::local_folder {
namespace {

// The disk does not do this, for this file at least; something else may work.
bool IsNotOffered(int error) {
  return error == EPERM || error == EMLINK || error == EXDEV || error == ENOSYS ||
         error == ENOTSUP || error == EOPNOTSUPP || error == EINVAL;
}

absl::Status Copy(const Folder& from, absl::string_view name, const Folder& to,
                  absl::string_view new_name) {
  PF_ASSIGN_OR_RETURN(const FileDescriptor source, from.OpenToRead(name));
  PF_ASSIGN_OR_RETURN(PartFile part, PartFile::Open(to, new_name));
  std::string buffer(256 << 10, '\0');
  while (true) {
    const ssize_t count = ::read(source.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return IoFailure(errno, "reading", from.PathOf(name));
    if (count == 0) return part.Sync();
    PF_RETURN_IF_ERROR(part.Write({buffer.data(), static_cast<size_t>(count)}));
  }
}

}  // namespace

Linker::Linker()
    : Linker([](int from, const char* name, int to,
                const char* new_name) { return ::linkat(from, name, to, new_name, 0); },
             [](const char* target, int to, const char* new_name) {
               return ::symlinkat(target, to, new_name);
             }) {}

Linker::Linker(HardLink hard_link, SymbolicLink symbolic_link)
    : hard_link_(std::move(hard_link)), symbolic_link_(std::move(symbolic_link)) {}

absl::Status Linker::LinkAs(const Folder& from, absl::string_view from_name, absl::string_view name,
                            const Folder& to, const std::string& new_name) const {
  if (hard_link_(from.fd(), std::string(name).c_str(), to.fd(), new_name.c_str()) == 0) {
    return absl::OkStatus();
  }
  if (!IsNotOffered(errno)) return IoFailure(errno, "linking", from.PathOf(name));
  const std::string target = absl::StrCat("../", from_name, "/", name);
  if (symbolic_link_(target.c_str(), to.fd(), new_name.c_str()) == 0) return absl::OkStatus();
  if (!IsNotOffered(errno)) return IoFailure(errno, "linking", to.PathOf(new_name));
  return Copy(from, name, to, new_name);
}

absl::Status Linker::Link(const Folder& from, absl::string_view from_name, absl::string_view name,
                          const Folder& to, absl::string_view new_name) const {
  PF_ASSIGN_OR_RETURN(const std::optional<struct stat> found, from.Look(name));
  if (!found || !S_ISREG(found->st_mode)) {
    return Failure(v1::ITEM_REJECTED,
                   absl::StrCat("The file ", from.PathOf(name),
                                " is no longer there, so it could not be put into the album."),
                   "Retry the item after the job: it is then sent again.");
  }
  const std::string part = absl::StrCat(".", new_name, ".part");
  PF_RETURN_IF_ERROR(to.Remove(part));
  absl::Status linked = LinkAs(from, from_name, name, to, part);
  if (linked.ok()) linked = to.Rename(part, new_name);
  // Between two names of one file a rename does nothing and leaves both.
  const absl::Status tidied = to.Remove(part);
  return linked.ok() ? tidied : linked;
}

}  // namespace photoferry::local_folder
