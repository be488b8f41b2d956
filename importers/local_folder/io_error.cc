// SPDX-License-Identifier: Apache-2.0
#include "importers/local_folder/io_error.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/base/status.h"

namespace photoferry::local_folder {
namespace {

struct Line {
  int error;
  const char* name;
  v1::Reason reason;
  const char* message;  // $0: "while writing /photos/1.jpg"
  const char* what_to_do;
};

constexpr char kLink[] =
    "A link, or a file where a folder should be, was met $0; it could lead outside, so nothing was "
    "written.";
constexpr char kName[] = "The disk refuses the name, $0.";
constexpr char kDenied[] = "The photos cannot be written: permission denied $0.";
constexpr char kLetUsWrite[] = "Let this program's user write there, or choose another folder.";
constexpr char kRemoveLink[] = "Remove the link and retry this item.";
constexpr char kOtherDisk[] = "Choose a folder on another disk.";

constexpr Line kLines[] = {
    {ENOSPC, "ENOSPC", v1::DESTINATION_FULL, "The disk is full: there was no room left $0.",
     "Free some space on that disk; the job goes on by itself."},
    {EDQUOT, "EDQUOT", v1::DESTINATION_FULL, "Your quota on the disk is used up: refused $0.",
     "Free some space or raise the quota; the job goes on by itself."},
    {EFBIG, "EFBIG", v1::ITEM_TOO_LARGE,
     "The file is larger than this disk's format allows ($0), so it cannot be stored here.",
     "Use a folder on a disk with another format; FAT32 ends at 4 GiB."},
    {EACCES, "EACCES", v1::PERMISSION_MISSING, kDenied, kLetUsWrite},
    {EPERM, "EPERM", v1::PERMISSION_MISSING, kDenied, kLetUsWrite},
    {EROFS, "EROFS", v1::PERMISSION_MISSING,
     "The photos cannot be written: the disk is read-only ($0).",
     "Mount the disk for writing, or choose another folder."},
    {ENOENT, "ENOENT", v1::ALBUM_GONE,
     "Something was removed or renamed in the folder: nothing found $0.",
     "Leave the folder as it is until the job has ended, then retry this item."},
    {ELOOP, "ELOOP", v1::ITEM_REJECTED, kLink, kRemoveLink},
    {ENOTDIR, "ENOTDIR", v1::ITEM_REJECTED, kLink, kRemoveLink},
    {ENAMETOOLONG, "ENAMETOOLONG", v1::ITEM_REJECTED, kName, kOtherDisk},
    {EINVAL, "EINVAL", v1::ITEM_REJECTED, kName, kOtherDisk},
    {EILSEQ, "EILSEQ", v1::ITEM_REJECTED, kName, kOtherDisk},
};

}  // namespace

absl::Status IoFailure(int error, absl::string_view doing, absl::string_view path) {
  const std::string where = absl::StrCat("while ", doing, " ", path);
  const Line* line = std::find_if(std::begin(kLines), std::end(kLines),
                                  [error](const Line& known) { return known.error == error; });
  if (line != std::end(kLines)) {
    return Failure(line->reason, absl::Substitute(line->message, where), line->what_to_do);
  }
  return Failure(
      v1::SERVICE_DOWN,
      absl::StrCat("The disk reported \"",
                   std::error_code(error, std::generic_category()).message(), "\" ", where, "."),
      "Look at the disk or the network share; the job tries again by itself.");
}

void AddIoAnswers(v1::ProviderSpec& spec) {
  const auto add = [&spec](const char* answer, v1::Reason reason, std::string meaning) {
    v1::AnswerMeaning& row = *spec.add_answers();
    row.set_answer(answer);
    row.set_reason(reason);
    row.set_meaning(std::move(meaning));
  };
  for (const Line& line : kLines) {
    add(line.name, line.reason, absl::Substitute(line.message, "while writing a file"));
  }
  add("any other error", v1::SERVICE_DOWN, "The disk, or the network share, is ill just now.");
}

}  // namespace photoferry::local_folder
