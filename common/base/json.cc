// SPDX-License-Identifier: Apache-2.0
#include "common/base/json.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace photoferry {
namespace {

using DomBuilder = nlohmann::detail::json_sax_dom_parser<Json>;

// Builds the value and gives up at the first bracket that is nested too deep. The library's lexer
// itself refuses what is not UTF-8 and numbers beyond a double's range.
class BoundedBuilder : public DomBuilder {
 public:
  BoundedBuilder(Json& root, int max_depth)
      : DomBuilder(root, /*allow_exceptions_=*/false), max_depth_(max_depth) {}

  bool start_object(size_t size) { return Enter() && DomBuilder::start_object(size); }
  bool start_array(size_t size) { return Enter() && DomBuilder::start_array(size); }
  bool end_object() { return Leave() && DomBuilder::end_object(); }
  bool end_array() { return Leave() && DomBuilder::end_array(); }

  bool too_deep() const { return depth_ > max_depth_; }

 private:
  bool Enter() { return ++depth_ <= max_depth_; }
  bool Leave() {
    --depth_;
    return true;
  }

  const int max_depth_;
  int depth_ = 0;
};

absl::Status Malformed(absl::string_view what) {
  return Failure(v1::MALFORMED_ANSWER,
                 absl::StrCat("The other side sent an answer that cannot be read: ", what, "."));
}

}  // namespace

absl::StatusOr<Json> ParseJson(absl::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Malformed(absl::StrCat("JSON of more than ", limits.max_bytes, " bytes"));
  }
  Json root;
  BoundedBuilder builder(root, limits.max_depth);
  // The library takes a zero byte for the end of the text, whatever stands behind it.
  if (absl::StrContains(text, '\0')) return Malformed("it holds zero bytes");
  if (Json::sax_parse(text.data(), text.data() + text.size(), &builder)) return root;
  if (builder.too_deep()) {
    return Malformed(absl::StrCat("JSON nested deeper than ", limits.max_depth, " levels"));
  }
  return Malformed("it is not JSON in UTF-8");
}

const Json& JsonMember(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string JsonString(const Json& object, const char* key) {
  const Json& member = JsonMember(object, key);
  if (const std::string* text = member.get_ptr<const std::string*>()) return *text;
  return member.is_number() ? member.dump() : std::string();
}

int64_t JsonInt(const Json& object, const char* key, int64_t otherwise) {
  const Json& member = JsonMember(object, key);
  if (member.is_number_unsigned()) {
    const uint64_t value = member.get<uint64_t>();
    return value <= uint64_t{std::numeric_limits<int64_t>::max()} ? static_cast<int64_t>(value)
                                                                  : otherwise;
  }
  if (member.is_number_integer()) return member.get<int64_t>();
  if (!member.is_number_float()) return otherwise;
  // Some languages write whole numbers as 5.0; beyond 2^53 such a number is no longer exact.
  const double value = member.get<double>();
  return std::trunc(value) == value && std::abs(value) <= 0x1p53 ? static_cast<int64_t>(value)
                                                                 : otherwise;
}

double JsonDouble(const Json& object, const char* key, double otherwise) {
  const Json& member = JsonMember(object, key);
  return member.is_number() ? member.get<double>() : otherwise;
}

bool JsonBool(const Json& object, const char* key, bool otherwise) {
  const Json& member = JsonMember(object, key);
  return member.is_boolean() ? member.get<bool>() : otherwise;
}

std::string ToText(const Json& value, int indent) {
  return value.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace photoferry
