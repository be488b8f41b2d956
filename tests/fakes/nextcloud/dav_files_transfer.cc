// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/ascii.h"
#include "tests/fakes/nextcloud/dav_files.h"

namespace photoferry::fakes {

DavDestination DavFiles::TargetOf(const DavRequest& request) const {
  DavDestination target = DestinationOf(request);
  if (target.refused != 0) return target;
  if (!StartsWith(target.path, base_)) return {.refused = 403};
  target.path.erase(target.path.begin(),
                    target.path.begin() + static_cast<std::ptrdiff_t>(base_.size()));
  if (target.path.empty()) return {.refused = 403};
  if (!IsAllowedName(target.path.back())) return {.refused = 400};
  if (state_.files.Parent(target.path) == nullptr) return {.refused = 409};
  return target;
}

DavResponse DavFiles::CopyOrMove(const DavRequest& request, const DavPath& path) {
  const bool move = request.method == "MOVE";
  const DavDestination target = TargetOf(request);
  if (target.refused != 0) {
    return DavError(target.refused, "Conflict", "Nothing can be put at that Destination.");
  }
  if (target.path == path || (move && StartsWith(target.path, path)) ||
      StartsWith(path, target.path)) {
    return DavError(403, "Forbidden", "Source and destination are parts of each other.");
  }
  const bool exists = Find(target.path) != nullptr;
  if (exists && absl::AsciiStrToUpper(request.Header("overwrite")) == "F") {
    return DavError(412, "PreconditionFailed", "Something is there already.");
  }
  const DavNode& source = *Find(path);
  if (!move && !state_.HasRoomFor(source.Bytes())) {
    return DavError(507, "InsufficientStorage", "There is no room for a copy.");
  }
  const bool deep = request.Header("depth") != "0";
  const DavNode& node =
      move ? state_.files.Move(path, target.path) : state_.files.Copy(source, target.path, deep);
  return {.status = exists ? 204 : 201,
          .headers = {{"OC-FileId", NextcloudState::FullId(node)}, {"OC-ETag", node.etag}}};
}

}  // namespace photoferry::fakes
