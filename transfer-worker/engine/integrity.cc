// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/engine/integrity.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {

absl::StatusOr<v1::Integrity> Compare(const ItemRecord& record, const v1::RemoteItem& remote) {
  const std::string& ours = record.progress.sha256();
  const bool both_hash =
      !ours.empty() && remote.has_hash() && remote.hash().algorithm() == v1::ContentHash::SHA256;
  if (both_hash && remote.hash().digest() != ours) {
    return Failure(v1::HASH_MISMATCH, "What the destination holds is not what was sent.");
  }
  const bool both_size = record.size.has_value() && remote.has_size_bytes();
  if (both_size && remote.size_bytes() != *record.size) {
    return Failure(v1::LENGTH_MISMATCH, absl::StrCat("The destination holds ", remote.size_bytes(),
                                                     " bytes of this item, "
                                                     "and ",
                                                     *record.size, " were sent."));
  }
  if (both_hash) return v1::HASH_CONFIRMED;
  return both_size ? v1::SIZE_CONFIRMED : v1::INTEGRITY_UNSPECIFIED;
}

std::optional<v1::Problem> Preflight(const v1::Photo& photo, const MediaHead& head,
                                     const v1::Capabilities& capabilities) {
  const int64_t limit =
      photo.kind() == v1::VIDEO ? capabilities.max_video_bytes() : capabilities.max_photo_bytes();
  if (limit > 0 && head.length.value_or(0) > limit) {
    return ProblemOf(Failure(v1::ITEM_TOO_LARGE, absl::StrCat("This file has ", *head.length,
                                                              " bytes; the destination "
                                                              "takes at most ",
                                                              limit, ".")));
  }
  const auto& types = capabilities.mime_types();
  if (!types.empty() && std::find(types.begin(), types.end(), head.mime_type) == types.end()) {
    return ProblemOf(Failure(
        v1::TYPE_UNSUPPORTED,
        absl::StrCat("The destination does not take files of the type ", head.mime_type, ".")));
  }
  return std::nullopt;
}

}  // namespace photoferry
