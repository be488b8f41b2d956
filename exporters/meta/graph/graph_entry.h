// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/json.h"
#include "photoferry/v1/media.pb.h"

// What the readers of all nodes share. Nothing here fails.

namespace photoferry::meta {

// An entry's id, or another member that is one; a number too. Empty if there is none.
std::string IdOf(const Json& entry, const char* member = "id");

// An answer about one node, out of the {"data":[{...}]} or {"data":{...}} that some servers put
// around it.
const Json& Unwrapped(const Json& answer);

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out);

// The moment of an upload, which is also the best that is known of when a photo was taken.
void SetUploaded(absl::Time time, v1::Photo& photo);

// Nothing is added for an empty value.
void AddExtra(absl::string_view name, const std::string& value,
              google::protobuf::Map<std::string, std::string>& extras);

}  // namespace photoferry::meta
