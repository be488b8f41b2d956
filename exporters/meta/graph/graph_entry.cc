// SPDX-License-Identifier: Apache-2.0
#include "exporters/meta/graph/graph_entry.h"

namespace photoferry::meta {

std::string IdOf(const Json& entry, const char* member) {
  const Json& id = JsonMember(entry, member);
  return id.is_string() || id.is_number_integer() ? JsonString(entry, member) : "";
}

const Json& Unwrapped(const Json& answer) {
  const Json& data = JsonMember(answer, "data");
  if (data.is_array() && !data.empty()) return data.front();
  return data.is_object() ? data : answer;
}

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& out) {
  const absl::Time whole = absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  out.set_seconds(absl::ToUnixSeconds(time));
  out.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - whole)));
}

void SetUploaded(absl::Time time, v1::Photo& photo) {
  SetTimestamp(time, *photo.mutable_uploaded_time());
  SetTimestamp(time, *photo.mutable_taken_time()->mutable_time());
  photo.mutable_taken_time()->set_granularity(v1::SECOND);
}

void AddExtra(absl::string_view name, const std::string& value,
              google::protobuf::Map<std::string, std::string>& extras) {
  if (!value.empty()) extras[std::string(name)] = value;
}

}  // namespace photoferry::meta
