// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace photoferry {

using Json = nlohmann::json;

struct JsonLimits {
  size_t max_bytes = 32 << 20;
  int max_depth = 64;
};

// Parses text that a stranger sent. Never throws. Too large, too deep, broken or not UTF-8:
// MALFORMED_ANSWER, and the message quotes nothing of the text.
absl::StatusOr<Json> ParseJson(absl::string_view text, const JsonLimits& limits = {});

// Readers that never throw and take a wrong type for an absent value: the other side may add and
// change fields at any time.
std::string JsonString(const Json& object, const char* key);  // numbers too, as decimal text
int64_t JsonInt(const Json& object, const char* key, int64_t otherwise = 0);
double JsonDouble(const Json& object, const char* key, double otherwise = 0);
bool JsonBool(const Json& object, const char* key, bool otherwise = false);
// The member, or a null value.
const Json& JsonMember(const Json& object, const char* key);

// Compact text; bytes that are not UTF-8 become U+FFFD.
std::string ToText(const Json& value, int indent = -1);

}  // namespace photoferry
