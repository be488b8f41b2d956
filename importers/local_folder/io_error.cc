// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/io_error.h"

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry::local_folder {

absl::Status IoFailure(int error, absl::string_view doing, absl::string_view path) {
  const std::string where = absl::StrCat("while ", doing, " ", path);
  switch (error) {
    case ENOSPC:
      return Failure(v1::DESTINATION_FULL,
                     absl::StrCat("The disk is full: there was no room left ", where, "."),
                     "Free some space on that disk; the job goes on by itself.");
    case EDQUOT:
      return Failure(v1::DESTINATION_FULL,
                     absl::StrCat("Your quota on the disk is used up: refused ", where, "."),
                     "Free some space or raise the quota; the job goes on by itself.");
    case EFBIG:
      return Failure(v1::ITEM_TOO_LARGE,
                     absl::StrCat("The file is larger than this disk's format allows (", where,
                                  "), so it cannot be stored here."),
                     "Use a folder on a disk with another format; FAT32 ends at 4 GiB.");
    case EACCES:
    case EPERM:
      return Failure(v1::PERMISSION_MISSING,
                     absl::StrCat("The photos cannot be written: permission denied ", where, "."),
                     "Let this program's user write there, or choose another folder.");
    case EROFS:
      return Failure(
          v1::PERMISSION_MISSING,
          absl::StrCat("The photos cannot be written: the disk is read-only (", where, ")."),
          "Mount the disk for writing, or choose another folder.");
    case ENOENT:
      return Failure(v1::ALBUM_GONE,
                     absl::StrCat("Something was removed or renamed in the folder: nothing found ",
                                  where, "."),
                     "Leave the folder as it is until the job has ended, then retry this item.");
    case ELOOP:
    case ENOTDIR:
      return Failure(v1::ITEM_REJECTED,
                     absl::StrCat("A link, or a file where a folder should be, was met ", where,
                                  "; it could lead outside, so nothing was written."),
                     "Remove the link and retry this item.");
    case ENAMETOOLONG:
    case EINVAL:
    case EILSEQ:
      return Failure(v1::ITEM_REJECTED, absl::StrCat("The disk refuses the name, ", where, "."),
                     "Choose a folder on another disk.");
    default:
      return Failure(v1::SERVICE_DOWN,
                     absl::StrCat("The disk reported \"",
                                  std::error_code(error, std::generic_category()).message(), "\" ",
                                  where, "."),
                     "Look at the disk or the network share; the job tries again by itself.");
  }
}

}  // namespace photoferry::local_folder
