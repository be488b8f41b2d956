// SPDX-License-Identifier: Apache-2.0
#include "importers/webdav/habits.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/status.h"

namespace photoferry::webdav {
namespace {

absl::Status NotWritable(const HttpResponse& answer, absl::Time now) {
  const bool forbidden = answer.status == 403 || answer.status == 405 || answer.status == 501;
  if (!forbidden) return StatusOf(answer, now);
  return Failure(v1::PERMISSION_MISSING,
                 absl::StrCat("The server does not let this login write into the folder (HTTP ",
                              answer.status, "), so no photo can be stored there."),
                 "Allow it at the server, or choose another folder.");
}

}  // namespace

absl::StatusOr<Habits> Learn(DavClient& client, const Tree& tree, ProviderContext& context) {
  const std::string name = absl::StrFormat(".photoferry-probe-%016x", context.rng.Next());
  const std::string url = tree.FileUrl(name);
  const std::string moved = tree.FileUrl(name + "-moved");
  Habits habits;
  PF_ASSIGN_OR_RETURN(HttpResponse answer, client.Put(url, TextBody("x"), {}, context));
  if (!IsSuccess(answer)) return NotWritable(answer, context.scheduler.clock().Now());
  PF_ASSIGN_OR_RETURN(answer, client.Put(url, TextBody("x"), {{"If-None-Match", "*"}}, context));
  habits.creates_conditionally = answer.status == 412;
  PF_ASSIGN_OR_RETURN(answer, client.Move(url, moved, Overwrite::kYes, {}, context));
  habits.moves = IsSuccess(answer);
  PF_RETURN_IF_ERROR(client.Delete(moved, context));
  if (!habits.moves) PF_RETURN_IF_ERROR(client.Delete(url, context));
  return habits;
}

}  // namespace photoferry::webdav
