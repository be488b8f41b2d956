// SPDX-License-Identifier: Apache-2.0
#include "transfer-worker/store/refusal.h"

#include "absl/strings/cord.h"
#include "common/base/status.h"

namespace photoferry {

absl::Status Refusal(absl::StatusCode code, absl::string_view message,
                     absl::string_view what_to_do) {
  return WithCode(code, Failure(v1::BAD_REQUEST, message, what_to_do));
}

absl::Status WithCode(absl::StatusCode code, const absl::Status& status) {
  absl::Status recoded(code, status.message());
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { recoded.SetPayload(url, payload); });
  return recoded;
}

}  // namespace photoferry
